import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeReport } from '../../../../core/similarity/describe-report.ts';
import { LEAST_COMMON, MAX_PAIRS } from '../../../../core/similarity/rank-pairs.ts';
import { compare, juryProgram, jurySource, programOf, similarityOf } from './class-of.ts';
import { disguise, makeRandom } from './disguise.ts';

const SOLUTIONS = [
  ['cpp', 'reading-room/accepted/heap.cpp'],
  ['javascript', 'reading-room/accepted/events.js'],
  ['python', 'exact-change/accepted/table.py'],
  ['java', 'busiest-word/accepted/Main.java'],
] as const;

/** Functions that have nothing to do with each other, in JavaScript. */
const FUNCTIONS = [
  'function gcd(a, b) {\n  while (b !== 0) {\n    const rest = a % b;\n    a = b;\n    b = rest;\n  }\n  return a;\n}',
  "function reverse(text) {\n  let result = '';\n  for (const sign of text) result = sign + result;\n  return result;\n}",
  'const sum = (items) => {\n  if (items.length === 0) return 0;\n  const [first, ...rest] = items;\n  return first + sum(rest);\n};',
  'class Stack {\n  #items = [];\n  push(item) {\n    this.#items.push(item);\n  }\n  pop() {\n    return this.#items.pop();\n  }\n}',
  "function find(map, key) {\n  try {\n    return map.get(key) ?? null;\n  } catch (error) {\n    throw new Error('no ' + key, { cause: error });\n  }\n}",
  'async function load(urls) {\n  const answers = await Promise.all(urls.map((url) => fetch(url)));\n  return answers.filter(({ ok }) => ok).map((one) => one.text());\n}',
];

describe('two programs', () => {
  it.each(SOLUTIONS)('in %s are the same when one is the other in disguise: %s', async (language, path) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const source = disguise(jurySource(path), language, seed);
        const report = await compare([juryProgram(path), programOf(source, { language })]);
        expect(report.pairs).toMatchObject([{ similarity: 1, fragments: [{ left: {}, right: {} }] }]);
        expect(report.clusters).toEqual([[0, 1]]);
      }),
      { numRuns: 4 },
    );
  });

  it('are similar in whatever order their functions stand', async () => {
    const whole = programOf(FUNCTIONS.join('\n'), { language: 'javascript' });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(FUNCTIONS, { minLength: FUNCTIONS.length }), async (functions) => {
        const other = programOf(functions.join('\n\n'), { language: 'javascript' });
        expect(await similarityOf(whole, other)).toBeGreaterThan(0.6);
      }),
      { numRuns: 10 },
    );
  });

  it('are less similar the more of them is written anew, and hardly when they solve other problems', async () => {
    const whole = programOf(FUNCTIONS.join('\n'), { language: 'javascript' });
    const half = programOf(FUNCTIONS.slice(0, 3).join('\n'), { language: 'javascript' });
    const similarity = await similarityOf(whole, half);
    expect(similarity).toBeGreaterThan(0.4);
    expect(similarity).toBeLessThan(0.9);
    for (const [left, right] of [
      ['rope-fence/accepted/shoelace.cpp', 'busiest-word/accepted/hash.cpp'],
      ['rope-fence/accepted/shoelace.py', 'reading-room/accepted/events.py'],
      ['exact-change/accepted/table.js', 'reading-room/accepted/events.js'],
      ['exact-change/accepted/Main.java', 'busiest-word/accepted/Main.java'],
    ] as const)
      expect([left, (await similarityOf(juryProgram(left), juryProgram(right))) < 0.45]).toEqual([
        left,
        true,
      ]);
  });

  it('have fragments that name the lines of both, none of which overlap', async () => {
    const [first = '', second = '', third = ''] = FUNCTIONS;
    const left = programOf([first, second].join('\n'), { language: 'javascript' });
    const right = programOf([third, '', first].join('\n'), { language: 'javascript' });
    const { pairs, programs } = await compare([right, left]);
    expect(programs.map(({ submissionId }) => submissionId)).toEqual([left.submissionId, right.submissionId]);
    const [pair] = pairs;
    const longest = pair?.fragments.toSorted((a, b) => b.length - a.length)[0];
    expect(longest?.left).toMatchObject({ startLine: 1 });
    expect(longest?.right).toMatchObject({ startLine: third.split('\n').length + 2 });
    expect(pair?.longestLines).toBeGreaterThanOrEqual(5);
    for (const side of ['left', 'right'] as const) {
      const ranges = pair?.fragments.map((fragment) => fragment[side]).sort((a, b) => a.from - b.from) ?? [];
      for (const [at, range] of ranges.entries())
        expect(range.from).toBeGreaterThanOrEqual(ranges[at - 1]?.to ?? 0);
    }
  });
});

