import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../core/api/client.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { until } from '../../support/until.ts';

/** Right, and two seconds late by sleeping, which costs no CPU time; three of them take longer than executors take to write down whom they heard. */
const SLOW = "setTimeout(() => console.log(2 * Number(require('fs').readFileSync(0, 'utf8'))), 2_000);\n";
/** Each has handed in one, and waits for it. */
const PEOPLE = Array.from({ length: 18 }, (_, number) => `p${number}`);
/** A host that is not there waits for two looks of the tick's, and then comes, however busy this machine is. */
const PATIENCE_MS = 360_000;

/** Everything runs as it is deployed: the tick's own role has to allow what growing takes. */
describe('an exam that is more than its host can do', () => {
  let living: LivingSystem;
  let params: { sessionId: string };
  let instructor: ApiClient;

  beforeAll(async () => {
    living = await startLivingSystem({ machines: { scheduleJitterMs: [0, 0] } });
    const files = Object.entries(SOUND).map(
      ([path, text]) => [`twice/${path}`, new TextEncoder().encode(text)] as const,
    );
    const { sessionId } = await living.book(
      {
        name: 'Crowded',
        durationMinutes: 20,
        problems: [
          { label: 'A', problemId: 'twice', name: 'Twice', zip: zipSync(Object.fromEntries(files)) },
        ],
        participants: PEOPLE.map((participantId) => ({
          participantId,
          name: participantId,
          group: 'lab-1',
          extraTimeMinutes: 0,
        })),
        languages: ['javascript'],
        submissions: [],
      },
      500,
      1,
      { policy: { targetWaitMs: 10_000 } },
    );
    params = { sessionId };
    instructor = await living.client('instructor', 'instructor');
    await until(see, ({ session }) => session.fleet.state === 'ready');
  });
  afterAll(async () => await living?.stop());

  const see = async () => await instructor.call('getLive', { params, query: {} });

  let handedIn = 0;
  /** Sees to it that as many wait as before, whatever was judged meanwhile. */
  const handInAgain = async () => {
    const live = await see();
    for (let open = live.queue.queued + live.queue.running; open < PEOPLE.length; open++) {
      const client = await living.client(PEOPLE[handedIn++ % PEOPLE.length]!, 'participant');
      await client.call('createSubmission', {
        params,
        body: { problem: 'A', language: 'javascript', source: SLOW },
      });
    }
    return live;
  };

  it(
    'gets another host, which judges, with the reason among its decisions and its cost in the estimate',
    async () => {
      const before = await see();
      const after = await until(
        handInAgain,
        ({ hosts }) =>
          hosts.length === 2 && hosts.every(({ milestones }) => milestones?.firstVerdictAt !== undefined),
        PATIENCE_MS,
      );
      expect(after.session.fleet).toMatchObject({ hosts: 2, bookedHosts: 1 });
      expect(after.session.estimateUsd).toBeGreaterThan(before.session.estimateUsd);
      expect(after.decisions.find(({ action }) => action === 'grow')).toMatchObject({
        subject: 'fleet',
        reason: expect.stringMatching(/^from 1 to 2 hosts: a new submission waits \d+ s, and 10 s/),
      });
      expect(after.queue.quarantined).toBe(0);
      expect(after.recoveries).toMatchObject({ backupHosts: 0, replaced: 0 });
    },
    PATIENCE_MS + 60_000,
  );
});
