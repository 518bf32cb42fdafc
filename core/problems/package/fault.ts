/** What is wrong with a package, told so that its author can mend it. */
export interface Fault {
  /**
   * `error`: the package breaks the format. `unsupported`: the format allows it, Assize does not honour it.
   * `warning`: it can be imported, but the author should know.
   */
  readonly severity: 'error' | 'unsupported' | 'warning';
  /** Stable name for machines: `answer-missing`. */
  readonly code: string;
  /** Path inside the package, or `''` for the package as a whole. */
  readonly file: string;
  /** Line in that file, from 1. */
  readonly line?: number;
  /** One or two sentences: what is wrong and what to do. */
  readonly message: string;
}

/** `file:line: error: message`, as compilers say it. */
export function formatFault(fault: Fault): string {
  const where =
    fault.file === '' ? 'package' : fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  return `${where}: ${fault.severity}: ${fault.message}`;
}

/** The order in which faults are told: by file and line. */
export function byPlace(a: Fault, b: Fault): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

/** Files that a gathered warning names; the rest is counted. */
const MOST_NAMED = 5;

/** The same faults, where warnings that say the same of several files are one, at the first of them. */
export function gatherWarnings(faults: readonly Fault[]): readonly Fault[] {
  const saying = ({ severity, code, message }: Fault) => JSON.stringify([severity, code, message]);
  const files = Map.groupBy(faults, saying);
  return faults.flatMap((fault) => {
    const same = files.get(saying(fault)) ?? [];
    if (fault.severity !== 'warning' || same.length === 1) return [fault];
    if (same[0] !== fault) return [];
    const others = same.slice(1, MOST_NAMED + 1).map(({ file }) => file);
    const more = same.length - 1 - others.length;
    const rest = more === 0 ? '' : ` and ${more} more`;
    return [{ ...fault, message: `${fault.message} The same holds for ${others.join(', ')}${rest}.` }];
  });
}

/** Whether these faults forbid the import. */
export function refuses(faults: readonly Fault[]): boolean {
  return faults.some((fault) => fault.severity !== 'warning');
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
