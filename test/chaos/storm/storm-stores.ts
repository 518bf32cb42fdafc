import { DynamoBillStore } from '../../../adapters/dynamodb/bill-store.ts';
import { DynamoDeploymentFindings } from '../../../adapters/dynamodb/deployment-findings.ts';
import { DynamoExaminationStore } from '../../../adapters/dynamodb/examination-store.ts';
import { DynamoHistoryStore } from '../../../adapters/dynamodb/history-store.ts';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import { DynamoIntakeStore } from '../../../adapters/dynamodb/intake-store.ts';
import { DynamoMessageStore } from '../../../adapters/dynamodb/message-store.ts';
import { DynamoMetricsStore } from '../../../adapters/dynamodb/metrics-store.ts';
import { DynamoMonitoringStore } from '../../../adapters/dynamodb/monitoring-store.ts';
import { DynamoPermitStore } from '../../../adapters/dynamodb/permit-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSignalStore } from '../../../adapters/dynamodb/signal-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import type { BillStore } from '../../../core/costs/bill-store.ts';
import type { Participant, Session } from '../../../core/exam/session.ts';
import type { SessionStore } from '../../../core/exam/session-store.ts';
import type { DeploymentFindings } from '../../../core/examination/deployment-findings.ts';
import type { AccountFindings } from '../../../core/fleet/account-findings.ts';
import type { HostStore } from '../../../core/fleet/host-store.ts';
import type { PermitStore } from '../../../core/fleet/recovery-permits.ts';
import type { HistoryStore } from '../../../core/insight/session-summary.ts';
import type { MessageStore } from '../../../core/messages/message-store.ts';
import type { MonitoringStore } from '../../../core/monitoring/monitoring-store.ts';
import type { SignalStore } from '../../../core/security/signal-store.ts';
import type { IntakeStore } from '../../../core/submissions/intake-store.ts';
import type { MetricsStore } from '../../../core/submissions/metrics-store.ts';
import type { SlotStore } from '../../../core/submissions/slot.ts';
import type { ExaminationStore } from '../../../core/submissions/standing-examination.ts';
import type { SubmissionStore } from '../../../core/submissions/submission-store.ts';
import type { TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryBillStore } from '../../support/memory/bill-store.ts';
import { MemoryDeploymentFindings } from '../../support/memory/deployment-findings.ts';
import { MemoryExaminationStore } from '../../support/memory/examination-store.ts';
import { MemoryHistoryStore } from '../../support/memory/history-store.ts';
import { MemoryHostStore } from '../../support/memory/host-store.ts';
import { MemoryMessageStore } from '../../support/memory/message-store.ts';
import { MemoryMonitoringStore } from '../../support/memory/monitoring-store.ts';
import { MemoryPermitStore } from '../../support/memory/permit-store.ts';
import { MemorySessionStore } from '../../support/memory/session-store.ts';
import { MemorySignalStore } from '../../support/memory/signal-store.ts';
import { MemorySlotStore } from '../../support/memory/slot-store.ts';
import {
  MemoryIntakeStore,
  MemoryMetricsStore,
  MemorySubmissionStore,
} from '../../support/memory-submission-store.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

/** All that is kept of a session. */
export interface StormStores {
  readonly sessions: SessionStore;
  readonly intake: IntakeStore;
  readonly submissions: SubmissionStore;
  readonly slots: SlotStore;
  readonly hosts: HostStore;
  readonly metrics: MetricsStore;
  readonly monitoring: MonitoringStore;
  readonly messages: MessageStore;
  readonly examinations: ExaminationStore;
  readonly findings: DeploymentFindings & AccountFindings;
  readonly bills: BillStore;
  readonly history: HistoryStore;
  readonly permits: PermitStore;
  readonly signals: SignalStore;
}

/** Stores in memory: each passes the contract suite of the one that production uses. */
export async function memoryStores(session: Session, roster: readonly Participant[]): Promise<StormStores> {
  const sessions = new MemorySessionStore();
  await sessions.create(session, roster);
  return {
    sessions,
    intake: new MemoryIntakeStore(roster),
    submissions: new MemorySubmissionStore(),
    slots: new MemorySlotStore(),
    hosts: new MemoryHostStore(),
    metrics: new MemoryMetricsStore(),
    monitoring: new MemoryMonitoringStore(),
    messages: new MemoryMessageStore(),
    examinations: new MemoryExaminationStore(),
    findings: new MemoryDeploymentFindings(),
    bills: new MemoryBillStore(),
    history: new MemoryHistoryStore(),
    permits: new MemoryPermitStore(),
    signals: new MemorySignalStore(),
  };
}

/** The stores of production on an embedded DynamoDB: no virtual time passes while it answers. */
export async function dynamoStores(
  dynamo: TestDynamoDb,
  clock: VirtualClock,
  session: Session,
  roster: readonly Participant[],
): Promise<StormStores> {
  const [sessionsTable, submissionsTable, metricsTable] = await Promise.all(
    (['sessions', 'submissions', 'metrics'] as const).map((kind) => dynamo.createTable(kind)),
  );
  const sessions = new DynamoSessionStore(sessionsTable!);
  await sessions.create(session, roster);
  const stores = {
    sessions,
    intake: new DynamoIntakeStore(sessionsTable!),
    submissions: new DynamoSubmissionStore(submissionsTable!),
    slots: new DynamoSlotStore(sessionsTable!),
    hosts: new DynamoHostStore(sessionsTable!),
    metrics: new DynamoMetricsStore(metricsTable!, 30),
    monitoring: new DynamoMonitoringStore(metricsTable!, 30),
    messages: new DynamoMessageStore(sessionsTable!),
    examinations: new DynamoExaminationStore(sessionsTable!),
    findings: new DynamoDeploymentFindings(sessionsTable!),
    bills: new DynamoBillStore(metricsTable!),
    history: new DynamoHistoryStore(metricsTable!, 30),
    permits: new DynamoPermitStore(sessionsTable!),
    signals: new DynamoSignalStore(sessionsTable!),
  };
  const outside = <T extends object>(store: T): T =>
    new Proxy(store, {
      get: (object, key) => {
        const member = Reflect.get(object, key, object) as unknown;
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => clock.outside(() => member.apply(object, args) as Promise<unknown>);
      },
    });
  return Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [name, outside(store)]),
  ) as unknown as StormStores;
}