describe('a class', () => {
  const paths = ['heap.cpp', '../wrong_answer/counts_everybody.cpp', '../run_time_error/short_table.cpp'];
  const someClass = () => [
    ...paths.map((path) => juryProgram(`reading-room/accepted/${path}`)),
    juryProgram('rope-fence/accepted/shoelace.cpp'),
    programOf(disguise(jurySource('reading-room/accepted/heap.cpp'), 'cpp', 1), { language: 'cpp' }),
    juryProgram('reading-room/accepted/events.py'),
  ];

  it('is compared to the same report in whatever order it comes', async () => {
    const programs = someClass();
    const expected = await compare(programs);
    expect(expected.pairs[0]?.similarity).toBe(1);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(programs, { minLength: programs.length }), async (shuffled) => {
        expect(await compare(shuffled)).toEqual(expected);
      }),
      { numRuns: 4 },
    );
  });

  it('has a bar for what every program has most in common, and says who is alone or wrote too little', async () => {
    const report = await compare([...someClass(), programOf('int main() {}', { language: 'c' })]);
    expect(report.histogram.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(report.histogram[9]).toBe(2);
    expect(report.programs.map(({ notes }) => notes.join())).toEqual(['', '', '', '', '', 'alone', 'short']);
    expect(describeReport(report).join(' ')).toContain(
      '1 program not compared: nobody else used the language',
    );
  });

  it('never holds somebody against themselves', async () => {
    const programs = [1, 2].map(() =>
      juryProgram('reading-room/accepted/heap.cpp', { participantId: 'ann' }),
    );
    expect((await compare(programs)).pairs).toEqual([]);
  });

  it('leaves out what everybody was given', async () => {
    const given = FUNCTIONS.slice(0, 3).join('\n');
    const programs = [3, 4].map((at) => programOf(`${given}\n${FUNCTIONS[at]}`, { language: 'javascript' }));
    const before = await compare(programs);
    const after = await compare(programs, {}, [{ language: 'javascript', source: given }]);
    expect(before.pairs[0]?.similarity).toBeGreaterThan(0.6);
    expect(after.pairs[0]?.similarity ?? 0).toBeLessThan(0.3);
    expect(after.ignored.template).toBeGreaterThan(0);
    const [only = ''] = [given];
    const nothing = await compare(
      [only, only].map((source) => programOf(source, { language: 'javascript' })),
      {},
      [{ language: 'javascript', source: given }],
    );
    expect(nothing.pairs).toEqual([]);
    expect(nothing.programs.map(({ notes }) => notes)).toEqual([['common'], ['common']]);
  });

  it('leaves out what many have written, but for what a few share', async () => {
    const programs = Array.from({ length: 2 * LEAST_COMMON }, (_, at) =>
      programOf(`${FUNCTIONS[0]}\n${FUNCTIONS[at % 2 === 0 ? 4 : 5]}`, { language: 'javascript' }),
    );
    const strict = await compare(programs);
    const loose = await compare(programs, { commonShare: 1 });
    expect(strict.ignored.common).toBeGreaterThan(0);
    expect(loose.ignored.common).toBe(0);
    const across = ({ pairs }: typeof strict) =>
      Math.max(
        0,
        ...pairs.filter(({ left, right }) => left % 2 !== right % 2).map(({ similarity }) => similarity),
      );
    expect(across(strict)).toBeLessThan(across(loose));
    expect((await compare(programs.slice(0, LEAST_COMMON))).ignored.common).toBe(0);
  });

  it('of people who all wrote the same is a bounded list, and one cluster', async () => {
    const source = jurySource('exact-change/accepted/table.js');
    const programs = Array.from({ length: 60 }, () => programOf(source, { language: 'javascript' }));
    const report = await compare(programs, { commonShare: 1 });
    expect(report.pairs).toHaveLength(MAX_PAIRS);
    expect(report.pairCount).toBe((60 * 59) / 2);
    expect(report.clusters).toHaveLength(1);
    expect(describeReport(report).join(' ')).toContain(`of ${(60 * 59) / 2} pairs`);
  });

  it('of hostile programs is compared to the end', async () => {
    const random = makeRandom(7);
    const noise = () => Array.from({ length: 16 * 1024 }, () => String.fromCharCode(random() * 256)).join('');
    const sources = [
      'x=1;'.repeat(8_192),
      `[${'1,'.repeat(12_000)}1]`,
      'f('.repeat(8_192),
      noise(),
      noise(),
      '',
      '\0',
    ];
    const programs = [...sources, ...sources].map((source) => programOf(source, { language: 'javascript' }));
    const report = await compare(programs);
    expect(report.programs).toHaveLength(2 * sources.length);
    expect(report.programs.some(({ notes }) => notes.includes('faulty'))).toBe(true);
    expect(report.programs.some(({ notes }) => notes.includes('cut'))).toBe(true);
  });
});
