import { describe, expect, it } from 'vitest';
import { parseSignature } from '../../../core/grading/function/parse-signature.ts';
import { FUNCTION_DRIVERS, LANGUAGES, type LanguageId } from '../../../core/grading/languages/index.ts';
import { readRoomProgram, readSaid } from '../../support/room-programs.ts';
import { judgeWith, makeTestData, THOROUGH, tellVerdicts, useJudge } from './judge-under-test.ts';
import { ROUND_TRIP } from './round-trip.ts';

const under = useJudge();

const limits = { timeMs: 500, memoryKiB: 256 * 1024, outputKiB: 512 };
const sum = parseSignature({
  parameters: [
    { name: 'numbers', type: 'list<int32>' },
    { name: 'word', type: 'string' },
  ],
  returns: 'int64',
});

/** In long runs only: short ones have one forking driver and one that answers in its own process. */
const LATER: readonly string[] = ['cpp', 'go', 'java', 'typescript'];
const languages = (Object.keys(FUNCTION_DRIVERS) as LanguageId[]).filter(
  (language) => THOROUGH || !LATER.includes(language),
);

describe.each(languages)('solve() in %s', (language) => {
  const judge = (
    source: string,
    pairs: readonly (readonly [string, string])[],
    signature = sum,
    timeMs = 500,
  ) =>
    judgeWith(under.judge, language, source, makeTestData(pairs), {
      limits: { ...limits, timeMs },
      signature,
    });
  const needs = (context: { skip: (reason: string) => void }) => {
    if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
  };

  it('is judged for all test cases in one call', async (context) => {
    needs(context);
    const pairs = Array.from(
      { length: 30 },
      (_, i) => [JSON.stringify([[i, 2147483647, -5], 'add']), String(i + 2147483642)] as const,
    );
    const result = await judge(readRoomProgram(language, 'solve-sum'), pairs);
    expect(tellVerdicts(result)).toEqual(pairs.map(() => 'AC'));
    expect(result).toMatchObject({ mode: 'function', judgeCalls: 1, whySplit: [], notes: [] });
    expect(result.perCase[3]?.outputHead).toBe('2147483645\n');
  });

  it('loses only the test case that crashes, loops, hoards or answers wrongly', {
    timeout: 240_000,
  }, async (context) => {
    needs(context);
    const misdeeds = ['wrong', 'spin', 'crash', 'exit', 'hoard', 'print'];
    const pairs = ['add', ...misdeeds.flatMap((word) => [word, 'add'])].map(
      (word) => [JSON.stringify([[1, 2], word]), '3'] as const,
    );
    // Filling the memory of Node takes a quarter of a second, ten times that on a slow machine.
    const result = await judge(readRoomProgram(language, 'solve-sum'), pairs, sum, 3000);
    const told = tellVerdicts(result);
    expect(told.filter((_, i) => i % 2 === 0)).toEqual(['AC', 'AC', 'AC', 'AC', 'AC', 'AC', 'AC']);
    expect(told[1]).toBe('WA');
    expect(told[3]).toBe('TLE cpu');
    expect(told[5]).toMatch(/^RTE/);
    expect(told[7]).toMatch(/^(RTE exit 3|WA)/);
    expect(told[9]).toBe('MLE');
    expect(told[11]).toBe('AC');
    // One call, but for a machine so busy that these run out of all that a call may take.
    expect(result.whySplit.filter((why) => !why.includes('limits for one call'))).toEqual([]);
  });

  it('round-trips every type', async (context) => {
    needs(context);
    const signature = parseSignature(ROUND_TRIP.signature);
    const result = await judge(
      readRoomProgram(language, 'solve-round-trip'),
      ROUND_TRIP.values.map((value) => [`[${value}]`, value] as const),
      signature,
    );
    expect(
      result.perCase.map(({ verdict, detail, outputHead, stderrHead }) => [
        verdict,
        detail,
        verdict === 'AC' ? '' : outputHead + stderrHead,
      ]),
    ).toEqual(ROUND_TRIP.values.map(() => ['AC', {}, '']));
  });

  it('is called without parameters where the problem has none', async (context) => {
    needs(context);
    const signature = parseSignature({ parameters: [], returns: 'bool' });
    const result = await judge(readRoomProgram(language, 'solve-nothing'), [['[]', 'true']], signature);
    expect([result.compileOutput, ...tellVerdicts(result)]).toEqual([undefined, 'AC']);
  });

  it('says so when there is no solve, or another one', async (context) => {
    needs(context);
    const missing = await judge(readRoomProgram(language, 'solve-missing'), [['[[1], "add"]', '1']]);
    expect(['CE', 'RTE']).toContain(missing.verdict);
    expect(`${missing.compileOutput}${missing.perCase[0]?.stderrHead}`).toMatch(/solve/);
    const other = await judge(readRoomProgram(language, 'solve-other'), [['[[1], "add"]', '1']]);
    expect(other.compileOutput ?? '').toContain(readSaid(language).other);
    expect(['CE', 'RTE']).toContain(other.verdict);
    expect(`${other.compileOutput}${other.perCase[0]?.stderrHead}`).toMatch(/solve|string|int/i);
  });

  it('starts every test case with fresh globals', async (context) => {
    needs(context);
    const result = await judge(
      readRoomProgram(language, 'solve-globals'),
      Array.from({ length: 5 }, () => ['[[1], "add"]', '1'] as const),
    );
    expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC', 'AC', 'AC']);
  });
});

