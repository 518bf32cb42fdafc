import { execFileSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ResultTable,
  splitName,
  writeBlackboardFile,
  writeCanvasCsv,
  writeMoodleCsv,
  writePlainCsv,
} from '../../../../core/results/documents/gradebooks.ts';
import { guardFormula, writeCsv } from '../../../../core/results/documents/write-csv.ts';
import type { RankedResult } from '../../../../core/results/grade-session.ts';

const row = (changes: Partial<RankedResult> = {}): RankedResult => ({
  rank: 1,
  participantId: 'ada01',
  name: 'Lovelace, Ada',
  group: 'lab 1',
  email: 'ada@uni.example',
  studentId: '007',
  points: 190.5,
  possible: 250,
  solved: 1,
  penaltyMinutes: 12,
  problems: [
    {
      label: 'A',
      points: 100,
      tries: 2,
      pending: 0,
      quarantined: 0,
      solved: true,
      penaltyMinutes: 12,
      from: {
        submissionId: '01jq0000000000000000000001',
        submittedAt: 0,
        language: 'c',
        verdict: 'AC',
        passed: 3,
        testCases: 3,
      },
    },
    { label: 'B', points: 0, tries: 0, pending: 1, quarantined: 0, solved: false, penaltyMinutes: 0 },
  ],
  ...changes,
});
const table: ResultTable = {
  sessionName: 'Algorithms: "final", group 1',
  labels: ['A', 'B'],
  possible: 250,
  rows: [row(), row({ rank: 2, participantId: 'jürgen', name: 'Jürgen "J" Groß', points: 0 })],
};
const read = (text: string, options = {}) => parse(text, { bom: true, ...options }) as string[][];

/** What Canvas's importer asks of a header, and how it finds assignments and people (its lib/gradebook_importer.rb). */
function importIntoCanvas(text: string) {
  const rows = read(text, { relax_column_count: true });
  const [header = [], second = [], ...students] = rows;
  expect(header.length > 3 && header[0]?.includes('Student') && header[1]?.includes('ID')).toBe(true);
  expect(header[2]).toMatch(/SIS\s+User\s+ID/);
  expect(header[3]).toMatch(/SIS\s+Login\s+ID/);
  expect(header[4]).toContain('Section');
  expect(second[0]).toContain('Points Possible');
  const totals = /(Current|Final|Override) (Score|Points|Grade)|Override Status/;
  const assignments = header.slice(5).filter((title) => !totals.test(title));
  return {
    assignments,
    possible: second[5],
    students: students.map((cells) => [cells[2], cells[3], cells[5]]),
  };
}

describe('results as CSV', () => {
  it('have a row a participant and a column a problem, with a mark by which Excel knows UTF-8', () => {
    const { text, fileName, mediaType } = writePlainCsv(table);
    expect({ fileName, mediaType }).toEqual({
      fileName: 'algorithms-final-group-1-results.csv',
      mediaType: 'text/csv',
    });
    expect(text.startsWith('\uFEFFrank,participantId,')).toBe(true);
    const [first] = parse(text, { bom: true, columns: true }) as Record<string, string>[];
    expect(first).toMatchObject({
      participantId: 'ada01',
      name: 'Lovelace, Ada',
      studentId: '007',
      points: '190.5',
      possible: '250',
      tries: '2',
      pending: '1',
      A: '100',
      B: '',
    });
  });

  it('are read by Python as they were written', () => {
    const cells = [
      ['a', 'comma, here', 'quote " here', 'line\nbreak', ' space ', 'ß–漢', '', 'x'],
      ['1', '2', '3', '4', '5', '6', '7', '8'],
    ];
    const script =
      'import csv, io, json, sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8"), newline="")))))';
    for (const quotes of ['needed', 'always'] as const) {
      const seen = execFileSync('python3', ['-c', script], { input: writeCsv(cells, { quotes }) });
      expect(JSON.parse(seen.toString())).toEqual(cells);
    }
  });

  it('are read by csv-parse as they were written, whatever stands in them', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=1+1', '"', '\r\n', ',', '\t@x', '-2', '+3'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }),
        fc.constantFrom(',' as const, '\t' as const),
        (rows, delimiter) => {
          const seen = read(writeCsv([['a', 'b', 'c'], ...rows], { delimiter }), {
            delimiter,
            record_delimiter: '\r\n',
          });
          expect(seen.slice(1)).toEqual(
            rows.map((cells) => cells.map((one) => guardFormula(one.replaceAll('\0', '')))),
          );
        },
      ),
    );
  });

  it.each([
    '=HYPERLINK("http://x")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u200B=1',
    '＝1',
  ])('are no formula: %j', (name) => {
    for (const { text } of [
      writePlainCsv({ ...table, rows: [row({ name, group: name, email: name })] }),
      writeMoodleCsv({ ...table, sessionName: name }),
      writeCanvasCsv({ ...table, sessionName: name, rows: [row({ name })] }),
      writeBlackboardFile({ ...table, sessionName: name, rows: [row({ studentId: name })] }),
    ])
      for (const cells of read(text, { trim: true, relax_column_count: true }))
        for (const cell of cells) expect(cell).not.toMatch(/^[\s\p{C}]*[=+@\-\uFF1D]/u);
  });

  it.each([
    "x;=cmd|'/c calc'!A1",
    'x; =1',
    'x\t+1',
    'x,@SUM(A1)',
    'x;;-1',
    'x;"=1"',
    'x\n=1',
    'x\r\n\u200B=1',
    'x;＝1',
  ])('are no formula where a spreadsheet parts cells at another sign: %j', (name) => {
    const text = writePlainCsv({ ...table, rows: [row({ name, group: name })] }).text;
    for (const cell of text.split(/[;\t,\r\n]/)) expect(cell).not.toMatch(/^[\s\p{C}"]*[=+@\-\uFF1D]/u);
  });

  it('leave numbers and what only holds such a sign as they are', () => {
    expect(writeCsv([['a-b', 'x=y', 'ada@uni.example', -1.5]])).toBe('a-b,x=y,ada@uni.example,-1.5\r\n');
  });
});

