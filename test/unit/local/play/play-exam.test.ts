import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../../core/api/client.ts';
import { ApiError } from '../../../../core/api/client.ts';
import type { Clock } from '../../../../core/exam/clock.ts';
import type { PlannedSubmission } from '../../../../examples/planned-exam.ts';
import { compareVerdicts } from '../../../../local/play/check-verdicts.ts';
import { playExam } from '../../../../local/play/play-exam.ts';
import { submitClass } from '../../../../local/play/submit-class.ts';

const planned = (change: Partial<PlannedSubmission> = {}): PlannedSubmission => ({
  participantId: 'p01',
  label: 'A',
  language: 'javascript',
  source: 'x',
  expected: 'AC',
  afterMs: 0,
  name: 'a/right.js',
  ...change,
});

describe('compareVerdicts', () => {
  const accepted = [{ submissionId: 's1', planned: planned() }];

  it('is content when every verdict is the known one', () => {
    expect(
      compareVerdicts(accepted, new Map([['s1', { state: 'judged', result: { verdict: 'AC' } as never }]])),
    ).toEqual({
      expected: 1,
      unexpected: [],
    });
  });

  it.each([
    ['another verdict', { state: 'judged', result: { verdict: 'WA', firstFailing: 3 } }, 'WA'],
    ['a quarantine', { state: 'quarantined', reason: 'no host' }, 'quarantined'],
    ['no verdict', { state: 'queued' }, 'queued'],
  ])('tells %s', (_, submission, actual) => {
    const check = compareVerdicts(accepted, new Map([['s1', submission as never]]));
    expect(check.unexpected).toMatchObject([{ what: 'a/right.js by p01', expected: 'AC', actual }]);
  });

  it('tells what is missing', () => {
    expect(compareVerdicts(accepted, new Map()).unexpected[0]?.actual).toBe('missing');
  });
});

/** A clock that jumps to whatever it is asked to sleep until. */
function jumpingClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
}

function refusal(status: number, name: string): ApiError {
  return new ApiError({ type: `/v1/errors#${name}`, title: name, status, detail: name });
}

describe('submitClass', () => {
  const exam = (submissions: PlannedSubmission[]) => ({
    name: 'x',
    durationMinutes: 1,
    problems: [],
    participants: [],
    submissions,
    languages: [],
  });

  it('sends again with the same key what got no clear answer', async () => {
    const keys: string[] = [];
    const failures = [
      new TypeError('fetch failed'),
      refusal(503, 'unavailable'),
      refusal(409, 'session-not-open'),
    ];
    const client = {
      call: async (_: string, request: { headers: Record<string, string> }) => {
        keys.push(request.headers['idempotency-key']!);
        const failure = failures.shift();
        if (failure) throw failure;
        return { submissionId: 's1' };
      },
    } as unknown as ApiClient;
    const done = await submitClass({
      exam: exam([planned()]),
      participant: () => client,
      sessionId: 'x',
      opensAt: 1_000,
      clock: jumpingClock(),
      on: () => undefined,
      signal: new AbortController().signal,
    });
    expect(done.map(({ submissionId }) => submissionId)).toEqual(['s1']);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(4);
  });

  it('does not insist on what is refused', async () => {
    const client = {
      call: async () => Promise.reject(refusal(422, 'invalid-request')),
    } as unknown as ApiClient;
    await expect(
      submitClass({
        exam: exam([planned()]),
        participant: () => client,
        sessionId: 'x',
        opensAt: 0,
        clock: jumpingClock(),
        on: () => undefined,
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('invalid-request');
  });
});

describe('playExam', () => {
  const session = { sessionId: 's1', window: 'open', times: { opensAt: new Date(0).toISOString() } };
  const play = (call: ApiClient['call'], clock: Clock, signal?: AbortSignal) => {
    const client = { call } as unknown as ApiClient;
    return playExam({
      exam: {
        name: 'x',
        durationMinutes: 1,
        problems: [],
        participants: [],
        submissions: [planned()],
        languages: [],
      },
      instructor: client,
      participant: () => client,
      upload: async () => undefined,
      clock,
      on: () => undefined,
      ...(signal === undefined ? {} : { signal }),
    });
  };

  it('ends when it is called off while verdicts are awaited', async () => {
    const ending = new AbortController();
    const answers: Record<string, unknown> = {
      createSession: { session, estimate: { usd: 0, lines: [] } },
      createSubmission: { submissionId: 'x' },
      getLive: { session, queue: { judged: 0, quarantined: 0 }, verdicts: [], cursor: 'c' },
    };
    let asked = 0;
    const call = async (name: string) => {
      if (name === 'getLive' && ++asked === 3) ending.abort(new Error('Ctrl-C'));
      return answers[name];
    };
    // Sleeps take a turn of the event loop, as real ones do, unless they are called off: then a loop could spin.
    let calledOff = 0;
    const clock = {
      now: () => 0,
      sleep: async (_: number, signal?: AbortSignal) => {
        if (signal?.aborted && ++calledOff > 100) throw new Error('it spins');
        if (!signal?.aborted) await new Promise<void>((done) => setImmediate(done));
      },
    };
    await expect(play(call as ApiClient['call'], clock, ending.signal)).rejects.toThrow('Ctrl-C');
  });

  it('plays to its end when the window closes before it can be ended', async () => {
    let over = false;
    const answers: Record<string, () => unknown> = {
      createSession: () => ({ session, estimate: { usd: 0, lines: [] } }),
      createSubmission: () => ({ submissionId: 'x' }),
      getLive: () => ({
        session: over ? { ...session, window: 'closed', settledAt: new Date(60_000).toISOString() } : session,
        queue: { judged: 1, quarantined: 0 },
        verdicts: [],
        cursor: 'c',
      }),
      endSession: () => {
        over = true;
        throw refusal(409, 'too-late');
      },
      getLedger: () => ({ balanced: true }),
      getScoreboard: () => ({ rows: [] }),
      listSubmissions: () => ({ items: [] }),
    };
    const clock = {
      now: () => 0,
      sleep: () => new Promise<void>((done) => setImmediate(done)),
    };
    const played = await play((async (name: string) => answers[name]!()) as ApiClient['call'], clock);
    expect(played).toMatchObject({ sessionId: 's1', ledger: { balanced: true } });
  });
});
