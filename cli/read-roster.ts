import { readFileSync } from 'node:fs';
import { type RosterEntry, readRoster as read } from '../core/roster/read-roster.ts';
import { ROSTER_COLUMNS } from '../core/roster/roster-columns.ts';
import { CommandError, EXIT } from './exit-codes.ts';

export type { RosterEntry };

const HINT = `a roster is CSV whose first line names its columns (${ROSTER_COLUMNS.join(',')}; only participantId is needed), an export of Moodle or Canvas, or JSON`;

/**
 * Reads a roster's file; warnings are sentences that name file and line.
 * @throws CommandError that names every line and field that is wrong
 */
export function readRoster(file: string): {
  readonly entries: readonly RosterEntry[];
  readonly warnings: readonly string[];
} {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `the roster cannot be read: ${(error as Error).message}`);
  }
  const { entries, faults, notes } = read(bytes);
  if (faults.length > 0) {
    const sentences = faults.map(
      ({ line, detail }) => `${file}${line === undefined ? '' : ` line ${line}`}: ${detail}`,
    );
    throw new CommandError(EXIT.badInput, sentences.join('\n'), HINT);
  }
  return { entries, warnings: notes.map((note) => `${file}${note.startsWith('line ') ? ' ' : ': '}${note}`) };
}