describe('a gradebook', () => {
  it('is taken by Canvas, one assignment with its points possible', () => {
    expect(importIntoCanvas(writeCanvasCsv(table).text)).toEqual({
      assignments: ['Algorithms: "final", group 1'],
      possible: '250',
      students: [
        ['007', 'ada01', '190.5'],
        ['007', 'jürgen', '0'],
      ],
    });
  });

  it.each([
    ['Final Grade', 'Final-Grade'],
    ['Week 3 (12)', 'Week 3 [12]'],
    ['two\nlines', 'two lines'],
  ])('is no other column of Canvas when the session is called %j', (sessionName, title) => {
    expect(importIntoCanvas(writeCanvasCsv({ ...table, sessionName }).text).assignments).toEqual([title]);
    const known = writeCanvasCsv({ ...table, sessionName }, { columnId: '77' });
    expect(importIntoCanvas(known.text).assignments).toEqual([`${title} (77)`]);
  });

  it('names people for Moodle by all that it maps, and grades of 100', () => {
    const [header, first] = read(writeMoodleCsv(table).text);
    expect(header?.slice(0, 5)).toEqual([
      'Username',
      'Email address',
      'ID number',
      'First name',
      'Last name',
    ]);
    expect(header?.slice(5)).toEqual([
      'Algorithms: "final", group 1',
      'Algorithms: "final", group 1 (points of 250)',
      'Algorithms: "final", group 1 (feedback)',
    ]);
    expect(first).toEqual([
      'ada01',
      'ada@uni.example',
      '007',
      'Ada',
      'Lovelace',
      '76.2',
      '190.5',
      'A: 100, B: 0',
    ]);
  });

  it('names people for Blackboard by username, every cell in quotes', () => {
    const { text, fileName, encoding } = writeBlackboardFile(table);
    expect({ fileName, encoding }).toEqual({
      fileName: 'algorithms-final-group-1-blackboard.csv',
      encoding: 'utf-8',
    });
    expect(text.split('\r\n')[1]).toBe('"Lovelace","Ada","ada01","007","190.5"');
    expect(read(text)[0]).toEqual([
      'Last Name',
      'First Name',
      'Username',
      'Student ID',
      'Algorithms: "final", group 1',
    ]);
  });

  it('is what Blackboard itself writes of a column that it has: tabs, UTF-16', () => {
    const made = writeBlackboardFile(table, { columnId: '12345', encoding: 'utf-16' });
    expect(made).toMatchObject({ encoding: 'utf-16le', fileName: expect.stringMatching(/\.xls$/) });
    const bytes = Buffer.from(made.text, 'utf16le');
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    const [header, , second] = read(new TextDecoder('utf-16le').decode(bytes), { delimiter: '\t' });
    expect(header?.at(-1)).toBe('Algorithms: "final", group 1 [Total Pts: 250 Score] |12345');
    expect(second?.slice(0, 3)).toEqual(['Groß', 'Jürgen "J"', 'jürgen']);
  });

  it.each([
    ['Lovelace, Ada', 'Ada', 'Lovelace'],
    ['Ada Lovelace', 'Ada', 'Lovelace'],
    ['Ada King Lovelace', 'Ada King', 'Lovelace'],
    ['Plato', '', 'Plato'],
    ['', '', ''],
  ])('splits %j', (name, first, last) => {
    expect(splitName(name)).toEqual({ first, last });
  });
});
