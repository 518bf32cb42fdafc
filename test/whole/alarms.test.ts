import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocumentClient } from '../../adapters/dynamodb/table.ts';
import { MINUTE_MS } from '../../cloud/aws/cloudwatch/metric-store.ts';
import { sampleExam } from '../../examples/sample-exam/exam.ts';
import { alarmTable } from '../../lib/constructs/alarm-table.ts';
import { hasBotocore, runAws } from '../support/aws-command.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { type RunbookCommand, readRunbook } from '../support/runbook-commands.ts';
import { until } from '../support/until.ts';

/*
 * Each alarm's condition is made with the functions as they deploy, and the alarms of the templates notice it within their period. Only the
 * alarms' clock is ours: it is asked about the minute that comes, or hours later where silence is what rings.
 */

let living: LivingSystem;
let documents: ReturnType<typeof createDocumentClient>;
let sessionId: string;
let submissionId: string;

const cloudwatch = () => living.system.endpoint.services.cloudwatch;
/** Alarms that ring a moment from now, or `laterMs` later. */
async function ringing(laterMs = 0): Promise<string[]> {
  await cloudwatch().evaluate(Date.now() + MINUTE_MS + laterMs);
  return cloudwatch()
    .alarms.list()
    .filter(({ status }) => status.state === 'ALARM')
    .map(({ alarm }) => /Alarms([A-Za-z]+?)[0-9A-F]{8}/.exec(alarm.name)![1]!);
}
const rings = (id: string) =>
  until(
    () => ringing(),
    (names) => names.includes(id),
  );
const invoke = (label: string, event: object, invocationType: 'Event' | 'RequestResponse') =>
  living.system.host.invoke({
    functionName: living.nameOf(label),
    invocationType,
    payload: Buffer.from(JSON.stringify(event)),
  });
/** Name of a table, as functions are told it. */
const tableOf = (variable: string) =>
  living.system.host.definitions().find(({ label }) => label === 'api')!.environment[variable]!;
/** An id that was made so long ago: the time is its first ten signs. */
function agedId(id: string, ageMs: number): string {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  let time = Date.now() - ageMs;
  let text = '';
  for (let at = 0; at < 10; at += 1) {
    text = digits[time % 32]! + text;
    time = Math.floor(time / 32);
  }
  return text + id.slice(10);
}
/** Puts the session's rows once more, as those of another session, with what else it has. */
async function putSession(id: string, change: (row: Record<string, unknown>) => object): Promise<void> {
  const TableName = tableOf('SESSIONS_TABLE');
  for (const Key of [
    { pk: `SESSION#${sessionId}`, sk: 'META' },
    { pk: 'UNSETTLED', sk: sessionId },
  ]) {
    const { Item } = await documents.send(new GetCommand({ TableName, Key }));
    const copy = JSON.parse(JSON.stringify(Item).replaceAll(sessionId, id)) as Record<string, unknown>;
    const changed = Key.sk === 'META' ? change(copy) : {};
    await documents.send(new PutCommand({ TableName, Item: { ...copy, ...changed } }));
  }
}

beforeAll(async () => {
  // EC2 has no machine of any type; what fails asynchronously is tried again at once.
  living = await startLivingSystem({
    asyncRetryDelaysMs: [0, 0],
    machines: { shortages: [{}], scheduleJitterMs: [0, 1_000] },
  });
  const { region, endpointUrl: endpoint, credentials } = living.system;
  documents = createDocumentClient({ region, endpoint, credentials });
  const whole = sampleExam({ languages: ['javascript'], full: false, durationMinutes: 10 });
  const exam = { ...whole, participants: whole.participants.slice(0, 1) };
  sessionId = (await living.book(exam, 1_000)).sessionId;
});
afterAll(async () => {
  documents.destroy();
  await living.stop();
});

