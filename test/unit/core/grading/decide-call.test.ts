import { describe, expect, it } from 'vitest';
import type { BatchOutput, Frame } from '../../../../core/grading/batch-protocol.ts';
import {
  decideCall,
  decideRest,
  divideRest,
  type RestAction,
  type RestFacts,
} from '../../../../core/grading/decide-call.ts';

const FRAME: Frame = {
  number: 1, cause: '-', exitCode: 0, signal: 0, error: 0, cpuUs: 1000, wallUs: 1000, peakKiB: 1000, outputBytes: 0,
  output: new Uint8Array(), stderrBytes: 0, stderr: new Uint8Array(), stderrHeadBytes: 0, strays: 0, oomKilled: false, tampered: false,
}; // biome-ignore format: one line
const END = { cpuUs: 1, ownCpuUs: 1, wallUs: 1 };

/** A batch that begun, whose last frames are as given after two that are well. */
const begun = (last: readonly Partial<Frame>[], more: Partial<BatchOutput> = {}): BatchOutput => ({
  begun: true,
  ownNamespace: true,
  seccomp: true,
  frames: [FRAME, FRAME, ...last.map((one) => ({ ...FRAME, ...one }))],
  ...more,
});
const SILENT: BatchOutput = { begun: false, ownNamespace: false, seccomp: false, frames: [] };

describe('how the next test case is run', () => {
  const FACTS = { calls: 3, maxCalls: 10, batches: true, deadly: false, hasSingle: true };
  it.each([
    ['with others where the host runs batches', {}, 'batch'],
    ['with others although there is no other way', { hasSingle: false }, 'batch'],
    ['as a single submission when it ended a batch even alone', { deadly: true }, 'single'],
    ['as a single submission where the host runs no batches', { batches: false }, 'single'],
    [
      'not, when it ended a batch even alone and there is no other way',
      { deadly: true, hasSingle: false },
      'lose',
    ],
    ['not, where there is no way at all', { batches: false, hasSingle: false }, 'lose'],
    ['by the last call that is granted', { calls: 9 }, 'batch'],
    ['not, when all calls are spent', { calls: 10 }, 'lose-all'],
    [
      'not, when all calls are spent, deadly or not',
      { calls: 11, deadly: true, hasSingle: false },
      'lose-all',
    ],
  ] as const)('%s', (_, facts, action) => {
    expect(decideCall({ ...FACTS, ...facts }).action).toBe(action);
  });

  it('says why', () => {
    expect(decideCall(FACTS).reason).toBe('the host runs batches');
    expect(decideCall({ ...FACTS, batches: false }).reason).toBe('no batch brings it to its end here');
    expect(decideCall({ ...FACTS, calls: 10 }).reason).toBe('not judged within 10 judge calls');
    expect(decideCall({ ...FACTS, deadly: true, hasSingle: false }).reason).toBe(
      'the run ended without a trace, alone too',
    );
  });
});

