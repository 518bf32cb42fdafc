import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpApi } from '../../../cloud/gateway/http-api.ts';
import type { Alert } from '../../../core/alerts/alert.ts';
import { PRICES } from '../../../core/costs/prices.ts';
import { startOf } from '../../../core/metrics/metric-series-store.ts';
import { settleFigures } from '../../../core/monitoring/roll-up.ts';
import { batchAt } from '../../support/batches.ts';
import { hostOf, sessionOf, timesFrom } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';
import { startGateway } from './gateway.ts';

/*
 * Both older systems by their own source (the repository varshithm7x/code-class): every operation at its older path, and every field that
 * it answered. What a field is called now says the table of the page, which has a row for each, or says why there is nothing.
 */
const MONITORING: Readonly<Record<string, readonly string[]>> = {
  health: ['status', 'message', 'metrics.errorRate', 'metrics.averageResponseTime', 'metrics.uptime'],
  dashboard: [
    'systemStatus',
    'totalExecutions',
    'apiCallsSaved',
    'averageEfficiency',
    'successRate',
    'activeUsers',
    'multiTestUsers',
    'featureAdoption',
    'lastUpdated',
  ],
  efficiency: [
    'totalApiCallsSaved',
    'averageEfficiencyGain',
    'totalExecutions',
    'successRate',
    'description',
    'benefits.apiCallReduction',
    'benefits.performanceGain',
    'benefits.reliability',
  ],
  adoption: [
    'activeUsers',
    'multiTestUsers',
    'featureUsageRate',
    'newUserOnboarding',
    'insights.adoptionRate',
    'insights.userGrowth',
    'insights.engagement',
  ],
  metrics: [
    'multiTestUsage.totalExecutions',
    'multiTestUsage.efficiencyGains',
    'multiTestUsage.apiCallsSaved',
    'multiTestUsage.averageTestCasesPerSubmission',
    'performance.averageExecutionTime',
    'performance.successRate',
    'performance.errorRate',
    'performance.uptimePercentage',
    'userAdoption.activeUsers',
    'userAdoption.multiTestUsers',
    'userAdoption.featureUsageRate',
    'userAdoption.newUserOnboarding',
    'metadata.lastUpdated',
    'metadata.uptimeHours',
  ],
};
const RESILIENCE: Readonly<Record<string, readonly string[]>> = {
  'test/health': [
    'testId',
    'instanceId',
    'judge0Health.apiResponsive',
    'judge0Health.languagesAvailable',
    'judge0Health.executionWorking',
    'instanceHealth.ec2Running',
    'instanceHealth.diskSpace',
    'instanceHealth.memory',
    'instanceHealth.cpu',
    'overallStatus',
    'issues',
  ],
  'errors/stats': [
    'errorStats',
    'circuitBreakerStates.state',
    'circuitBreakerStates.failureCount',
    'circuitBreakerStates.isOpen',
  ],
  'resilience/metrics': [
    'systemHealth.uptime',
    'systemHealth.avgResponseTime',
    'systemHealth.errorRate',
    'systemHealth.failureRecoveryRate',
    'testExecution.successRate',
    'testExecution.avgExecutionTime',
    'testExecution.timeoutRate',
    'testExecution.resourceUtilization',
    'errorAnalysis.totalErrors',
    'errorAnalysis.errorsByCategory',
    'errorAnalysis.topErrors.error',
    'errorAnalysis.topErrors.count',
    'errorAnalysis.topErrors.impact',
    'errorAnalysis.resolutionTime',
    'recovery.automaticRecoveryRate',
    'recovery.avgRecoveryTime',
    'recovery.manualInterventionRate',
    'recovery.backupInstanceUsage',
  ],
  'resilience/trends': ['uptimeTrend', 'errorRateTrend', 'responseTimeTrend', 'recoveryRateTrend'],
  'resilience/report': ['summary', 'metrics', 'recommendations', 'alerts'],
  alerts: ['id', 'type', 'severity', 'message', 'details', 'timestamp', 'resolved', 'resolution'],
  'system/status': [
    'phase5Services.failureRecovery',
    'phase5Services.errorHandling',
    'phase5Services.resilienceMonitoring',
    'systemHealth.uptime',
    'systemHealth.errorRate',
    'systemHealth.recoveryRate',
    'activeIssues.unresolvedAlerts',
    'activeIssues.circuitBreakersOpen',
    'activeIssues.totalErrors',
  ],
};
/** What nothing is told for, by system. */
const NOTHING = {
  monitoring: [
    'health metrics.uptime',
    'efficiency description',
    'adoption newUserOnboarding',
    'adoption insights.userGrowth',
    'metrics performance.uptimePercentage',
    'metrics userAdoption.newUserOnboarding',
  ],
  resilience: [
    'test/health instanceHealth.diskSpace',
    'test/health instanceHealth.memory',
    'test/health instanceHealth.cpu',
    'resilience/metrics systemHealth.uptime',
    'resilience/trends uptimeTrend',
    'resilience/report summary',
    'resilience/report recommendations',
    'system/status phase5Services.failureRecovery',
    'system/status phase5Services.errorHandling',
    'system/status phase5Services.resilienceMonitoring',
    'system/status systemHealth.uptime',
  ],
};

