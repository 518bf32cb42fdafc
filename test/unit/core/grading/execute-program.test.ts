import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executeProgram } from '../../../../core/grading/execute-program.ts';
import type { ExecuteSummary } from '../../../../core/grading/execute-request.ts';
import { type Judge, type JudgeCall, JudgeError, type JudgeReport } from '../../../../core/grading/judge.ts';
import type { ProgramRun } from '../../../../core/grading/program-run.ts';

/** How a scripted host deals with each input, by the input's number. */
interface Script {
  /** Inputs that end the whole run when it reaches them. */
  readonly deadly: ReadonlySet<number>;
  /** Inputs whose presence makes the run end without any output at all. */
  readonly silent: ReadonlySet<number>;
  /** Runs that one call gets through before its budget is spent. */
  readonly perCall: number;
  /** Whether the supervisor starts at all. */
  readonly starts: boolean;
  /** After how many calls the compiler fails. */
  readonly compilesTimes?: number;
  /** Bytes of an output that a batch of several shows; alone it shows one more, from where it is asked on. */
  readonly shows?: number;
  /** What the program prints when it is run for the nth time in this call; default: the input. */
  readonly prints?: (input: number, batch: number) => string;
  /** Peak memory at which the kernel kills every run, KiB. */
  readonly killedAtKiB?: number;
}

const HOST = {
  maxCpuMs: 15_000, maxWallMs: 20_000, maxMemoryKiB: 512_000, maxStackKiB: 128_000, maxProcesses: 120, maxFileKiB: 4096,
}; // biome-ignore format: one line

const GRANTED = {
  cpuMs: 1000,
  wallMs: 4000,
  memoryKiB: 65_536,
  outputBytes: 1 << 20,
  outOfMemory: null,
  processes: 64,
};

/** A judge that answers as the supervisor on a host would, from a script. */
function scriptedJudge(script: Script): Judge & { readonly runs: { single: number[]; batches: number[][] } } {
  let calls = 0;
  const runs = { single: [] as number[], batches: [] as number[][] };
  const report = (stdout: string | null, more: Partial<JudgeReport> = {}): JudgeReport => ({
    token: 't', outcome: 'finished', status: '3 Accepted', stdout: stdout === null ? null : Buffer.from(stdout),
    stderr: null, compileOutput: null, message: null, exitCode: 0, exitSignal: null, cpuMs: null, wallMs: 1,
    memoryKiB: 1000, ...more,
  }); // biome-ignore format: one line
  const runBatch = (call: JudgeCall): JudgeReport => {
    const [first = '', header = '', ...rest] = Buffer.from(call.stdin).toString().split('\n');
    const from = Number(header.split(' ').at(-1));
    const [, , nonce, count] = first.split(' ');
    const inputs = rest
      .slice(Number(count))
      .filter((line) => line !== '')
      .map(Number);
    runs.batches.push(inputs);
    const died = { outcome: 'crashed' as const, status: '12 Runtime Error (Other)' };
    if (!script.starts) return report(null, died);
    if (inputs.some((input) => script.silent.has(input))) return report(null, died);
    let out = `\n@${nonce} BEGIN 1 1 x86_64\n`;
    let done = 0;
    for (const input of inputs) {
      if (script.deadly.has(input)) return report(out, died);
      if (done === script.perCall) break;
      done++;
      const text = script.prints?.(input, runs.batches.length) ?? String(input);
      const shown = text.slice(
        from,
        from + (script.shows ?? Number.POSITIVE_INFINITY) + (inputs.length > 1 ? 0 : 1),
      );
      const digests =
        shown === text ? '- - -' : Array(3).fill(createHash('sha256').update(text).digest('hex')).join(' ');
      const killed = script.killedAtKiB !== undefined;
      out += `\n@${nonce} ${done} - 0 ${killed ? 9 : 0} 0 900 900 ${script.killedAtKiB ?? 500} ${text.length} ${shown.length} 0 0 0 0 ${killed ? 1 : 0} 0 ${digests}\n${shown}`;
    }
    return report(`${out}\n@${nonce} END ${done} 1 1 1\n`);
  };
  return {
    runs,
    limits: async () => HOST,
    languages: async () => [],
    run: async (call) => {
      if (calls++ === script.compilesTimes)
        return report(null, {
          outcome: 'compile-error',
          compileOutput: Buffer.from('No space left on device'),
        });
      if (call.kind === 'bundle') return runBatch(call);
      const input = Number(Buffer.from(call.stdin).toString());
      runs.single.push(input);
      return script.deadly.has(input) || script.silent.has(input)
        ? report('', { outcome: 'crashed', exitSignal: 9, status: '12 Runtime Error (Other)' })
        : report(String(input));
    },
  };
}

