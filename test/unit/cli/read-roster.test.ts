import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../../cli/exit-codes.ts';
import { readRoster } from '../../../cli/read-roster.ts';

const folder = mkdtempSync(join(tmpdir(), 'assize-roster-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'class.csv');

describe("a roster's file on the command line", () => {
  it('is read with warnings that name file and line', () => {
    writeFileSync(file, 'participantId,extraTime\ns01,30\n');
    expect(readRoster(file)).toEqual({
      entries: [{ participantId: 's01', extraTimeMinutes: 0 }],
      warnings: [
        `${file} line 1: the column "extraTime" is not known and is ignored; is extraTimeMinutes meant?`,
      ],
    });
  });

  it('is refused with every line that is wrong', () => {
    writeFileSync(file, 'participantId\na b\ns01\nS01\n');
    expect(() => readRoster(file)).toThrow(CommandError);
    expect(() => readRoster(file)).toThrow(/class\.csv line 2: .*\n.*class\.csv line 4: S01 is on line 3/);
  });

  it('is refused when it cannot be opened', () => {
    expect(() => readRoster(join(folder, 'none.csv'))).toThrow('the roster cannot be read');
  });
});