interface Row {
  readonly of: string;
  readonly was: readonly string[];
  readonly is: readonly string[];
  /** Absent: where the older path leads. */
  readonly at: string | undefined;
  readonly remark: string;
}

/** The rows of the table of fields on a page. */
function readRows(page: string): readonly Row[] {
  const lines = readFileSync(join(import.meta.dirname, '../../../docs', `${page}.md`), 'utf8').split('\n');
  const begin = lines.indexOf('| of | was | is | what to know |') + 2;
  const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const rows: Row[] = [];
  for (const line of lines.slice(begin)) {
    if (!line.startsWith('|')) break;
    const [, of = '', was = '', is = '', remark = ''] = line.split('|').map((cell) => cell.trim());
    const [fields = '', at] = is.split(' of ');
    rows.push({ of: spans(of)[0] ?? '', was: spans(was), is: spans(fields), at: spans(at ?? '')[0], remark });
  }
  return rows;
}

let world: ApiWorld;
let gateway: HttpApi;
let authorization: string;
let sessionId: string;
const MINUTE = 60_000;
const ALERT_ID = 'a'.repeat(20);

beforeAll(async () => {
  world = await makeApiWorld();
  authorization = await signIn();
  gateway = await startGateway(world, 'eu-central-1_pool', ['client']);
  const now = Date.now();
  ({ sessionId } = await world.addSession({
    times: timesFrom(now - 60 * MINUTE),
    fleet: 'ready',
    fleetReason: 'its host has passed its examination',
  }));
  const recovery = { reason: 'silent', steps: [], class: 'network', end: 'repaired' } as const;
  await world.hosts.recordHost(
    hostOf({
      sessionId,
      state: 'ready',
      recoveries: [{ ...recovery, startedAt: now - 9 * MINUTE, endedAt: now - 8 * MINUTE }],
    }),
  );
  await world.circuits.turn('launch', undefined, { failures: 5, openUntil: now + 3_600_000, failedAt: now });
  const alert: Alert = {
    alertId: ALERT_ID,
    key: 'quarantined',
    scope: 'stage',
    source: 'circuit',
    severity: 'high',
    what: 'launch is left alone',
    count: 2,
    state: 'open',
    raisedAt: now - MINUTE,
    seenAt: now - MINUTE,
    times: 1,
    told: true,
    revision: 0,
  };
  await world.alerts.put(alert);
  await world.alerts.put({
    ...alert,
    alertId: 'b'.repeat(20),
    state: 'resolved',
    resolved: { at: now, by: 'olga', reason: 'it is over' },
  });
  await world.series.putMinute({
    at: startOf('minute', now) - 2 * MINUTE,
    function: 'api',
    instance: 'one',
    samples: 1,
    series: [
      {
        id: 'errors',
        values: ['api', 'request.failed', 'unavailable', 'network', 'high'],
        figures: { count: 1, sum: 1, min: 1, max: 1 },
      },
    ],
  });
  await judgeSomething(now);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await world.stop();
});

