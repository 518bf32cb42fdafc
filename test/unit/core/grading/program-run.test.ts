import { describe, expect, it } from 'vitest';
import type { Cause, Frame } from '../../../../core/grading/batch-protocol.ts';
import { decideFrameEnding } from '../../../../core/grading/program-run.ts';
import { deriveVerdict, describeVerdict } from '../../../../core/grading/verdict.ts';

const LIMITS = { cpuMs: 1000, wallMs: 4000, memoryKiB: 100_000, outputBytes: 1000, outOfMemory: /bad_alloc/ };
const frame = (more: Partial<Frame>): Frame => ({
  number: 1, cause: '-', exitCode: 0, signal: 0, error: 0, cpuUs: 1000, wallUs: 1000, peakKiB: 1000, outputBytes: 0,
  output: new Uint8Array(), stderrBytes: 0, stderr: new Uint8Array(), stderrHeadBytes: 0, strays: 0, oomKilled: false, tampered: false, ...more,
}); // biome-ignore format: one line

describe('how a run ended', () => {
  it.each<[string, Partial<Frame>, object]>([
    ['by itself', {}, { kind: 'ok' }],
    ['by itself, a little late', { cpuUs: 1_000_100 }, { kind: 'TLE', clock: 'cpu', late: true }],
    ['by itself, as late as is little', { cpuUs: 1_200_000 }, { kind: 'TLE', clock: 'cpu', late: true }],
    ['by itself, too late', { cpuUs: 1_200_100 }, { kind: 'TLE', clock: 'cpu' }],
    ['badly, a little late', { cpuUs: 1_100_000, exitCode: 1 }, { kind: 'TLE', clock: 'cpu' }],
    ['by a signal, a little late', { cpuUs: 1_100_000, signal: 11 }, { kind: 'TLE', clock: 'cpu' }],
    ['large, a little late', { cpuUs: 1_100_000, peakKiB: 100_001 }, { kind: 'TLE', clock: 'cpu' }],
    ['at the CPU limit', { cause: 'C', signal: 9 }, { kind: 'TLE', clock: 'cpu' }],
    ['at the wall limit', { cause: 'W', signal: 9 }, { kind: 'TLE', clock: 'wall' }],
    [
      'at the wall limit with the CPU spent too',
      { cause: 'W', signal: 9, cpuUs: 1_200_000 },
      { kind: 'TLE', clock: 'cpu' },
    ],
    ['with too much memory', { peakKiB: 100_001 }, { kind: 'MLE' }],
    ['killed for memory', { cause: 'M', signal: 9 }, { kind: 'MLE' }],
    ['crashing at the memory limit', { signal: 6, peakKiB: 95_000 }, { kind: 'MLE' }],
    ['crashing below the memory limit', { signal: 6, peakKiB: 94_000 }, { kind: 'RTE', signal: 6 }],
    [
      "crashing with the runtime's word for it",
      { signal: 6, stderr: Buffer.from('what(): std::bad_alloc') },
      { kind: 'MLE' },
    ],
    ["well, with the runtime's word for it", { stderr: Buffer.from('std::bad_alloc') }, { kind: 'ok' }],
    ["by the kernel's out-of-memory killer", { signal: 9, oomKilled: true }, { kind: 'MLE' }],
    ['by a SIGKILL of its own', { signal: 9 }, { kind: 'RTE', signal: 9 }],
    [
      'by another signal while somebody was out of memory',
      { signal: 11, oomKilled: true },
      { kind: 'RTE', signal: 11 },
    ],
    ['with an exit code', { exitCode: 3 }, { kind: 'RTE', exitCode: 3 }],
    ['with too much output', { cause: 'O', signal: 9 }, { kind: 'OLE' }],
  ])('%s', (_, facts, ending) => {
    expect(decideFrameEnding(frame(facts), LIMITS)).toEqual(ending);
  });

  it.each<Cause>(['B', 'X', 'J'])('with cause %s says nothing about the program', (cause) => {
    expect(decideFrameEnding(frame({ cause }), LIMITS).kind).toBe('lost');
  });
});

describe("a submission's verdict", () => {
  const derive = (...verdicts: Parameters<typeof deriveVerdict>[0][number]['verdict'][]) =>
    deriveVerdict(verdicts.map((verdict, index) => ({ testCaseId: String(index), verdict })));

  it('is the first that is not AC', () => {
    expect(derive('AC', 'AC')).toEqual({ verdict: 'AC' });
    expect(derive('AC', 'WA', 'TLE')).toEqual({ verdict: 'WA', firstFailing: '1' });
    expect(derive('AC', 'RTE', 'not-run')).toEqual({ verdict: 'RTE', firstFailing: '1' });
    expect(derive('AC', 'JE', 'WA')).toEqual({ verdict: 'JE', firstFailing: '1' });
  });

  it('is JE when a test case was not run and nothing failed before it', () => {
    expect(derive('AC', 'not-run')).toEqual({ verdict: 'JE', firstFailing: '1' });
  });

  it('is told with its detail', () => {
    expect(describeVerdict('TLE', { clock: 'cpu' })).toBe('TLE (cpu)');
    expect(describeVerdict('RTE', { signal: 11 })).toBe('RTE (SIGSEGV)');
    expect(describeVerdict('RTE', { exitCode: 3 })).toBe('RTE (exit 3)');
    expect(describeVerdict('AC')).toBe('AC');
  });
});
