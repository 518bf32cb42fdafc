import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoDeploymentFindings } from '../../../adapters/dynamodb/deployment-findings.ts';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import { DynamoMessageStore } from '../../../adapters/dynamodb/message-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { Ec2Cloud } from '../../../adapters/ec2/ec2-cloud.ts';
import { Judge0Judge } from '../../../adapters/judge0/judge0-judge.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import type { BucketSize } from '../../../cloud/aws/ec2/throttle.ts';
import {
  auditRecovery,
  presentMetrics,
  presentTrends,
  trendOf,
} from '../../../core/api/present-resilience.ts';
import { billedSeconds } from '../../../core/costs/bill.ts';
import { keepBudgets } from '../../../core/costs/keep-budgets.ts';
import { PRICES } from '../../../core/costs/prices.ts';
import { askHost, type ProbePorts } from '../../../core/examination/examine-host.ts';
import { endFleet } from '../../../core/fleet/end-fleet.ts';
import { DEFAULT_FLEET_POLICY } from '../../../core/fleet/fleet-policy.ts';
import type { FleetPorts } from '../../../core/fleet/fleet-ports.ts';
import { passFleet } from '../../../core/fleet/pass-fleet.ts';
import { recoveriesIn } from '../../../core/fleet/recovery-figures.ts';
import { judgeSubmission } from '../../../core/grading/judge-submission.ts';
import { judgeMachine } from '../../../local/judge-machine.ts';
import { startTestSystem, type TestSystem } from '../../contract/cloud-aws/system.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { prepareEc2 } from '../../support/local-ec2.ts';
import { MemoryPermitStore } from '../../support/memory/permit-store.ts';
import { MemorySignalStore } from '../../support/memory/signal-store.ts';
import { sessionOf, timesFrom } from '../../support/sessions.ts';

const JUDGE_HOST = [
  process.execPath,
  fileURLToPath(new URL('../../../local/judge-host/main.ts', import.meta.url)),
];
const SESSION = sessionOf({
  times: timesFrom(Date.now()),
  languages: ['javascript'],
  fleetSize: { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 },
});
const { sessionId } = SESSION;

const throttles: Record<string, BucketSize> = {};
let system: TestSystem;
let dynamo: TestDynamoDb;
let client: EC2Client;
let ports: FleetPorts;

beforeAll(async () => {
  [system, dynamo] = await Promise.all([
    startTestSystem({
      machine: judgeMachine(JUDGE_HOST),
      bootDelayMs: [0, 0],
      // EC2 tells of a host when it runs already.
      describeLagMs: [2_000, 4_000],
      throttles,
    }),
    startDynamoDb(),
  ]);
  client = new EC2Client(system.admin);
  const table = await dynamo.createTable('sessions');
  const sessions = new DynamoSessionStore(table);
  await sessions.create(SESSION, []);
  const probing: ProbePorts = {
    clock: systemClock,
    judgeSubmission,
    newNonce: () => randomBytes(16).toString('hex'),
    judgeAt: (url, token) => new Judge0Judge({ url, token, requestTimeoutMs: 5_000 }),
  };
  ports = {
    clock: systemClock,
    cloud: new Ec2Cloud(client, 'dev', prepareEc2(system.network, 'dev')),
    sessions,
    hosts: new DynamoHostStore(table),
    slots: new DynamoSlotStore(table),
    messages: new DynamoMessageStore(table),
    prober: { probe: (requests) => Promise.all(requests.map((request) => askHost(request, probing))) },
    findings: new DynamoDeploymentFindings(table),
    events: { publish: async () => {} },
    schedules: { planTermination: async () => {} },
    queueWaits: async () => false,
    budgets: keepBudgets({ prices: PRICES['us-east-1'], volumeGb: 30 }),
    spareVcpus: async () => 0,
    newToken: () => randomBytes(24).toString('base64url'),
    policy: DEFAULT_FLEET_POLICY,
    permits: new MemoryPermitStore(),
    random: () => 0.5,
    actor: 'tick' as const,
    signals: new MemorySignalStore(),
    onSignalLost: () => {},
  };
});

afterAll(async () => {
  client.destroy();
  await Promise.all([system.stop(), dynamo.stop()]);
});

/** Passes until as many slots are open; the test's own time limit ends it otherwise. */
async function passUntilSlots(count: number): Promise<void> {
  for (;;) {
    await passFleet(sessionId, ports);
    if ((await ports.slots.list(sessionId)).length === count) return;
    await systemClock.sleep(500);
  }
}