interface Options {
  single?: boolean;
  batches?: boolean;
  maxCalls?: number;
  memoryKiB?: number;
  judge?: ReturnType<typeof scriptedJudge>;
  isEnough?: (run: ProgramRun) => boolean;
  /** Asks for no more once this one is known. */
  seenEnough?: (run: ProgramRun) => boolean;
}

async function execute(count: number, script: Script, options: Options = {}) {
  const judge = options.judge ?? scriptedJudge(script);
  const bundledFor: (string | undefined)[] = [];
  const taken: ProgramRun[] = [];
  let summary: ExecuteSummary = { calls: 0, whySplit: [], notes: [] };
  for await (const { runs, ...soFar } of executeProgram({
    judge,
    granted: { ...GRANTED, memoryKiB: options.memoryKiB ?? GRANTED.memoryKiB },
    inputs: Array.from({ length: count }, (_, index) => ({
      bytes: String(index).length + 1,
      read: async () => Buffer.from(`${index}\n`),
    })),
    makeBundle: (_, { architecture }) => {
      bundledFor.push(architecture);
      return new Uint8Array();
    },
    ...(options.single === false ? {} : { single: { languageId: 50, source: new Uint8Array() } }),
    batches: options.batches ?? true,
    stopAtFailure: false,
    newNonce: () => 'ab'.repeat(16),
    maxCalls: options.maxCalls ?? 1000,
    ...(options.isEnough === undefined ? {} : { isEnough: async (run) => options.isEnough?.(run) ?? true }),
  })) {
    taken.push(...runs);
    summary = soFar;
    if (runs.some((run) => options.seenEnough?.(run))) break;
  }
  return { summary, taken, judge, bundledFor };
}

const scripts = (count: number): fc.Arbitrary<Script> =>
  fc.record({
    deadly: fc.uniqueArray(fc.nat(count - 1), { maxLength: 5 }).map((list) => new Set(list)),
    silent: fc.uniqueArray(fc.nat(count - 1), { maxLength: 3 }).map((list) => new Set(list)),
    perCall: fc.integer({ min: 1, max: count }),
    starts: fc.boolean(),
  });

