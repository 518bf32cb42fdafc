import { EC2Client } from '@aws-sdk/client-ec2';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Ec2Cloud } from '../../../adapters/ec2/ec2-cloud.ts';
import type { ApiClient } from '../../../core/api/client.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { until } from '../../support/until.ts';

const MINUTE = 60_000;
const TWICE = "console.log(2 * Number(require('fs').readFileSync(0, 'utf8')))\n";

/** Everything runs as it is deployed: the functions' own roles have to allow each of these acts. */
describe('the hours of an exam that runs', () => {
  let living: LivingSystem;
  let sessionId: string;
  let instructor: ApiClient;
  let params: { sessionId: string };
  let ec2: EC2Client;

  beforeAll(async () => {
    living = await startLivingSystem();
    const files = Object.entries(SOUND).map(
      ([path, text]) => [`twice/${path}`, new TextEncoder().encode(text)] as const,
    );
    const session = await living.book(
      {
        name: 'Moved',
        durationMinutes: 10,
        problems: [
          { label: 'A', problemId: 'twice', name: 'Twice', zip: zipSync(Object.fromEntries(files)) },
        ],
        participants: ['ann', 'ben'].map((participantId) => ({
          participantId,
          name: participantId,
          group: 'lab-1',
          extraTimeMinutes: 0,
        })),
        languages: ['javascript'],
        submissions: [],
      },
      500,
    );
    ({ sessionId } = session);
    params = { sessionId };
    instructor = await living.client('instructor', 'instructor');
    const { region, credentials, endpointUrl: endpoint } = living.system;
    ec2 = new EC2Client({ region, credentials, endpoint });
    // Until the fleet is, and not only a host: its moves are changes of the session.
    await until(see, ({ fleet }) => fleet.state === 'ready');
  });
  afterAll(async () => {
    ec2?.destroy();
    await living?.stop();
  });

  const see = async () => {
    const session = await instructor.call('getSession', { params });
    if (session.view !== 'staff') throw new Error('the instructor is staff');
    return session;
  };
  const deskOf = async (who: string) =>
    await (await living.client(who, 'participant')).call('getDesk', { params });
  const toldTo = async (who: string, text: RegExp) =>
    await until(
      () => deskOf(who),
      ({ messages }) => messages.some((message) => text.test(message.text)),
    );
  const submit = async (who: string) =>
    await (await living.client(who, 'participant')).call('createSubmission', {
      params,
      body: { problem: 'A', language: 'javascript', source: TWICE },
    });
  /** When the hosts' own timer and the terminate without code of ours end them. */
  async function stops(): Promise<readonly (string | undefined)[]> {
    const [instance] = await new Ec2Cloud(ec2, 'dev').describe(sessionId);
    const terminate = living.system.endpoint.services.scheduler
      .list()
      .find(({ name }) => name.includes(instance?.instanceId ?? 'none'));
    return [
      instance?.deadlineAt === undefined ? undefined : new Date(instance.deadlineAt).toISOString(),
      terminate?.settings.ScheduleExpression,
    ];
  }

  it('are extended with all stops, for all and for one, and a late participant joins: all are told', async () => {
    const before = await see();
    const closesAt = new Date(Date.parse(before.times.closesAt) + 10 * MINUTE).toISOString();
    const later = await instructor.call('updateSession', {
      params,
      body: { revision: before.revision, closesAt, reason: 'the network was down' },
    });
    const after = await instructor.call('updateSession', {
      params,
      body: {
        revision: later.revision,
        participants: [{ participantId: 'ann', extraTimeMinutes: 5 }, { participantId: 'zoe' }],
      },
    });
    const { terminateAt } = after.times;
    expect(Date.parse(terminateAt) - Date.parse(before.times.terminateAt)).toBe(15 * MINUTE);
    const [deadline, terminate] = await stops();
    expect(deadline).toBe(terminateAt);
    expect(terminate).toBe(`at(${terminateAt.slice(0, 19)})`);
    const desk = await toldTo('ann', /extra time is 5 minutes/);
    expect(desk).toMatchObject({
      session: { times: { closesAt }, you: { extraTimeMs: 5 * MINUTE } },
      messages: [
        { kind: 'notice', closesAt, text: expect.stringContaining('the network was down') },
        { kind: 'notice', to: { participantId: 'ann' } },
      ],
    });
    expect((await toldTo('ben', /network was down/)).messages).toHaveLength(1);
    await submit('zoe');
    const judged = await until(
      () => deskOf('zoe'),
      ({ submissions }) => submissions[0]?.state === 'judged',
    );
    expect(judged.submissions).toMatchObject([{ verdict: 'AC', passed: 3, testCases: 3 }]);
  });

  it('stand still for submissions in a pause, while questions are answered', async () => {
    await instructor.call('pauseSession', { params, body: { reason: 'fire alarm' } });
    await expect(submit('ben')).rejects.toMatchObject({
      status: 409,
      details: { type: '/v1/errors#session-paused' },
    });
    const ben = await living.client('ben', 'participant');
    const { messageId } = await ben.call('askQuestion', { params, body: { text: 'May I leave?' } });
    await instructor.call('answerQuestion', {
      params: { ...params, messageId },
      body: { text: 'Please do.', toEverybody: true },
    });
    await toldTo('ann', /Please do/);
    await instructor.call('resumeSession', { params, body: { reason: 'all clear' } });
    await toldTo('ann', /taken again/);
    expect(await submit('ben')).toMatchObject({ state: 'queued' });
  });

  it('end, and the account is in balance', async () => {
    await instructor.call('endSession', { params, body: { reason: 'everybody is done' } });
    await toldTo('ann', /was ended .*everybody is done/);
    await until(see, ({ settledAt }) => settledAt !== undefined);
    const { ledger } = await instructor.call('getLedger', { params });
    expect(ledger).toMatchObject({
      balanced: true,
      submissions: { accepted: 2, judged: 2, quarantined: 0 },
      hosts: { launched: 1, terminated: 1 },
    });
    const { items } = await instructor.call('listDecisions', { params, query: { limit: 100 } });
    const acts = items.filter(({ subject }) => subject === 'session').map(({ action }) => action);
    expect(acts).toEqual(expect.arrayContaining(['change', 'pause', 'resume', 'end', 'settle']));
  });
});
