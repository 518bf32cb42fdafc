import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../core/api/client.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { until } from '../../support/until.ts';

/** Right, and two seconds late by sleeping, which costs no CPU time. */
const SLOW = "setTimeout(() => console.log(2 * Number(require('fs').readFileSync(0, 'utf8'))), 2_000);\n";
const WAITING = 90;

/** Everything runs as it is deployed: the tick's own role has to allow what growing takes. */
describe('an exam that is more than its host can do', () => {
  let living: LivingSystem;
  let params: { sessionId: string };
  let instructor: ApiClient;

  beforeAll(async () => {
    living = await startLivingSystem();
    const files = Object.entries(SOUND).map(
      ([path, text]) => [`twice/${path}`, new TextEncoder().encode(text)] as const,
    );
    const people = Array.from({ length: 9 }, (_, number) => `p0${number}`);
    const { sessionId } = await living.book(
      {
        name: 'Crowded',
        durationMinutes: 20,
        problems: [
          { label: 'A', problemId: 'twice', name: 'Twice', zip: zipSync(Object.fromEntries(files)) },
        ],
        participants: people.map((participantId) => ({
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
    for (let number = 0; number < WAITING; number++) {
      const client = await living.client(people[number % people.length]!, 'participant');
      await client.call('createSubmission', {
        params,
        body: { problem: 'A', language: 'javascript', source: SLOW },
      });
    }
  });
  afterAll(async () => await living?.stop());

  const see = async () => await instructor.call('getLive', { params, query: {} });

  it('gets another host, which judges, with the reason among its decisions and its cost in the estimate', async () => {
    const before = await see();
    const after = await until(
      see,
      ({ hosts }) => hosts.filter(({ state }) => state === 'ready').length === 2,
    );
    expect(after.session.fleet).toMatchObject({ hosts: 2, bookedHosts: 1 });
    expect(after.session.estimateUsd).toBeGreaterThan(before.session.estimateUsd);
    expect(after.decisions.find(({ action }) => action === 'grow')).toMatchObject({
      subject: 'fleet',
      reason: expect.stringMatching(/^from 1 to 2 hosts: a new submission waits \d+ s, and 10 s/),
    });
    const judging = await until(see, ({ hosts }) =>
      hosts.every(({ milestones }) => milestones?.firstVerdictAt !== undefined),
    );
    expect(judging.queue.quarantined).toBe(0);
    expect(judging.recoveries).toMatchObject({ backupHosts: 0, replaced: 0 });
  }, 400_000);
});