describe('every alarm of the templates', () => {
  const provoked: string[] = [];
  const provokes = (id: string, title: string, act: () => Promise<unknown>) =>
    it(`${id} rings when ${title}`, async () => {
      await act();
      await rings(id);
      provoked.push(id);
    });

  provokes('QueueAge', 'a submission has waited for five minutes', async () => {
    const participant = await living.client('p01', 'participant');
    const submit = () =>
      participant.call('createSubmission', {
        params: { sessionId },
        body: { problem: 'A', language: 'javascript', source: 'console.log(1)' },
      });
    // Refused until it opens.
    await until(
      () =>
        submit().then(
          () => true,
          () => false,
        ),
      (taken) => taken,
    );
    const TableName = tableOf('SUBMISSIONS_TABLE');
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': `SESSION#${sessionId}`, ':sk': 'SUBMISSION#' },
      }),
    );
    submissionId = String(Items[0]!['sk']).replace('SUBMISSION#', '');
    const id = submissionId;
    const Item = JSON.parse(JSON.stringify(Items[0]).replaceAll(id, agedId(id, 6 * MINUTE_MS))) as object;
    await documents.send(new PutCommand({ TableName, Item: Item as Record<string, unknown> }));
    await invoke('health-monitor', { kind: 'tick', sessionId }, 'RequestResponse');
  });

  provokes('HostsFailed', 'EC2 has no machine for a launch round', async () => undefined);

  provokes('FunctionErrors', 'a function cannot take its event', async () => {
    await invoke('health-monitor', { kind: 'nothing' }, 'Event');
  });

  provokes('DeadLetters', 'an event has failed three times', async () => {
    await invoke('health-monitor', { kind: 'nothing' }, 'Event');
  });

  const throttle = async () => {
    const refused = await Promise.allSettled(
      Array.from({ length: 40 }, () => invoke('host-prober', { requests: [] }, 'RequestResponse')),
    );
    expect(refused.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(10);
  };
  provokes('FunctionThrottles', "more is invoked than the account's ten at once", throttle);

  provokes(
    'SecuritySignals',
    'strangers ask without a token, as often as the configuration says',
    async () => {
      for (let at = 0; at < 300; at += 1) await fetch(`${living.system.apiUrl}/v1/sessions`);
    },
  );

  provokes('SubmissionsQuarantined', 'a row cannot be read', async () => {
    await putSession(agedId(sessionId, MINUTE_MS), () => ({ participantCount: 'many' }));
    const operator = await living.client('operator', 'operator');
    await operator.call('listSessions', {});
  });

  provokes('SessionsUnsettled', 'a session is long over and nobody has settled it', async () => {
    await putSession(agedId(sessionId, 2 * MINUTE_MS), ({ times }) => ({
      times: Object.fromEntries(
        Object.entries(times as Record<string, number>).map(([name, at]) => [name, at - 24 * 3_600_000]),
      ),
    }));
    await invoke('health-monitor', { kind: 'sweep' }, 'RequestResponse');
  });

  it('Pager rings with those that cannot wait', async () => {
    await throttle();
    await rings('Pager');
  });

  it('SweepFailures rings when nothing was heard for two hours, and not before', async () => {
    await invoke('health-monitor', { kind: 'sweep' }, 'RequestResponse');
    expect(await ringing()).not.toContain('SweepFailures');
    expect(await ringing(60 * MINUTE_MS)).not.toContain('SweepFailures');
    expect(await ringing(125 * MINUTE_MS)).toContain('SweepFailures');
    provoked.push('SweepFailures');
  });

  it('was made to ring, where all of these tests are run', () => {
    expect(provoked.sort()).toEqual(alarmTable.map(({ id }) => id).sort());
  });
});

/** Served on AWS alone (test/unit/cloud/served-calls.test.ts): here the commands must be right, and are refused by name. */
const LEFT_TO_AWS = ['lambda list-event-source-mappings', 'scheduler list-schedules'];

describe("the runbook's commands", () => {
  const commands = readRunbook('alarms.md');
  let values: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const tokens = {
      operator: await living.system.tokens.issue('operator', 'operator'),
      instructor: await living.system.tokens.issue('instructor', 'instructor'),
      participants: [],
    };
    living.system.publish({ tokens });
    const letters = living.system.endpoint.services.cloudwatch.metrics
      .list()
      .find(({ dimensions }) => dimensions['QueueName']?.includes('AsyncFailures'))!.dimensions['QueueName'];
    values = {
      ID: sessionId,
      QUEUE: 'async-failures',
      URL: `${living.system.endpointUrl}/000000000000/${letters}`,
      INSTANCE: 'i-0123456789abcdef0',
      NAME: cloudwatch().alarms.list()[0]!.alarm.name,
      START: new Date(Date.now() - 10 * MINUTE_MS).toISOString(),
      END: new Date().toISOString(),
    };
  });
  /** What a command of a part is run with. */
  const wordsOf = ({ part, words }: RunbookCommand) =>
    words
      .map((word) =>
        part === 'SubmissionsQuarantined' && word === 'ID' ? submissionId : (values[word] ?? word),
      )
      .map((word) => word.replace(/=ID$/, `=${sessionId}`));

  it('are of both kinds, and every alarm but those that tell where to look has some', () => {
    const parts = new Set(commands.map(({ part }) => part));
    expect([...parts]).toEqual(['', 'Pager', ...alarmTable.map(({ id }) => id), 'Budget']);
    expect(new Set(commands.map(({ words }) => words[0]))).toEqual(new Set(['aws', './assize']));
  });

  it.each(commands.filter(({ words }) => words[0] === './assize'))('$part: $line', async (command) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '../../cli/main.ts'), ...wordsOf(command).slice(1), '--as', 'operator'],
      { env: { ...process.env, ASSIZE_LOCAL: join(living.dataDir, 'local.json') } },
    );
    expect(stdout).not.toBe('');
  });

  it.skipIf(!hasBotocore).each(commands.filter(({ words }) => words[0] === 'aws'))(
    '$part: $line (skipped without python3-botocore)',
    async (command) => {
      const [, ...words] = wordsOf(command);
      const { system } = living;
      const access = { ...system, endpoint: system.endpointUrl };
      // Debian's botocore speaks SQS's protocol of before 2023, which the local cloud does not.
      const answer =
        words[0] === 'sqs'
          ? system.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: words[3] }))
          : runAws(access, words);
      if (LEFT_TO_AWS.includes(words.slice(0, 2).join(' ')))
        return await expect(answer).rejects.toThrow('local mode does not serve');
      // EC2 has had no machine: it knows the call, and not the instance.
      if (words.includes(values['INSTANCE']!))
        return await expect(answer).rejects.toThrow('InvalidInstanceID.NotFound');
      await answer;
    },
  );
});
