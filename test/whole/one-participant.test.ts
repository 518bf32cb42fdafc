import { LambdaClient } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFunction } from '../../adapters/lambda/start-function.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { SessionLedger } from '../../core/api/live.ts';
import { findToolchains } from '../../local/judge-host/toolchains.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { SOUND } from '../support/packages.ts';
import { until } from '../support/until.ts';

/** A compiler that never ends (each line of it twice what is below), and a program that waits as long as it may. */
const BOMB = '#include __FILE__\n#include __FILE__\nint main(void) { return 0; }\n';
const SLEEPER = 'import time\ntime.sleep(1000)\n';
/** Of each: enough to keep slots busy for longer than the health monitor looks. */
const EACH = 4;

/** Limits as small as they can be: the attack is to end soon. */
const PROBLEM = {
  ...SOUND,
  'problem.yaml': SOUND['problem.yaml']!.replace(
    'time_limit: 1',
    'time_limit: 0.5\n  compilation_time: 2',
  ).replace('a4c001', 'a4c002'),
  'data/sample/1.ans': '1\n',
  'data/secret/01.ans': '1\n',
  'data/secret/02.in': null,
  'data/secret/02.ans': null,
  'submissions/accepted/twice.py': 'print(1)\n',
};

const toolchains = (await findToolchains()).found.map(({ name }) => name);
const canAttack = toolchains.includes('gcc') && toolchains.includes('python');

describe.runIf(canAttack)('a participant whose programs keep a host busy for as long as they may', () => {
  let living: LivingSystem;
  let sessionId: string;
  let instructor: ApiClient;
  /** How many of the attacker's programs had no verdict when a bystander had theirs. */
  const unfinished: number[] = [];
  let verdicts: { participantId: string; language: string; verdict: string | undefined }[];
  /** How often the health monitor had the host looked at meanwhile. */
  let looks: number;
  let ledger: SessionLedger;

  beforeAll(async () => {
    living = await startLivingSystem();
    const files = Object.entries(PROBLEM).filter((file): file is [string, string] => file[1] !== null);
    const zip = zipSync(
      Object.fromEntries(files.map(([path, text]) => [`one/${path}`, new TextEncoder().encode(text)])),
    );
    const session = await living.book(
      {
        name: 'One against all',
        durationMinutes: 10,
        problems: [{ label: 'A', problemId: 'one', name: 'One', zip }],
        participants: ['attacker', 'first', 'second'].map((participantId) => ({
          participantId,
          name: participantId,
          extraTimeMinutes: 0,
        })),
        languages: ['c', 'python'],
        submissions: [],
      },
      500,
      1,
      { policy: { testCases: 'run-all' } },
    );
    ({ sessionId } = session);
    instructor = await living.client('instructor', 'instructor');
    const params = { sessionId };
    await until(
      async () => (await instructor.call('listHosts', { params })).items,
      (hosts) => hosts.some(({ state }) => state === 'ready'),
    );

    const { region, credentials, endpointUrl } = living.system;
    const lambda = new LambdaClient({ region, credentials, endpoint: endpointUrl });
    const began = new Date().toISOString();
    for (const [language, source] of [
      ['c', BOMB],
      ['python', SLEEPER],
    ] as const)
      for (let n = 0; n < EACH; n++) await submit('attacker', language, source);
    // It would look by itself in half a minute, and then the attack may be over.
    await startFunction(lambda, living.nameOf('health-monitor'), { kind: 'tick', sessionId });
    for (const [bystander, during] of [
      ['first', ['c', 'python']],
      ['second', ['python']],
    ] as const) {
      await until(attacks, (all) =>
        all.some(({ state, language }) => state === 'running' && during.some((one) => one === language)),
      );
      await submit(bystander, 'python', 'print(1)\n');
      await until(
        () => of(bystander),
        ([one]) => one?.state === 'judged',
      );
      unfinished.push((await attacks()).filter(({ state }) => state !== 'judged').length);
    }
    await until(attacks, (all) => all.every(({ state }) => state === 'judged'));
    lambda.destroy();
    looks = living.records.filter(({ message, time }) => message === 'host.found' && time >= began).length;
    verdicts = (await submissions()).map(({ participantId, language, result }) => ({
      participantId,
      language,
      verdict: result?.verdict,
    }));
    ledger = await instructor.call('getLedger', { params });
  });
  afterAll(() => living?.stop());

  async function submit(participantId: string, language: string, source: string): Promise<void> {
    const client = await living.client(participantId, 'participant');
    await client.call('createSubmission', {
      params: { sessionId },
      headers: {},
      body: { problem: 'A', language, source },
    });
  }
  const submissions = async () =>
    (await instructor.call('listSubmissions', { params: { sessionId }, query: { limit: 100 } })).items;
  const of = async (who: string) =>
    (await submissions()).filter(({ participantId }) => participantId === who);
  const attacks = () => of('attacker');

  it('gets its verdicts, and so does everybody else, who need not wait for it to end', () => {
    expect(unfinished.every((count) => count > 0)).toBe(true);
    const seen = (who: string, language: string) =>
      verdicts
        .filter((one) => one.participantId === who && one.language === language)
        .map(({ verdict }) => verdict);
    expect(seen('attacker', 'c')).toEqual(Array(EACH).fill('CE'));
    expect(seen('attacker', 'python')).toEqual(Array(EACH).fill('TLE'));
    expect([...seen('first', 'python'), ...seen('second', 'python')]).toEqual(['AC', 'AC']);
  });

  it('costs no host: it was looked at meanwhile, and nobody doubted it', async () => {
    expect(looks).toBeGreaterThan(0);
    const { items } = await instructor.call('listDecisions', {
      params: { sessionId },
      query: { limit: 500 },
    });
    const lost = ['suspect', 'reboot', 'terminate', 'reject'];
    expect(items.filter(({ action }) => lost.includes(action))).toEqual([]);
    expect(living.system.endpoint.services.ec2.list().map(({ state }) => state)).toEqual(['running']);
    expect(ledger.ledger).toMatchObject({
      hosts: { launched: 1, terminated: 0 },
      submissions: { judged: 2 * EACH + 2, quarantined: 0 },
    });
  });
});