describe('the rest of a batch', () => {
  const FACTS: RestFacts = {
    size: 5,
    decided: 2,
    stopped: false,
    batch: begun([]),
    status: '12 Runtime Error',
    stderr: '',
    started: true,
    mayDropDriver: false,
    oneSupervisor: false,
    hasSingle: true,
  };
  const nothing = { decided: 0, batch: SILENT } as const;
  const budget = /limits for one call ended a batch/;
  const alone = /ended at one test case \(12 Runtime Error\); that one was judged alone/;
  const single = /judged as a single submission/;
  it.each<[string, Partial<RestFacts>, RestAction, RegExp]>([
    ['is none when all have their runs', { size: 2 }, 'none', /every/],
    ['is none when all have their runs, the last a failure', { size: 2, stopped: true }, 'none', /every/],
    ['waits behind a failure that it was to stop at', { stopped: true }, 'keep', /failed/],
    [
      'waits behind a failure whatever else',
      { stopped: true, batch: begun([{ cause: 'B' }]) },
      'keep',
      /failed/,
    ],
    ['goes on after the supervisor ended by itself', { batch: begun([], { end: END }) }, 'go-on', budget],
    ['goes on after a budget ended within a test case', { batch: begun([{ cause: 'B' }]) }, 'go-on', budget],
    [
      'is suspected when nothing came before a budget ended',
      { decided: 0, batch: begun([], { frames: [{ ...FRAME, cause: 'B' }], end: END }) },
      'first-alone',
      alone,
    ],
    [
      'is suspected when the supervisor ended at once',
      { decided: 0, batch: begun([], { frames: [], end: END }) },
      'first-alone',
      alone,
    ],
    ['is suspected when the run died', {}, 'first-alone', alone],
    [
      'is suspected at a frame that says nothing',
      { batch: begun([{ cause: 'J', error: 5 }], { end: END }) },
      'first-alone',
      alone,
    ],
    ['is suspected at time that nobody reported', { batch: begun([{}], { end: END }) }, 'first-alone', alone],
    [
      'is judged otherwise when it died alone',
      { size: 1, decided: 0, batch: begun([], { frames: [] }) },
      'as-single',
      single,
    ],
    [
      'is judged otherwise when its budget ended alone',
      { size: 1, decided: 0, batch: begun([], { frames: [{ ...FRAME, cause: 'B' }] }) },
      'as-single',
      single,
    ],
    [
      'goes without a driver that cannot work here',
      {
        decided: 0,
        mayDropDriver: true,
        batch: begun([], { frames: [{ ...FRAME, cause: 'J', error: 97 }] }),
      },
      'drop-driver',
      /fork server/,
    ],
    [
      'keeps a driver that it is nothing without',
      { decided: 0, batch: begun([], { frames: [{ ...FRAME, cause: 'J', error: 97 }] }) },
      'first-alone',
      alone,
    ],
    [
      'keeps a driver that ended otherwise',
      { mayDropDriver: true, batch: begun([{ cause: 'J', error: 96 }]) },
      'first-alone',
      alone,
    ],
    [
      'keeps a driver whose program ended so',
      { mayDropDriver: true, batch: begun([{ cause: 'X', error: 97 }]) },
      'first-alone',
      alone,
    ],
    [
      'is halved when it left no trace',
      nothing,
      'halve',
      /batch of 5 .* \(12 Runtime Error\) and was halved/,
    ],
    ['is suspected when nothing ever started', { ...nothing, started: false }, 'first-alone', alone],
    ['is judged otherwise when it left no trace alone', { ...nothing, size: 1 }, 'as-single', single],
    [
      'goes as single submissions where nothing starts',
      { ...nothing, size: 1, started: false },
      'drop-batches',
      /did not start the supervisor \(12 Runtime Error\): judged as single/,
    ],
    [
      'is refused where nothing starts and there is no other way',
      { ...nothing, size: 1, started: false, hasSingle: false, stderr: 'x'.repeat(300) },
      'refuse',
      /^the host did not start the supervisor: 12 Runtime Error; x{200}$/,
    ],
    [
      'is refused where a command is missing',
      { ...nothing, stderr: 'assize: no toolchain: javac' },
      'refuse-toolchain',
      /^javac$/,
    ],
    [
      'is not refused for what a program said that ran',
      { stderr: 'assize: no toolchain: javac' },
      'first-alone',
      alone,
    ],
    [
      'is sent with all supervisors where the one sent does not fit',
      { ...nothing, oneSupervisor: true, stderr: './assize-supervisor-x86_64: cannot execute' },
      'send-all-supervisors',
      /another architecture/,
    ],
    [
      'is halved where all supervisors were sent',
      { ...nothing, stderr: './assize-supervisor-x86_64: cannot execute' },
      'halve',
      /halved/,
    ],
    ['is halved where one was sent that fits', { ...nothing, oneSupervisor: true }, 'halve', /halved/],
  ])('%s', (_, facts, action, reason) => {
    expect(decideRest({ ...FACTS, ...facts })).toEqual({ action, reason: expect.stringMatching(reason) });
  });

  it.each<[RestAction, number[], number[][]]>([
    ['go-on', [3, 4, 5], [[3, 4, 5]]],
    ['keep', [3, 4, 5], [[3, 4, 5]]],
    ['halve', [3, 4, 5], [[3, 4], [5]]],
    [
      'halve',
      [3, 4, 5, 6],
      [
        [3, 4],
        [5, 6],
      ],
    ],
    ['first-alone', [3, 4, 5], [[3], [4, 5]]],
    ['first-alone', [3], [[3]]],
    ['as-single', [3], [[3]]],
  ])('that is to %s waits in these calls: %j', (action, rest, calls) => {
    expect(divideRest(action, rest)).toEqual(calls);
  });
});
