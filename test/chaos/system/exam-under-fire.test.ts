import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../adapters/system-clock.ts';
import type { SessionLedger } from '../../../core/api/live.ts';
import type { StaffSession } from '../../../core/api/sessions.ts';
import { type PlannedExam, shortenExam } from '../../../examples/planned-exam.ts';
import { sampleExam } from '../../../examples/sample-exam/exam.ts';
import { checkVerdicts, type VerdictCheck } from '../../../local/play/check-verdicts.ts';
import { findPlayableLanguages } from '../../../local/play/playable-languages.ts';
import { type AcceptedSubmission, submitClass } from '../../../local/play/submit-class.ts';
import type { LocalSystem } from '../../../local/system.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { until } from '../../support/until.ts';
import {
  type ReceivedMessage,
  startReceiver,
  verifyMessage,
  type WebhookReceiver,
} from '../../support/webhook-receiver.ts';

/** An exam during which a host, the executors and a queue's messages are attacked; what came of it, for the tests. */
interface Aftermath {
  readonly session: StaffSession;
  readonly accepted: readonly AcceptedSubmission[];
  readonly check: VerdictCheck;
  readonly ledger: SessionLedger;
  readonly decisions: readonly { subject: string; action: string; reason: string }[];
  readonly rows: ReadonlyMap<string, Record<string, unknown>>;
  readonly struckHost: string;
  /** Submissions that were being judged on the host, or by the executors, when these died. */
  readonly struck: { readonly host: readonly string[]; readonly executors: readonly string[] };
  readonly deadLetters: readonly string[];
  /** What a webhook of the instructor's was told, and the secret that it is signed by. */
  readonly told: { readonly secret: string; readonly messages: readonly ReceivedMessage[] };
}

/** For a whole exam with all that is done to it, on a machine that is busy with other things. */
const PATIENCE_MS = 600_000;
const MALFORMED = ['no JSON at all', '{"sessionId":"../../etc","submissionId":7}', '[]'];

let living: LivingSystem;
let aftermath: Aftermath;
let receiver: WebhookReceiver;

beforeAll(async () => {
  const { ran } = await findPlayableLanguages();
  living = await startLivingSystem();
  receiver = await startReceiver();
  const whole = sampleExam({
    languages: ran.filter((language) => language !== 'java'),
    full: false,
    durationMinutes: 10,
  });
  // One submission of each language and verdict.
  const { submissions } = shortenExam(whole);
  const present = new Set(submissions.map(({ participantId }) => participantId));
  const exam: PlannedExam = {
    ...whole,
    participants: whole.participants.filter(({ participantId }) => present.has(participantId)),
    submissions,
  };
  aftermath = await playUnderFire(living, exam);
}, PATIENCE_MS);
afterAll(async () => {
  await living?.stop();
  await receiver?.stop();
});

