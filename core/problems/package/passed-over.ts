import type { Fault } from './fault.ts';

/** A file that is left alone, or kept and not run. */
export interface PassedOver {
  readonly path: string;
  /** A few words: `no program`. */
  readonly why: string;
}

/** Files that are named; the rest is counted. */
const MOST_NAMED = 8;

/** One warning for all the files that a package has and nothing here reads; none where there are none. */
export function tellPassedOver(files: readonly PassedOver[]): Fault[] {
  const [first] = files;
  if (first === undefined) return [];
  const byReason = Map.groupBy(files, ({ why }) => why);
  const named = [...byReason].map(([why, same]) => {
    const paths = same.slice(0, Math.max(1, Math.floor(MOST_NAMED / byReason.size))).map(({ path }) => path);
    const rest = same.length - paths.length;
    return `${paths.join(', ')}${rest === 0 ? '' : ` and ${rest} more`} (${why})`;
  });
  return [
    {
      severity: 'warning',
      code: 'passed-over',
      file: files.length === 1 ? first.path : '',
      message:
        files.length === 1
          ? `The file is passed over: ${first.why}.`
          : `${files.length} files are passed over: ${named.join('; ')}.`,
    },
  ];
}