/** The process that an instance is, from what the endpoint logged when it started it. */
function processOf(hostId: string): number {
  const line = system.logs.findLast((entry) => entry.includes(`${hostId} runs as process`));
  return Number(/process (\d+)/.exec(line ?? '')?.[1]);
}

it('brings real hosts up through a throttle and news that come late, repairs one that is killed, replaces one that is terminated, and ends them all', async () => {
  throttles['CreateFleet'] = { size: 0, perSecond: 0 };
  await passFleet(sessionId, ports);
  expect((await ports.hosts.listRounds(sessionId))[0]?.unclear?.times).toBe(1);
  delete throttles['CreateFleet'];
  await passUntilSlots(4);
  const [hung, lost] = await ports.hosts.listHosts(sessionId);
  if (hung === undefined || lost === undefined) throw new Error('two hosts were to come');

  process.kill(processOf(hung.hostId), 'SIGKILL');
  await passUntilSlots(2);
  await passUntilSlots(4);
  const repaired = (await ports.hosts.listHosts(sessionId)).find(({ hostId }) => hostId === hung.hostId);
  expect(repaired).toMatchObject({ state: 'ready', reboots: 1 });

  await ports.cloud.terminate([lost.hostId]);
  await passUntilSlots(2);
  await passUntilSlots(4);
  const rounds = await ports.hosts.listRounds(sessionId);
  expect(rounds.map(({ hosts }) => hosts)).toEqual([2, 1]);
  expect(new Set(rounds.map(({ token }) => token)).size).toBe(2);

  expect(await endFleet(sessionId, ports, 'the session is over', 60_000, 200, 0)).toEqual({
    gone: true,
    refused: [],
  });
  const states = (await ports.cloud.describe(sessionId)).map(({ state }) => state);
  expect(states).toEqual(['terminated', 'terminated', 'terminated']);
  const rows = await ports.hosts.listHosts(sessionId);
  expect(rows.every(({ terminatedAt }) => terminatedAt !== undefined)).toBe(true);
  expect(await ports.slots.list(sessionId)).toEqual([]);

  // What is told of both failures has the times that EC2 recorded.
  const told = [{ sessionId, name: SESSION.name, hosts: rows, grown: 0 }];
  const now = Date.now();
  const range = { from: SESSION.times.launchAt, until: now };
  const [replaced, made] = recoveriesIn(told, range);
  const machineOf = (hostId: string) => system.endpoint.services.ec2.list().find(({ id }) => id === hostId)!;
  const successor = rows.find(({ round }) => round === 2)!;
  expect(made).toMatchObject({ hostId: hung.hostId, class: 'network', end: 'repaired' });
  expect(replaced).toMatchObject({ hostId: lost.hostId, class: 'infrastructure', end: 'replaced' });
  const ended = rows.find(({ hostId }) => hostId === lost.hostId)!.terminatedAt!;
  expect(replaced!.startedAt).toBeGreaterThanOrEqual(ended);
  // EC2 tells whole seconds.
  const inSecond = replaced!.startedAt - (replaced!.startedAt % 1_000);
  expect(machineOf(successor.hostId).launchedAt).toBeGreaterThanOrEqual(inSecond);
  expect(machineOf(successor.hostId).launchedAt).toBeLessThanOrEqual(replaced!.endedAt!);
  const tookMs = [made!, replaced!].map(({ startedAt, endedAt = 0 }) => endedAt - startedAt);
  expect(presentMetrics(told, range)).toMatchObject({
    recoveries: { total: 2, automatic: 2, meanMs: Math.round((tookMs[0]! + tookMs[1]!) / 2) },
    automaticShare: 1,
    backupHosts: 1,
  });
  const trend = presentTrends(told, trendOf('24h', now));
  expect(trend.points.reduce((sum, { total }) => sum + total, 0)).toBe(2);
  expect([made!, replaced!].map(auditRecovery)).toMatchObject([
    { at: new Date(made!.startedAt).toISOString(), target: `session:${sessionId}/host:${hung.hostId}` },
    { at: new Date(replaced!.startedAt).toISOString(), actor: 'assize (tick)' },
  ]);

  const billed = new Map(
    system.endpoint.services.ec2.billed().map(({ instanceId, seconds }) => [instanceId, seconds]),
  );
  expect([...billed.keys()].toSorted()).toEqual(rows.map(({ hostId }) => hostId).toSorted());
  for (const row of rows)
    expect(billedSeconds(row, systemClock.now())).toBeGreaterThanOrEqual(billed.get(row.hostId) ?? 0);
});