/** An operator's token, by the user pool of the stage. */
async function signIn(): Promise<string> {
  const { cognito } = world.system.endpoint.services;
  const UserPoolId = 'eu-central-1_pool';
  cognito.putClient(UserPoolId, 'client', { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
  cognito.putGroup(UserPoolId, 'operator');
  const admin = new CognitoIdentityProviderClient(world.system.admin);
  const [Username, Password] = ['olga', 'Correct-Horse-Battery-1'];
  await admin.send(new AdminCreateUserCommand({ UserPoolId, Username }));
  await admin.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  await admin.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'operator' }));
  const { AuthenticationResult } = await admin.send(
    new InitiateAuthCommand({
      ClientId: 'client',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  admin.destroy();
  return `Bearer ${AuthenticationResult?.AccessToken}`;
}

async function judgeSomething(endedAt: number): Promise<void> {
  await world.metrics.recordBatch(batchAt(endedAt, { sessionId, verdict: 'TLE' }));
  await settleFigures(sessionOf({ sessionId }), {
    clock: { now: Date.now, sleep: async () => undefined },
    metrics: world.metrics,
    monitoring: world.monitoring,
    submissions: world.submissions,
    prices: PRICES['eu-central-1'],
    onFiguresLost: (_, error) => {
      throw error;
    },
  });
}

const ask = async (method: string, path: string, body?: object, follow = false) =>
  await fetch(`${gateway.url}${path}`, {
    method,
    redirect: follow ? 'follow' : 'manual',
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Whether a value has a field: `items[].what` of any of the items. */
function has(value: unknown, [head, ...rest]: readonly string[]): boolean {
  if (head === undefined) return value !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  const name = head.replace('[]', '');
  const found = (value as Record<string, unknown>)[name];
  return head === name ? has(found, rest) : Array.isArray(found) && found.some((one) => has(one, rest));
}

describe.each([
  ['monitoring', MONITORING, '/api/v1/monitoring'],
  ['resilience', RESILIENCE, '/api/resilience'],
] as const)('what the older %s told', (page, fields, prefix) => {
  const rows = readRows(page);

  it('has a row of the page for each field, and no other', () => {
    const known = Object.entries(fields).flatMap(([of, was]) => was.map((field) => `${of} ${field}`));
    const told = rows.flatMap(({ of, was }) => was.map((field) => `${of} ${field}`));
    expect(told.toSorted()).toEqual(known.toSorted());
  });

  it('is told, but for what the page has a reason for', () => {
    const without = rows.filter(({ is }) => is.length === 0);
    expect(without.flatMap(({ of, was }) => was.map((field) => `${of} ${field}`)).toSorted()).toEqual(
      NOTHING[page].toSorted(),
    );
    for (const { of, remark } of without) expect(remark, of).not.toBe('');
  });

  it.each(Object.keys(fields))('is found field by field, from its older path on: GET %s', async (of) => {
    const path = of.replace('test/', `test/${sessionId}/`);
    const moved = await ask('GET', `${prefix}/${path}`);
    expect(moved.status).toBe(308);
    // Resolved ones are asked for.
    const followed = await ask(
      'GET',
      `${prefix}/${path}${of === 'alerts' ? '?state=all' : ''}`,
      undefined,
      true,
    );
    expect(followed.status).toBe(200);
    const told: unknown = await followed.json();
    for (const { is, at } of rows.filter((row) => row.of === of)) {
      const elsewhere = at?.replace('{sessionId}', sessionId);
      const from: unknown = elsewhere === undefined ? told : await (await ask('GET', elsewhere)).json();
      for (const field of is) expect(has(from, field.split('.')), `${elsewhere ?? path} ${field}`).toBe(true);
    }
  });
});

describe('what the older systems did', () => {
  const acts = () =>
    [
      [`/api/resilience/test/${sessionId}/health/start`, `/v1/resilience/sessions/${sessionId}/health/start`],
      [`/api/resilience/test/${sessionId}/health/stop`, `/v1/resilience/sessions/${sessionId}/health/stop`],
      [`/api/resilience/test/${sessionId}/recover`, `/v1/resilience/sessions/${sessionId}/recover`],
      ['/api/resilience/errors/reset', '/v1/resilience/errors/reset'],
      ['/api/resilience/circuit-breaker/launch/reset', '/v1/resilience/circuits/launch/reset'],
      [`/api/resilience/alerts/${ALERT_ID}/resolve`, `/v1/resilience/alerts/${ALERT_ID}/resolve`],
      ['/api/v1/monitoring/reset', '/v1/monitoring/reset'],
    ] as const;

  it('is done from their older paths on, and wants a reason', async () => {
    for (const [older, path] of acts()) {
      const moved = await ask('POST', older);
      expect({ status: moved.status, location: moved.headers.get('location') }, older).toEqual({
        status: 308,
        location: path,
      });
      const without = await ask('POST', older, { resolution: 'it is over' }, true);
      expect(without.status, older).toBe(422);
      const { faults } = (await without.json()) as { faults: { field: string }[] };
      expect(
        faults.map(({ field }) => field),
        older,
      ).toContain('reason');
      const done = await ask('POST', older, { reason: 'as before' }, true);
      expect([older, done.status, done.status === 200 ? '' : await done.text()]).toEqual([older, 200, '']);
    }
  });

  it('needs no start: who asks for one is led to what was seen', async () => {
    const moved = await ask('POST', '/api/resilience/resilience/start');
    expect({ status: moved.status, location: moved.headers.get('location') }).toEqual({
      status: 301,
      location: '/v1/resilience/report',
    });
    const followed = await ask('POST', '/api/resilience/resilience/start', {}, true);
    expect(followed.status).toBe(200);
    expect(await followed.json()).toHaveProperty('recoveries');
  });

  it('leads nowhere that is not there', async () => {
    for (const path of ['test/health', 'circuit-breaker/a/b/reset', 'nothing', '/example.org/health'])
      expect((await ask('GET', `/api/resilience/${path}`)).status, path).toBe(404);
    expect((await ask('GET', '/api/resilience/errors/reset')).status).toBe(405);
  });
});