async function playUnderFire({ system, ...world }: LivingSystem, exam: PlannedExam): Promise<Aftermath> {
  const instructor = await world.client('instructor', 'instructor');
  const clients = new Map(
    await Promise.all(
      exam.participants.map(
        async ({ participantId }) =>
          [participantId, await world.client(participantId, 'participant')] as const,
      ),
    ),
  );
  const { secret } = await instructor.call('createWebhook', { body: { url: receiver.url() } });
  // It is not there yet when the first message comes.
  receiver.answers.push({ status: 500 });
  const session = await world.book(exam, 2_000, 2);
  const { sessionId } = session;
  const inSession = { params: { sessionId } };
  const hosts = async () => (await instructor.call('listHosts', inSession)).items;
  const queue = new ExecutorQueue(system, world.nameOf('submission-executor'));
  const deadLetters = await queue.spoil();
  await until(hosts, (all) => all.filter(({ state }) => state === 'ready').length === 2);

  await queue.send(MALFORMED);
  // All of a half within seconds, so that there is something being judged when it is struck, however long the strike before took.
  const half = new Set(
    exam.participants.flatMap(({ participantId }, at) => (at % 2 === 0 ? participantId : [])),
  );
  const submitHalf = (isFirst: boolean) =>
    submitClass({
      exam: {
        ...exam,
        submissions: exam.submissions
          .filter(({ participantId }) => half.has(participantId) === isFirst)
          .map((one, at) => ({ ...one, afterMs: at * 250 })),
      },
      participant: (participantId) => clients.get(participantId)!,
      sessionId,
      opensAt: Date.now(),
      clock: systemClock,
      on: () => undefined,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  const firstHalf = submitHalf(true);
  const running = async () =>
    [...(await world.readSubmissions(sessionId)).entries()]
      .filter(([, { state }]) => state === 'running')
      .map(([submissionId, row]) => ({
        submissionId,
        hostId: String(row['leaseHostId']),
        leaseId: String(row['leaseId']),
      }));

  // The function's processes first: its submissions come back when their leases have expired. What was seen may have its
  // verdict before they die: struck is what is under the same lease when they are dead.
  const before = await until(
    async () => {
      const seen = new Set((await running()).map(({ leaseId }) => leaseId));
      if (seen.size === 0) return [];
      for (const pid of system.host.pool.pids(world.nameOf('submission-executor')))
        process.kill(pid, 'SIGKILL');
      return (await running()).filter(({ leaseId }) => seen.has(leaseId));
    },
    (all) => all.length > 0,
  );
  const senders = await until(
    async () => system.host.pool.pids(world.nameOf('webhook-sender')),
    (pids) => pids.length > 0,
  );
  for (const pid of senders) process.kill(pid, 'SIGKILL');
  // Then a host, while a program of the other half runs on it.
  const otherHalf = submitHalf(false);
  const atHost = await until(running, (all) =>
    all.some(({ submissionId }) => !before.some((one) => one.submissionId === submissionId)),
  );
  const struckHost = atHost.find(
    ({ submissionId }) => !before.some((one) => one.submissionId === submissionId),
  )!.hostId;
  process.kill(
    system.endpoint.services.ec2.list().find(({ id }) => id === struckHost)!.process!.pid,
    'SIGKILL',
  );

  const accepted = [...(await firstHalf), ...(await otherHalf)];
  await until(
    async () => (await instructor.call('getLedger', inSession)).ledger.submissions,
    ({ judged, quarantined }) => judged + quarantined === accepted.length,
    PATIENCE_MS,
  );
  const decisions = async () =>
    (await instructor.call('listDecisions', { ...inSession, query: { limit: 500 } })).items;
  await until(decisions, (all) =>
    all.some(({ subject, action }) => subject.includes(struckHost) && action === 'suspect'),
  );
  // Repaired (it is ready again) or replaced (another took its place).
  await until(hosts, (all) => all.filter(({ state }) => state === 'ready').length === 2);
  await instructor.call('endSession', { ...inSession, body: { reason: 'everybody has a verdict' } });
  await until(
    async () => await instructor.call('getSession', inSession),
    (one) => one.view === 'staff' && one.settledAt !== undefined,
  );
  // Each verdict, and the five steps of the session.
  const taken = async () =>
    new Set(receiver.received.filter(({ status }) => status < 300).map(({ id }) => id));
  await until(taken, (ids) => ids.size >= accepted.length + 5);
  return {
    session,
    accepted,
    check: await checkVerdicts(instructor, sessionId, accepted),
    ledger: await instructor.call('getLedger', inSession),
    decisions: await decisions(),
    rows: await world.readSubmissions(sessionId),
    struckHost,
    struck: {
      executors: before.map(({ submissionId }) => submissionId),
      host: atHost.filter(({ hostId }) => hostId === struckHost).map(({ submissionId }) => submissionId),
    },
    deadLetters,
    told: { secret, messages: receiver.received },
  };
}

/** The queue of the executors, and the dead letters behind it. */
class ExecutorQueue {
  readonly #sqs: LocalSystem['clients']['sqs'];
  readonly #system: LocalSystem;
  readonly #url: string;

  constructor(system: LocalSystem, functionName: string) {
    const mapping = system.host.eventSources().find((one) => one.functionName === functionName);
    this.#sqs = system.clients.sqs;
    this.#system = system;
    this.#url = urlOf(system, mapping!.queueArn);
  }

  async send(bodies: readonly string[]): Promise<void> {
    for (const MessageBody of bodies)
      await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody }));
  }

  /** Sends what is no doorbell, at a visibility that does not take the hour. @returns the dead letters then */
  async spoil(): Promise<readonly string[]> {
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#url,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
      }),
    );
    const visibility = (VisibilityTimeout: string) =>
      this.#sqs.send(
        new SetQueueAttributesCommand({ QueueUrl: this.#url, Attributes: { VisibilityTimeout } }),
      );
    await visibility('0');
    await this.send(MALFORMED);
    const { deadLetterTargetArn } = JSON.parse(Attributes!['RedrivePolicy']!) as {
      deadLetterTargetArn: string;
    };
    const dead: string[] = [];
    await until(
      async () => {
        const { Messages } = await this.#sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: urlOf(this.#system, deadLetterTargetArn),
            MaxNumberOfMessages: 10,
          }),
        );
        dead.push(...(Messages ?? []).map(({ Body }) => Body!));
        return dead.length;
      },
      (count) => count >= MALFORMED.length,
    );
    await visibility(Attributes!['VisibilityTimeout']!);
    return dead;
  }
}

