import { describe, expect, it } from 'vitest';
import type { JudgeReport } from '../../../../core/grading/judge.ts';
import { InteractorError, readCompileError } from '../../../../core/grading/judge-report.ts';

const compileError = (text: string): JudgeReport => ({
  token: 'a',
  outcome: 'compile-error',
  status: '6 Compilation Error',
  compileOutput: new TextEncoder().encode(text),
  stdout: null,
  stderr: null,
  message: null,
  cpuMs: null,
  wallMs: null,
  memoryKiB: null,
  exitCode: null,
  exitSignal: null,
});

describe('an interactor that does not compile', () => {
  it.each(['assize: no room: for the 2600 KiB of a program', 'assize: stopped: it took more than 19.5 s'])(
    'is a matter of the host where it is for %s',
    (last) => {
      const report = compileError(`assize: interactor:\nx.c: error\n${last}\n`);
      expect(() => readCompileError(report)).toThrow(expect.objectContaining({ kind: 'incapable' }));
    },
  );

  it.each(['assize: room', 'assize: stopped: it took more than 7 s of CPU time'])(
    'is its own fault where it is for %s',
    (last) => {
      const report = compileError(`assize: interactor:\nx.c: error\n${last}\n`);
      expect(() => readCompileError(report)).toThrow(InteractorError);
    },
  );
});

describe('a program that passed the wall limit of compiling', () => {
  const stopped = 'main.c: note\nassize: stopped: it took more than 6.5 s\n';

  it('is at fault where it had the time that was planned', () => {
    expect(readCompileError(compileError(stopped))).toBe(
      'Compiling was stopped: it took more than 6.5 s.\nmain.c: note',
    );
  });

  it('is a matter of the host where its interactor had left it less', () => {
    const report = compileError(`${stopped}assize: less time than planned\n`);
    expect(() => readCompileError(report)).toThrow(expect.objectContaining({ kind: 'incapable' }));
  });

  it('is not shown that it had less where it failed by itself', () => {
    const report = compileError('main.c: error\nassize: room\nassize: less time than planned\n');
    expect(readCompileError(report)).toBe('main.c: error');
  });
});
