import { diffLines } from 'diff';
import { type SentProgram, toFiles } from './program.ts';

/** A line of a comparison. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'skipped';
  /** The line; for `skipped` how many equal lines are left out. */
  readonly text: string;
  /** Line numbers in the old and in the new text, from 1. */
  readonly before?: number;
  readonly after?: number;
}

/** Equal lines that are shown around a difference. */
const CONTEXT = 3;

/** Lines beyond which a comparison is cut: nobody reads further. */
const MOST_LINES = 2_000;

/**
 * What changes from one text to the other, line by line; of equal lines only those near a difference. Empty for equal
 * texts. White space at the ends of lines counts only where `exact`: judges pass over it in outputs.
 */
export function compareLines(before: string, after: string, exact = true): readonly DiffLine[] {
  const tidy = (text: string) => {
    if (exact) return text === '' || text.endsWith('\n') ? text : `${text}\n`;
    const lines = text.split('\n').map((line) => line.trimEnd());
    return `${lines.join('\n').trimEnd()}\n`;
  };
  const [old, fresh] = [tidy(before), tidy(after)];
  if (old === fresh) return [];
  let [oldLine, newLine] = [1, 1];
  const lines = (diffLines(old, fresh, { maxEditLength: MOST_LINES }) ?? wholly(old, fresh)).flatMap(
    ({ value, added = false, removed = false }): DiffLine[] =>
      value
        .replace(/\n$/, '')
        .split('\n')
        .map((text) => {
          if (removed) return { kind: 'removed', text, before: oldLine++ };
          if (added) return { kind: 'added', text, after: newLine++ };
          return { kind: 'same', text, before: oldLine++, after: newLine++ };
        }),
  );
  return skipFarLines(lines).slice(0, MOST_LINES);
}

function wholly(before: string, after: string) {
  return [
    { value: before, removed: true },
    { value: after, added: true },
  ];
}

function skipFarLines(lines: readonly DiffLine[]): DiffLine[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  const shown: DiffLine[] = [];
  let skipped = 0;
  for (const [at, line] of lines.entries()) {
    if (near[at]) {
      if (skipped > 0) shown.push({ kind: 'skipped', text: String(skipped) });
      skipped = 0;
      shown.push(line);
    } else skipped++;
  }
  return skipped > 0 ? [...shown, { kind: 'skipped', text: String(skipped) }] : shown;
}

/** What became of one file of a program. */
export interface FileChange {
  /** Absent where both programs are one source each. */
  readonly name: string | undefined;
  readonly kind: 'new' | 'gone' | 'changed';
  readonly lines: readonly DiffLine[];
}

/** What changes from one program to another, file by file in the order of the new one; empty where they are the same. */
export function compareFiles(before: SentProgram, after: SentProgram): readonly FileChange[] {
  const isOne = before.files === undefined && after.files === undefined;
  // A single source stands for the first file of the other.
  const old = toFiles(before, after.files?.[0]?.name ?? '');
  const fresh = toFiles(after, before.files?.[0]?.name ?? '');
  const names = [...new Set([...fresh, ...old].map(({ name }) => name))];
  return names.flatMap((name): FileChange[] => {
    const [was, is] = [old, fresh].map((files) => files.find((file) => file.name === name));
    const lines = compareLines(was?.source ?? '', is?.source ?? '');
    if (was !== undefined && is !== undefined && lines.length === 0) return [];
    const kind = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed';
    return [{ name: isOne ? undefined : name, kind, lines }];
  });
}
