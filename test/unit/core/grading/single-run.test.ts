import { describe, expect, it } from 'vitest';
import type { CallLimits, JudgeReport } from '../../../../core/grading/judge.ts';
import { makeSingleCall, readSingleReport } from '../../../../core/grading/single-run.ts';

const HOST = {
  maxCpuMs: 3000, maxWallMs: 9000, maxMemoryKiB: 200_000, maxStackKiB: 64_000, maxProcesses: 60, maxFileKiB: 1024,
}; // biome-ignore format: one line
const GRANTED = {
  cpuMs: 1000, wallMs: 4000, memoryKiB: 100_000, outputBytes: 100_000, outOfMemory: /MemoryError/, processes: 64,
}; // biome-ignore format: one line
const PROGRAM = { languageId: 71, source: new Uint8Array() };

const call = (granted = GRANTED) => makeSingleCall(PROGRAM, new Uint8Array(), HOST, granted);

function read(
  report: Partial<JudgeReport>,
  granted = GRANTED,
  asked: CallLimits = call(granted).limits,
): ReturnType<typeof readSingleReport> {
  const whole: JudgeReport = {
    token: 't', outcome: 'finished', status: '3 Accepted', stdout: null, stderr: null, compileOutput: null,
    message: null, exitCode: 0, exitSignal: null, cpuMs: 10, wallMs: 20, memoryKiB: 5000, ...report,
  }; // biome-ignore format: one line
  return readSingleReport(whole, 0, 1, granted, asked);
}

describe('a single call', () => {
  it('is refused on a host that grants less CPU time than the problem, not judged by the less', () => {
    expect(() => call({ ...GRANTED, cpuMs: 5000 })).toThrow(
      expect.objectContaining({ kind: 'incapable', message: expect.stringMatching(/5000 ms.*3000 ms/) }),
    );
  });

  it('asks for room for more output than the limit, since a judge cuts without a word', () => {
    expect(call().limits.fileKiB * 1024).toBeGreaterThan(GRANTED.outputBytes);
  });
});

const crashed = { outcome: 'crashed', status: '11 Runtime Error (NZEC)' } as const;
const flood = new Uint8Array(call().limits.fileKiB * 1024);

describe('a single report', () => {
  it.each<[string, Partial<JudgeReport>, object]>([
    ['that ended well', {}, { kind: 'ok' }],
    ['with an exit code', { ...crashed, exitCode: 3 }, { kind: 'RTE', exitCode: 3 }],
    ['with an exit code beyond the signals', { ...crashed, exitCode: 200 }, { kind: 'RTE', exitCode: 200 }],
    ['by a signal that the shell tells', { ...crashed, exitCode: 139 }, { kind: 'RTE', signal: 11 }],
    ['by a SIGKILL of its own', { ...crashed, exitCode: 137 }, { kind: 'RTE', signal: 9 }],
    ['killed at the memory limit', { ...crashed, exitCode: 137, memoryKiB: 100_000 }, { kind: 'MLE' }],
    ['that took too long', { outcome: 'time-limit', cpuMs: 1001 }, { kind: 'TLE', clock: 'cpu' }],
    ['that slept', { outcome: 'time-limit', cpuMs: 10 }, { kind: 'TLE', clock: 'wall' }],
    ['of a flood that ended by the signal', { ...crashed, exitCode: 153, stdout: flood }, { kind: 'OLE' }],
    ['of a flood whose runtime raised an error', { ...crashed, exitCode: 1, stdout: flood }, { kind: 'OLE' }],
    [
      'of a flood whose runtime did not care',
      { outcome: 'time-limit', cpuMs: 1001, stdout: flood },
      { kind: 'OLE' },
    ],
    ['of a flood that ended well', { stdout: flood }, { kind: 'OLE' }],
    ['of a flood of errors', { ...crashed, exitCode: 1, stderr: flood }, { kind: 'OLE' }],
    ['of an output at the limit', { stdout: new Uint8Array(GRANTED.outputBytes) }, { kind: 'ok' }],
  ])('%s', (_, report, ending) => {
    expect(read(report)).toMatchObject({ ending, complete: true });
  });

  it('of an output that the host cut below the limit is a beginning, whatever became of the program', () => {
    const granted = { ...GRANTED, outputBytes: 4 << 20 };
    const stdout = new Uint8Array(HOST.maxFileKiB * 1024);
    expect(read({ ...crashed, exitCode: 1, stdout }, granted)).toMatchObject({
      ending: { kind: 'ok' },
      complete: false,
    });
  });

  it("of a program killed at the host's limit and below the problem's says nothing about the program", () => {
    const granted = { ...GRANTED, memoryKiB: 500_000 };
    expect(() => read({ ...crashed, exitCode: 137, memoryKiB: 199_000 }, granted)).toThrow(
      expect.objectContaining({
        kind: 'incapable',
        message: expect.stringMatching(/500000 KiB.*200000 KiB/),
      }),
    );
    expect(read({ ...crashed, exitCode: 137, memoryKiB: 9000 }, granted).ending).toEqual({
      kind: 'RTE',
      signal: 9,
    });
  });
});