describe('solve() in javascript', () => {
  const judge = (source: string) =>
    judgeWith(under.judge, 'javascript', source, makeTestData([['[[1, 2, 3], "add"]', '6']]), {
      limits,
      signature: sum,
    });

  it('gets lists that have the prototypes of its own program', async () => {
    const result = await judge(
      `Array.prototype.total = function () { return this.reduce((a, b) => a + b, 0); };
global.known = true;
function solve(numbers) { return numbers instanceof Array && known ? numbers.total() : -1; }`,
    );
    expect(tellVerdicts(result)).toEqual(['AC']);
  });

  it('is told when it wants more than it is given', async () => {
    const result = await judge('function solve(numbers, word, limit) { return limit; }');
    expect(tellVerdicts(result)).toEqual(['RTE exit 1']);
    expect(result.perCase[0]?.stderrHead).toContain('solve takes 3 parameters, the problem gives 2');
  });
});

describe('a function that attacks', () => {
  const attacks: readonly (readonly [LanguageId, string, string])[] = [
    [
      'javascript',
      'writes into the answers',
      "require('fs').writeSync(4, 'ffffffffffffffff 2\\n3 '); return 1;",
    ],
    [
      'javascript',
      'answers twice',
      "const fs = require('fs'); for (let i = 0; i < 3; i++) fs.writeSync(4, 'garbage without end '); return 3;",
    ],
    [
      'javascript',
      'reads the next request',
      "const b = Buffer.alloc(9); require('fs').readSync(3, b, 0, 9, null); return 1;",
    ],
    [
      'javascript',
      'leaves a timer that prints and answers',
      "setInterval(() => { console.log('late'); require('fs').writeSync(4, 'late\\n'); }, 1); return 1;",
    ],
    [
      'javascript',
      'leaves children behind',
      "const { spawn } = require('child_process'); for (let i = 0; i < 5; i++) spawn('/bin/sh', ['-c', 'while :; do echo late; done'], { detached: true, stdio: 'inherit' }); return 1;",
    ],
    ['javascript', 'closes the answers', "require('fs').closeSync(4); return 3;"],
    [
      'python',
      'writes into the answers',
      `import os\n    os.write(4, b"ffffffffffffffff 2\\n3 ")\n    return 1`,
    ],
    ['python', 'answers for another process', `import os\n    os.write(4, b"0 P 1\\n" * 100)\n    return 1`],
    [
      'python',
      'kills its server',
      'import os\n    for p in range(1, 60):\n      try: p != os.getpid() and os.kill(p, 9)\n      except OSError: pass\n    return 1',
    ],
    [
      'python',
      'leaves a process that floods the answers',
      `import os\n    if os.fork() == 0:\n      while True: os.write(4, b"forged")\n    return 1`,
    ],
    ['cpp', 'writes into the answers', 'write(4, "ffffffffffffffff 2\\n3 ", 21); return 1;'],
    [
      'cpp',
      'leaves a process that floods the answers',
      'if (fork() == 0) for (;;) write(4, "forged", 6); return 1;',
    ],
    [
      'java',
      'leaves a thread that prints',
      'new Thread(() -> { while (true) System.out.println("late"); }).start(); return 1;',
    ],
  ];
  const make: Partial<Record<LanguageId, (body: string) => string>> = {
    javascript: (body) => `function solve(numbers, word) { if (word !== 'attack') return 3;\n${body} }`,
    python: (body) => `def solve(numbers, word):\n  if word == "attack":\n    ${body}\n  return 3`,
    cpp: (body) =>
      `#include <unistd.h>\n#include <string>\n#include <vector>\nlong long solve(std::vector<int>, std::string word) { if (word != "attack") return 3;\n${body} }`,
    java: (body) =>
      `class Solution { long solve(int[] numbers, String word) { if (!word.equals("attack")) return 3;\n${body} } }`,
  };

  it.for(attacks.filter(([language]) => languages.includes(language)))(
    'in %s and %s costs only its own test case',
    async ([language, , body], context) => {
      if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
      const source = (make[language] as (body: string) => string)(body);
      const pairs = ['ok', 'attack', 'ok', 'ok'].map((word) => [JSON.stringify([[1], word]), '3'] as const);
      const result = await judgeWith(under.judge, language, source, makeTestData(pairs), {
        limits,
        signature: sum,
      });
      const told = tellVerdicts(result);
      expect([told[0], told[2], told[3]]).toEqual(['AC', 'AC', 'AC']);
      expect(told[1]).not.toMatch(/^(AC|JE|not-run)/);
      // One call, but for a machine so busy that these run out of all that a call may take.
      expect(result.whySplit.filter((why) => !why.includes('limits for one call'))).toEqual([]);
    },
  );
});
