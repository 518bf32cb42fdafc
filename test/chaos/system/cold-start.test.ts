import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../core/api/client.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { until } from '../../support/until.ts';

const TWICE = "console.log(2 * Number(require('fs').readFileSync(0, 'utf8')))\n";

/** The first exam after a long time: AWS has taken the functions' networks, and Scheduler delivers the launch three times. */
describe('an exam after months without one', () => {
  let living: LivingSystem;
  let instructor: ApiClient;
  let params: { sessionId: string };

  const inVpc = () => living.system.host.definitions().filter(({ vpc }) => vpc !== undefined);
  const see = async () => {
    const session = await instructor.call('getSession', { params });
    if (session.view !== 'staff') throw new Error('the instructor is staff');
    return session;
  };

  beforeAll(async () => {
    living = await startLivingSystem({
      machines: { scheduleJitterMs: [0, 0] },
      networkTimes: { idleMs: 24 * 3_600_000, restoreMs: 5_000 },
    });
    for (const { name } of inVpc()) living.system.host.networks.reclaim(name);
    const files = Object.entries(SOUND).map(
      ([path, text]) => [`twice/${path}`, new TextEncoder().encode(text)] as const,
    );
    const { sessionId } = await living.book(
      {
        name: 'The first for long',
        durationMinutes: 10,
        problems: [
          { label: 'A', problemId: 'twice', name: 'Twice', zip: zipSync(Object.fromEntries(files)) },
        ],
        participants: [{ participantId: 'ann', name: 'Ann', group: 'lab-1', extraTimeMinutes: 0 }],
        languages: ['javascript'],
        submissions: [],
      },
      500,
    );
    params = { sessionId };
    instructor = await living.client('instructor', 'instructor');
    await deliverLaunches(3);
  });
  afterAll(() => living?.stop());

  /** Scheduler calls the launcher so often, at one time; the booking for now has called it as well. */
  async function deliverLaunches(times: number): Promise<void> {
    const { region, credentials, endpointUrl: endpoint, endpoint: aws, host } = living.system;
    const tick = aws.services.scheduler.list().find(({ name }) => name === `${params.sessionId}-tick`)!;
    const launcher = host.definitions().find(({ label }) => label === 'scheduler-launcher')!;
    const client = new SchedulerClient({ region, credentials, endpoint });
    const at = new Date(Date.now() + 1_000).toISOString().slice(0, 19);
    for (let number = 0; number < times; number++)
      await client.send(
        new CreateScheduleCommand({
          Name: `launch-${number}`,
          GroupName: tick.group,
          ScheduleExpression: `at(${at})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: launcher.arn,
            RoleArn: tick.settings.Target.RoleArn,
            Input: JSON.stringify({ sessionId: params.sessionId }),
          },
        }),
      );
    client.destroy();
  }

  it('wakes its functions, launches one fleet though it is told to four times, judges, and ends in balance', async () => {
    expect(inVpc().map(({ label }) => label)).toEqual(
      expect.arrayContaining(['host-prober', 'submission-executor']),
    );
    const ann = await living.client('ann', 'participant');
    // Handed in while the executor has no network yet.
    await until(see, ({ window }) => window === 'open');
    await ann.call('createSubmission', {
      params,
      headers: { 'idempotency-key': 'the-only-one' },
      body: { problem: 'A', language: 'javascript', source: TWICE },
    });
    const desk = await until(
      () => ann.call('getDesk', { params }),
      ({ submissions }) => submissions[0]?.state === 'judged',
    );
    expect(desk.submissions).toMatchObject([{ verdict: 'AC' }]);
    const finished = () => living.records.filter(({ message }) => message.includes('launch.finished'));
    await until(finished, (launches) => launches.length === 4);
    for (const { fields } of finished())
      expect(fields).toMatchObject({ prober: 'Active', executor: 'Active' });
    const told = living.records.map((record) => JSON.stringify(record)).join('\n');
    expect(told).toContain('ResourceNotReadyException');

    await instructor.call('endSession', { params, body: { reason: 'done' } });
    await until(see, ({ settledAt }) => settledAt !== undefined);
    const { ledger } = await instructor.call('getLedger', { params });
    expect(ledger).toMatchObject({
      balanced: true,
      submissions: { accepted: 1, judged: 1, quarantined: 0 },
      hosts: { launched: 1, terminated: 1 },
    });
    const { items } = await instructor.call('listDecisions', { params, query: { limit: 100 } });
    expect(items.filter(({ action }) => action === 'launch')).not.toEqual([]);
    expect(living.system.endpoint.services.ec2.list().map(({ state }) => state)).toEqual(['terminated']);
    expect(living.system.endpoint.services.ec2.billed()).toHaveLength(1);
    // It has left its summary behind.
    const operator = await living.client('olga', 'operator');
    expect(await operator.call('getInsight', {})).toMatchObject({ sessions: 1, findings: [] });
  });
});