function urlOf({ endpointUrl, accountId }: LocalSystem, arn: string): string {
  return `${endpointUrl}/${accountId}/${arn.split(':').at(-1)}`;
}

describe('an exam under fire', () => {
  it('struck something: submissions were being judged when executors and host died', () => {
    expect(aftermath.struck.executors.length).toBeGreaterThan(0);
    expect(aftermath.struck.host.length).toBeGreaterThan(0);
    const attempts = (ids: readonly string[]) =>
      ids.map((id) => aftermath.rows.get(id)!['attempts'] as number);
    expect(attempts(aftermath.struck.executors).every((count) => count >= 2)).toBe(true);
  });

  it('gives every accepted submission its expected verdict', () => {
    expect(aftermath.check.unexpected).toEqual([]);
    expect(aftermath.check.expected).toBe(aftermath.accepted.length);
  });

  it('writes exactly one verdict each', () => {
    const written = living.records.filter(
      ({ function: name, message }) => name === 'submission-executor' && message === 'judged',
    );
    const ids = written.map(({ fields }) => fields!['submissionId']);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...aftermath.rows.values()].map(({ state }) => state)).toEqual(
      aftermath.accepted.map(() => 'judged'),
    );
  });

  it('balances the ledger, and leaves no host', () => {
    const { ledger } = aftermath.ledger;
    expect(ledger).toMatchObject({ balanced: true, open: [], submissions: { quarantined: 0 } });
    expect(ledger.submissions.judged).toBe(aftermath.accepted.length);
    expect(ledger.hosts.terminated).toBe(ledger.hosts.launched);
    expect(living.system.endpoint.services.ec2.list().map(({ state }) => state)).not.toContain('running');
  });

  it('repairs or replaces the host, and says why', () => {
    const about = aftermath.decisions.filter(({ subject }) => subject.includes(aftermath.struckHost));
    const actions = about.map(({ action }) => action);
    expect(actions).toContain('suspect');
    expect(about.find(({ action }) => action === 'suspect')!.reason).not.toBe('');
    expect(about.find(({ action }) => action === 'reboot' || action === 'terminate')!.reason).not.toBe('');
    expect(aftermath.decisions.every(({ reason }) => reason.length > 0)).toBe(true);
  });

  it('sets aside what is no doorbell, whole, and says what is wrong with it', () => {
    expect([...aftermath.deadLetters].sort()).toEqual([...MALFORMED].sort());
    const said = living.records.filter(({ message }) => message === 'message.failed');
    expect(said.map(({ fields }) => fields!['error'])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'the message is not JSON' }),
        expect.objectContaining({ message: expect.stringContaining('sessionId: is not an id') }),
      ]),
    );
  });

  it('tells a webhook of each verdict and of the whole way of the session, signed, in an order that ids keep', () => {
    const { secret, messages } = aftermath.told;
    const refused = messages.filter(({ status }) => status >= 300);
    expect(refused.map(({ status }) => status)).toEqual([500]);
    const taken = messages.filter(({ status }) => status < 300);
    // What was refused, or was on its way when the sender died, came again, the same.
    const once = new Map(taken.map((message) => [message.id, message.body]));
    for (const { id, body } of messages) expect(once.get(id)).toBe(body);
    const told = [...new Map(taken.map((message) => [message.id, message])).values()]
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((message) => verifyMessage(secret, message));
    const verdicts = told.filter(({ type }) => type === 'submission.judged').map(({ data }) => data);
    expect(verdicts.map(({ submissionId }) => String(submissionId)).toSorted()).toEqual(
      aftermath.accepted.map(({ submissionId }) => submissionId).toSorted(),
    );
    const ofSession = told.filter(({ type }) => type.startsWith('session.'));
    expect(ofSession.map(({ type, data }) => data['state'] ?? type)).toEqual([
      'launching',
      'ready',
      'draining',
      'gone',
      'session.settled',
    ]);
    expect(told.map(({ timestamp }) => timestamp)).toEqual(told.map(({ timestamp }) => timestamp).toSorted());
  });
});