describe('executing a program on many inputs', () => {
  it('sends only the supervisor of the architecture that a judge has told, and all again when that one is not for it', async () => {
    const judge = scriptedJudge({ deadly: new Set(), silent: new Set(), perCall: 9, starts: true });
    expect((await execute(2, {} as Script, { judge })).bundledFor).toEqual([undefined]);
    expect((await execute(2, {} as Script, { judge })).bundledFor).toEqual(['x86_64']);
    let moved = true;
    const elsewhere = {
      ...judge,
      run: async (call: JudgeCall) => {
        const report = await judge.run(call);
        if (!moved) return report;
        moved = false;
        return {
          ...report,
          stdout: null,
          stderr: Buffer.from('run: ./assize-supervisor-aarch64: No such file or directory'),
        };
      },
    };
    moved = false;
    await execute(2, {} as Script, { judge: elsewhere });
    moved = true;
    const { bundledFor, taken, summary } = await execute(2, {} as Script, { judge: elsewhere });
    expect(bundledFor).toEqual(['x86_64', undefined]);
    expect(taken.map(({ index }) => index)).toEqual([0, 1]);
    expect(summary.whySplit.join()).toMatch(/another architecture/);
  });

  it('ends, and tells each input exactly once, however the host behaves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }).chain((count) => fc.tuple(fc.constant(count), scripts(count))),
        async ([count, script]) => {
          const { taken } = await execute(count, script);
          expect(taken.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
            Array.from({ length: count }, (_, index) => index),
          );
          for (const run of taken) {
            const bad = script.deadly.has(run.index) || script.silent.has(run.index);
            if (bad) expect(run.ending).toEqual({ kind: 'RTE', signal: 9 });
            else
              expect([run.ending.kind, Buffer.from(run.output).toString()]).toEqual([
                'ok',
                String(run.index),
              ]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes one call when nothing goes wrong, and says nothing about splitting', async () => {
    const { summary } = await execute(50, {
      deadly: new Set(),
      silent: new Set(),
      perCall: 50,
      starts: true,
    });
    expect(summary).toEqual({ calls: 1, whySplit: [], notes: [] });
  });

  it.each([
    ['something else than the supervisor wrote into its output: no line of ours', '\n@cdcd 3 - 0 AC AC AC\n'],
    ["the supervisor's output broke off: no line of ours", `\n@${'ab'.repeat(16)} 3 - 0`],
  ])('says of a batch that %s, and judges again what came after', async (says, instead) => {
    const host = scriptedJudge({ deadly: new Set(), silent: new Set(), perCall: 9, starts: true });
    let calls = 0;
    const judge = {
      ...host,
      run: async (call: JudgeCall) => {
        const report = await host.run(call);
        const told = Buffer.from(report.stdout ?? []).toString();
        const at = told.indexOf(`\n@${'ab'.repeat(16)} 3 `);
        return ++calls > 1 ? report : { ...report, stdout: Buffer.from(told.slice(0, at) + instead) };
      },
    };
    const { summary, taken } = await execute(5, {} as Script, { judge });
    expect(taken.map(({ index, output }) => [index, Buffer.from(output).toString()])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [index, String(index)]),
    );
    expect(summary.notes).toEqual([expect.stringContaining(says)]);
  });

  it('loses only the deadly test case, which is judged by a single submission', async () => {
    const { summary, taken, judge } = await execute(50, {
      deadly: new Set([20]),
      silent: new Set(),
      perCall: 50,
      starts: true,
    });
    expect(judge.runs.single).toEqual([20]);
    expect(summary.calls).toBe(4);
    expect(summary.whySplit).toHaveLength(2);
    expect(taken.filter(({ way }) => way === 'batch')).toHaveLength(49);
  });

  it('halves a batch that leaves no trace', async () => {
    const { summary, judge } = await execute(64, {
      deadly: new Set(),
      silent: new Set([40]),
      perCall: 64,
      starts: true,
    });
    expect(judge.runs.single).toEqual([40]);
    expect(summary.calls).toBeLessThan(20);
  });

  it('finds out in two calls that a host does not start the supervisor', async () => {
    const { summary, judge } = await execute(8, {
      deadly: new Set(),
      silent: new Set(),
      perCall: 8,
      starts: false,
    });
    expect(judge.runs.batches).toHaveLength(2);
    expect(judge.runs.single).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(summary.whySplit.join()).toMatch(/did not start the supervisor/);
  });

  it('refuses a host that starts nothing when there is no other way', async () => {
    const executing = execute(
      3,
      { deadly: new Set(), silent: new Set(), perCall: 3, starts: false },
      { single: false },
    );
    await expect(executing).rejects.toMatchObject({ kind: 'incapable' });
    await expect(executing).rejects.toBeInstanceOf(JudgeError);
  });

  it('refuses a host that runs no batches when there is no other way', async () => {
    const nothing = { deadly: new Set<number>(), silent: new Set<number>(), perCall: 3, starts: true };
    const executing = execute(3, nothing, { single: false, batches: false });
    await expect(executing).rejects.toMatchObject({ kind: 'incapable' });
  });

  it('takes no compile error of a program that it has seen run', async () => {
    const script = { deadly: new Set<number>(), silent: new Set<number>(), perCall: 2, starts: true };
    await expect(execute(5, { ...script, compilesTimes: 2 })).rejects.toMatchObject({ kind: 'broken' });
    await expect(execute(5, { ...script, compilesTimes: 2 }, { batches: false })).rejects.toMatchObject({
      kind: 'broken',
    });
    const { summary } = await execute(5, { ...script, compilesTimes: 0 });
    expect(summary.compileError).toBe('No space left on device');
  });

  it("refuses a host whose memory ended below the problem's limit, and only then", async () => {
    const script = { deadly: new Set<number>(), silent: new Set<number>(), perCall: 3, starts: true };
    const killed = { ...script, killedAtKiB: HOST.maxMemoryKiB - 2000 };
    await expect(execute(3, killed, { memoryKiB: 1_000_000 })).rejects.toMatchObject({
      kind: 'incapable',
      message: expect.stringMatching(/1000000 KiB of memory; the host grants 512000 KiB/),
    });
    const { taken } = await execute(3, killed, { memoryKiB: 400_000 });
    expect(taken.map(({ ending }) => ending.kind)).toEqual(['MLE', 'MLE', 'MLE']);
    expect((await execute(3, script, { memoryKiB: 1_000_000 })).taken).toHaveLength(3);
  });

  it('stops at the number of calls that it was given, and says what was lost', async () => {
    const { taken, summary } = await execute(
      10,
      { deadly: new Set(), silent: new Set(), perCall: 2, starts: true },
      { maxCalls: 2 },
    );
    expect(summary.calls).toBe(2);
    expect(taken.filter(({ ending }) => ending.kind === 'lost')).toHaveLength(6);
  });

  describe('told of runs as they become known', () => {
    const well = { deadly: new Set<number>(), silent: new Set<number>(), perCall: 50, starts: true };
    const indicesOf = (runs: readonly ProgramRun[]) => runs.map(({ index }) => index);
    const textOf = (run: ProgramRun | undefined) => Buffer.from(run?.output ?? []).toString();
    const isWhole = ({ index }: ProgramRun) => index % 4 !== 2;

    it('makes no further call for whoever has seen enough', async () => {
      const { taken, summary } = await execute(
        30,
        { ...well, perCall: 4 },
        { seenEnough: ({ index }) => index === 5 },
      );
      expect(indicesOf(taken)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(summary.calls).toBe(2);
    });

    it('asks again alone, in parts, for an output that is not enough, and tells the later ones after it', async () => {
      const { taken, summary, judge } = await execute(
        8,
        { ...well, shows: 2, prints: (input) => `${input}abcdef` },
        { isEnough: isWhole },
      );
      expect(indicesOf(taken)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(taken.map(textOf)).toEqual(['0a', '1a', '2abcdef', '3a', '4a', '5a', '6abcdef', '7a']);
      expect(taken.map(({ complete }) => complete).filter(Boolean)).toHaveLength(2);
      // Each of the two: once more alone, then two parts.
      expect(judge.runs.batches).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], [2], [2], [2], [6], [6], [6]]);
      expect(summary.whySplit).toEqual([
        'an output was too long for its share of a batch and was asked for alone',
        'an output was too long for one call and was fetched in parts',
      ]);
    });

    it('asks for what came before first, then for the rest of a batch', async () => {
      const { judge } = await execute(
        8,
        { ...well, perCall: 5, shows: 2, prints: (input) => `${input}ab` },
        { isEnough: isWhole },
      );
      expect(judge.runs.batches).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], [2], [5, 6, 7], [6]]);
    });

    it.each([
      [
        'prints something else each time',
        { prints: (input: number, batch: number) => `${input}abcdef${batch}` },
        1000,
      ],
      [
        'prints nothing any more',
        { prints: (input: number, batch: number) => (batch < 3 ? `${input}abcdef` : '') },
        1000,
      ],
      ['is out of calls', { prints: (input: number) => `${input}abcdef` }, 2],
    ])('tells a run as it is that %s', async (_, script, maxCalls) => {
      const { taken, summary } = await execute(
        3,
        { ...well, shows: 2, ...script },
        { isEnough: isWhole, maxCalls },
      );
      expect(taken[2]).toMatchObject({ index: 2, complete: false, ending: { kind: 'ok' } });
      expect(textOf(taken[2])).toBe('2ab');
      expect(summary.notes).toHaveLength(maxCalls === 2 ? 0 : 1);
    });
  });
});
