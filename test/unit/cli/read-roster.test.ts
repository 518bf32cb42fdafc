import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../../cli/exit-codes.ts';
import { readRoster } from '../../../cli/read-roster.ts';

const folder = mkdtempSync(join(tmpdir(), 'assize-roster-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'class.csv');

function read(content: string | Uint8Array) {
  writeFileSync(file, content);
  return readRoster(file);
}

/** The sentence of a refused roster, without the folder. */
function refusal(content: string | Uint8Array): string {
  try {
    read(content);
  } catch (error) {
    if (error instanceof CommandError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
  throw new Error('the roster was taken');
}
const ada = { participantId: 's01', name: 'Li, Ana', group: 'lab', extraTimeMinutes: 15 };

describe('a roster', () => {
  it.each([
    ['commas', 'participantId,name,group,extraTimeMinutes\ns01,"Li, Ana",lab,15\n'],
    [
      'CR LF, a mark and no last line end',
      '\uFEFFparticipantId,name,group,extraTimeMinutes\r\ns01,"Li, Ana",lab,15',
    ],
    ['semicolons', 'participantId;name;group;extraTimeMinutes\r\ns01;Li, Ana;lab;15\r\n'],
    ['tabs', 'participantId\tname\tgroup\textraTimeMinutes\ns01\tLi, Ana\tlab\t15\n'],
    ["Excel's hint", 'sep=|\nparticipantId|name|group|extraTimeMinutes\ns01|Li, Ana|lab|15\n'],
    [
      'other titles, spaces, and empty lines',
      '\nParticipant ID, "Name" ,group , extra-time_minutes\n\n"s01" ,"Li, Ana",lab, 15\n,,,\n',
    ],
    ['JSON', JSON.stringify([ada])],
  ])('is read with %s', (_, content) => {
    expect(read(content)).toEqual({ entries: [ada], warnings: [] });
  });

  it('warns of columns that it does not know, and what is meant', () => {
    const { entries, warnings } = read('participantId,extraTime,e-mail\ns01,30,a@b.c\n');
    expect(entries).toEqual([{ participantId: 's01', extraTimeMinutes: 0 }]);
    expect(warnings.map((warning) => warning.replace(`${folder}/`, ''))).toEqual([
      'class.csv line 1: the column "extraTime" is not known and is ignored; is extraTimeMinutes meant?',
      'class.csv line 1: the column "e-mail" is not known and is ignored; known are participantId, name, group, extraTimeMinutes',
    ]);
  });

  it('warns of cells beyond the columns, by line', () => {
    const { warnings } = read('participantId,name,,\ns01,"Li\nAna",lab,"x"\ns02,Cy,,\ns03,Di,,,z\n');
    expect(warnings).toEqual([
      expect.stringContaining('line 2: "lab", "x" stand in no column'),
      expect.stringContaining('line 5: "z" stands in no column'),
    ]);
  });

  it.each([
    [
      'a quote that is never closed',
      'participantId,name\ns01,"Ana Li\ns02,Cy\n',
      'class.csv line 2: the quote that opens here',
    ],
    [
      'the same later on',
      'participantId,name\ns01,"Ana\nLi"\n\ns02,"Cy\ns03,Di\n',
      'class.csv line 5: the quote that opens here',
    ],
    [
      'a quote in a cell',
      'participantId,name\ns01,Ana "Li"\n',
      'class.csv line 2: a quote stands in the middle',
    ],
    ['more after a quote', 'participantId,name\ns01,"Ana" Li\n', 'class.csv line 2: after a closing quote'],
    ['no column of ids', 'id,name\ns01,Ana\n', 'class.csv line 1: no column is called participantId'],
    [
      'two columns of one name',
      'participantId,name,Name\ns01,Ana,Li\n',
      'class.csv line 1: two columns are called name',
    ],
    [
      'minutes that are none',
      'participantId,extraTimeMinutes\ns01,5\n\ns02,15 min\n',
      'class.csv line 4, extraTimeMinutes: ',
    ],
    [
      'minutes in other digits',
      'participantId,extraTimeMinutes\ns01,0x10\n',
      'class.csv line 2, extraTimeMinutes: ',
    ],
    ['nobody', 'participantId\n', 'class.csv: the roster is empty'],
    ['unknown fields in JSON', '[{"participantId": "s01", "extraTime": 5}]', 'extraTime'],
  ])('is refused with %s', (_, content, sentence) => expect(refusal(content)).toContain(sentence));

  it('is refused in another encoding than UTF-8, by line', () => {
    const content = 'participantId,name\ns01,Jürgen\n';
    expect(refusal(Buffer.from(content, 'latin1'))).toContain('class.csv line 2: The file is not UTF-8');
    expect(refusal(Buffer.from(`\uFEFF${content}`, 'utf16le'))).toContain(
      'class.csv line 1: The file is UTF-16',
    );
  });

  it('gives back what a writer of CSV wrote', () => {
    const cell = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text);
    const entry = fc.record({
      participantId: fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/),
      name: cell,
      group: cell,
      extraTimeMinutes: fc.nat(100),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (entries, delimiter, end) => {
          const quote = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;
          const line = (values: readonly (string | number)[]) => values.map(quote).join(delimiter) + end;
          const written = [
            line(['participantId', 'name', 'group', 'extraTimeMinutes']),
            ...entries.map((each) => line(Object.values(each))),
          ].join('');
          expect(read(written)).toEqual({ entries, warnings: [] });
        },
      ),
      { numRuns: 200 },
    );
  });
});
