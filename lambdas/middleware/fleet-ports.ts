import { randomBytes } from 'node:crypto';
import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoAlertStore } from '../../adapters/dynamodb/alert-store.ts';
import { DynamoCircuitStore } from '../../adapters/dynamodb/circuit-store.ts';
import { DynamoDeploymentFindings } from '../../adapters/dynamodb/deployment-findings.ts';
import { DynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { DynamoMessageStore } from '../../adapters/dynamodb/message-store.ts';
import { DynamoPermitStore } from '../../adapters/dynamodb/permit-store.ts';
import { DynamoReservationStore } from '../../adapters/dynamodb/reservation-store.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoSignalStore } from '../../adapters/dynamodb/signal-store.ts';
import { DynamoSlotStore } from '../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../adapters/dynamodb/submission-store.ts';
import type { Table } from '../../adapters/dynamodb/table.ts';
import { Ec2Cloud } from '../../adapters/ec2/ec2-cloud.ts';
import { classifyError, ERROR_FAILURES } from '../../adapters/errors/classify-error.ts';
import { LambdaHostProber } from '../../adapters/lambda/lambda-host-prober.ts';
import { SchedulerSessionSchedules } from '../../adapters/scheduler/session-schedules.ts';
import { SnsDoorbell } from '../../adapters/sns-sqs/doorbell.ts';
import { SnsEventPublisher } from '../../adapters/sns-sqs/event-publisher.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { countSpareVcpus } from '../../core/booking/spare-vcpus.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { keepBudgets } from '../../core/costs/keep-budgets.ts';
import { pricesOf } from '../../core/costs/prices.ts';
import { DEFAULT_FLEET_POLICY } from '../../core/fleet/fleet-policy.ts';
import type { FleetPorts } from '../../core/fleet/fleet-ports.ts';
import { measureHost } from '../../core/fleet/measure-host.ts';
import type { FleetActor } from '../../core/fleet/recovery.ts';
import { CircuitBreaker, type CloudOperation } from '../../core/resilience/circuit-breaker.ts';
import type { AnnounceSignalsPorts } from '../../core/security/announce-signals.ts';
import type { SignalStore } from '../../core/security/signal-store.ts';
import { queueWaits } from '../../core/submissions/watch-queue.ts';
import type { FleetEnv } from '../environment.ts';
import { connectTables } from './connect-tables.ts';
import { guardFleet } from './guard-fleet.ts';
import type { Tools } from './tools.ts';

/** What a fleet pass touches, and what stands beside it, wired to AWS. */
export interface FleetWiring {
  readonly ports: FleetPorts & AnnounceSignalsPorts & { readonly signals: SignalStore };
  readonly submissions: DynamoSubmissionStore;
  readonly doorbell: SnsDoorbell;
  readonly lambda: LambdaClient;
  readonly findings: DynamoDeploymentFindings;
  readonly reservations: DynamoReservationStore;
  readonly metricsTable: Table;
  readonly circuits: DynamoCircuitStore;
  readonly alerts: DynamoAlertStore;
}

/** Wires the ports of a fleet pass, once for the life of the process. */
export function wireFleet(env: FleetEnv, tools: Tools, actor: FleetActor): FleetWiring {
  const table = connectTables(tools, env);
  const config = readStageConfig(env.STAGE);
  const lambda = new LambdaClient();
  const sns = new SNSClient();
  const sessionsTable = table(env.SESSIONS_TABLE);
  const submissions = new DynamoSubmissionStore(table(env.SUBMISSIONS_TABLE));
  const cloud = new Ec2Cloud(new EC2Client(), env.STAGE, {
    launchTemplateId: env.LAUNCH_TEMPLATE_ID,
    subnetIds: env.SUBNET_IDS.split(','),
    sealedGroupId: env.HOST_SEALED_SG_ID,
  });
  const findings = new DynamoDeploymentFindings(sessionsTable);
  const reservations = new DynamoReservationStore(sessionsTable);
  const schedules = new SchedulerSessionSchedules(
    new SchedulerClient(),
    {
      groupName: env.SCHEDULE_GROUP_NAME,
      planning: { roleArn: env.SCHEDULE_ROLE_ARN, deadLettersArn: env.SCHEDULE_DLQ_ARN },
    },
    systemClock.now,
  );
  const circuits = new DynamoCircuitStore(sessionsTable);
  const breakerOf = (operation: CloudOperation) =>
    new CircuitBreaker(operation, {
      clock: systemClock,
      store: circuits,
      policy: config.circuits,
      classify: (error) => ERROR_FAILURES[classifyError(error)],
      onTurn: ({ action, reason }) => {
        tools.logger.warn(`circuit.${action}`, { operation, reason });
        tools.measure('circuitTurns', 1, { operation, turn: action });
      },
      onFault: (error) => tools.logger.warn('circuit.failed', { operation, error }),
    });
  const events = new SnsEventPublisher(sns, env.SESSION_EVENTS_TOPIC_ARN);
  return {
    lambda,
    findings,
    reservations,
    metricsTable: table(env.METRICS_TABLE),
    circuits,
    alerts: new DynamoAlertStore(sessionsTable),
    submissions,
    doorbell: new SnsDoorbell(sns, env.SUBMISSION_EVENTS_TOPIC_ARN),
    ports: {
      ...guardFleet({ cloud, events }, breakerOf),
      clock: systemClock,
      sessions: new DynamoSessionStore(sessionsTable),
      hosts: new DynamoHostStore(sessionsTable, (before, after) => measureHost(before, after, tools.measure)),
      messages: new DynamoMessageStore(sessionsTable),
      slots: new DynamoSlotStore(sessionsTable),
      findings,
      prober: new LambdaHostProber(lambda, env.PROBER_FUNCTION_NAME, (error) =>
        tools.logger.warn('prober.failed', { error }),
      ),
      schedules,
      queueWaits: (sessionId) => queueWaits(submissions, sessionId),
      spareVcpus: () =>
        countSpareVcpus(config.host.vcpuQuota, {
          clock: systemClock,
          reservations,
          findings,
        }),
      budgets: keepBudgets({ prices: pricesOf(env.AWS_REGION), volumeGb: config.host.diskGib }),
      newToken: () => randomBytes(24).toString('base64url'),
      policy: { ...DEFAULT_FLEET_POLICY, ...config.fleet, market: config.host.market },
      signals: new DynamoSignalStore(sessionsTable),
      signalPolicy: config.signals,
      onSignalLost: (sign, error) => tools.logger.warn('signal.lost', { ...sign, error }),
      permits: new DynamoPermitStore(sessionsTable),
      random: Math.random,
      actor,
    },
  };
}
