import { describe, expect, it } from 'vitest';
import { timePartOf } from '../../../../core/exam/ids.ts';
import { acceptSubmission, type IntakePorts } from '../../../../core/submissions/accept-submission.ts';
import { expectWait, measurePace } from '../../../../core/submissions/expect-wait.ts';
import { MAX_WAITING } from '../../../../core/submissions/intake.ts';
import { SubmissionFeed } from '../../../../core/submissions/submission-feed.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { MemoryIntakeStore } from '../../../support/memory-submission-store.ts';
import { EPOCH, participantOf, sessionOf, timesFrom } from '../../../support/sessions.ts';

const QUIET = 40;
const HOSTS = 4;
const SLOTS = 2 * HOSTS;
const JUDGING_MS = 1_000;
const EXECUTORS = 2;
/** What passes outside between two acts: a call of a store, a message on its way, a function's start, ms. */
const CALL_MS = 8;
const MESSAGE_MS = 120;
const S = 1_000;

const participants = Array.from({ length: QUIET }, (_, at) => `p${String(at).padStart(2, '0')}`);
const FLOODER = 'flood';

interface Waited {
  readonly participantId: string;
  readonly submittedAt: number;
  readonly realMs: number;
  readonly toldMs: number | undefined;
}

/**
 * A session's judging on virtual time, with intake, queue and executors as they are: quiet participants who submit at random,
 * and one who, where there is a flood, hands in the next as soon as one of the ten that may wait has its verdict.
 */
async function play(options: {
  readonly perSecond: number;
  readonly flood: boolean;
  readonly seconds: number;
}) {
  const session = sessionOf({ participantCount: QUIET + 1, times: timesFrom(EPOCH - 15 * 60 * S) });
  const { sessionId } = session;
  const world = new ExecutorWorld(session);
  const { clock, submissions } = world;
  for (let host = 0; host < HOSTS; host++) await world.addHost(`h${host}`, 2, JUDGING_MS);
  world.beforeCall = async () => await clock.sleep(CALL_MS);
  const random = seededRandom(7);
  let serial = 0;
  const doorbells: string[] = [];
  const ports: IntakePorts = {
    clock,
    ids: { next: () => timePartOf(clock.now()) + String(++serial).padStart(16, '0') },
    sessions: { get: async () => session },
    intake: new MemoryIntakeStore([...participants, FLOODER].map((name) => participantOf(name))),
    submissions,
    doorbell: { ring: async ({ submissionId }) => void doorbells.push(submissionId) },
    describeProblem: async () => ({
      ...{ languages: null, sourceKiB: 64, timeMs: 1_000 },
      ...{ testCases: 10, samples: 2 },
    }),
    onSilentDoorbell: () => undefined,
  };
  const feed = new SubmissionFeed(submissions, sessionId);
  const waiting = new Map<string, Omit<Waited, 'realMs'>>();
  const waited: Waited[] = [];
  const submit = async (participantId: string) => {
    const digests = await feed.refresh(clock.now(), session);
    const outcome = await acceptSubmission(ports, sessionId, participantId, {
      ...{ label: 'A', language: 'javascript', source: 'x', lane: 'contest', digest: 'd' },
    });
    if (outcome.outcome !== 'accepted') return;
    const { submissionId, rank } = outcome.submission;
    const ahead = (await submissions.listWaiting(sessionId, 'contest', 1_000)).filter(
      (one) => one.rank < rank,
    ).length;
    const toldMs = expectWait(measurePace(digests, SLOTS), ahead + 1);
    waiting.set(submissionId, { participantId, submittedAt: clock.now(), toldMs });
    void clock.sleep(MESSAGE_MS).then(startExecutor);
  };
  let executors = 0;
  const startExecutor = async () => {
    if (executors >= EXECUTORS || doorbells.length === 0) return;
    executors++;
    await world.start(doorbells.splice(0, 1), { maxSlots: SLOTS });
    executors--;
    await startExecutor();
  };
  const began = clock.now();
  const isOver = () => clock.now() >= began + options.seconds * S;
  let waitingNow = 0;
  let busyNow = 0;
  const people = participants.map(async (participantId) => {
    const meanMs = (QUIET / options.perSecond) * S;
    for (;;) {
      await clock.sleep(-Math.log(1 - random()) * meanMs);
      if (isOver()) return;
      await submit(participantId);
    }
  });
  const looker = async () => {
    while (!isOver()) {
      await clock.sleep(100);
      for (const [submissionId, of] of waiting) {
        const row = submissions.rows.get(`${sessionId}/${submissionId}`);
        if (row?.state !== 'judged') continue;
        waiting.delete(submissionId);
        waited.push({ ...of, realMs: row.judgedAt - of.submittedAt });
      }
      if (options.flood) {
        const own = [...waiting.values()].filter((one) => one.participantId === FLOODER).length;
        for (let more = own; more < MAX_WAITING; more++) await submit(FLOODER);
      }
      const rows = [...waiting.keys()].map((id) => submissions.rows.get(`${sessionId}/${id}`));
      if (rows.filter((row) => row?.state === 'queued').length <= SLOTS) continue;
      waitingNow++;
      busyNow += rows.filter((row) => row?.state === 'running').length / SLOTS;
    }
  };
  const done = Promise.all([...people, looker()]);
  let ended = false;
  void done.then(() => {
    ended = true;
  });
  await clock.runUntil(() => ended, Number.MAX_VALUE);
  return { waited, slotsBusy: busyNow / waitingNow };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const quietWaits = (waited: readonly Waited[]) =>
  waited.filter(({ participantId }) => participantId !== FLOODER).map(({ realMs }) => realMs);

describe('the figures of a queue', () => {
  it.each([2, 5])(
    'a flood makes the quiet wait at most 1.3 times as long: %d a second',
    async (perSecond) => {
      const seconds = 100;
      const calm = await play({ perSecond, flood: false, seconds });
      const flooded = await play({ perSecond, flood: true, seconds });
      expect(flooded.waited.length - quietWaits(flooded.waited).length).toBeGreaterThan(100);
      const ratio = meanOf(quietWaits(flooded.waited)) / meanOf(quietWaits(calm.waited));
      expect(ratio).toBeLessThanOrEqual(1.3);
    },
  );

  it('slots judge nine tenths of the time while work waits, and four of five waits come true as told', async () => {
    const { waited, slotsBusy } = await play({ perSecond: 12, flood: false, seconds: 60 });
    expect(slotsBusy).toBeGreaterThanOrEqual(0.9);
    const told = waited.flatMap(({ toldMs, realMs }) =>
      toldMs === undefined ? [] : [[toldMs, realMs] as const],
    );
    const right = told.filter(
      ([told, real]) => Math.abs(told - real) <= 3 * S || Math.max(told, real) <= 2 * Math.min(told, real),
    );
    expect(right.length / told.length).toBeGreaterThanOrEqual(0.8);
  });
});
