import type { AlertStore } from '../../core/alerts/alert-store.ts';
import type { BookingLimits } from '../../core/booking/booking-limits.ts';
import type { BookingStore } from '../../core/booking/booking-store.ts';
import type { JoinStore } from '../../core/booking/join-store.ts';
import type { JudgeRegistry } from '../../core/booking/registered-judge.ts';
import type { ReservationStore } from '../../core/booking/reservations.ts';
import type { Stage } from '../../core/config/stages.ts';
import type { BillStore } from '../../core/costs/bill-store.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { IdSource } from '../../core/exam/ids.ts';
import type { Machine } from '../../core/exam/machine.ts';
import type { Doorbell } from '../../core/exam/session-event.ts';
import type { SessionSchedules } from '../../core/exam/session-schedules.ts';
import type { SessionStore } from '../../core/exam/session-store.ts';
import type { DeploymentFindings } from '../../core/examination/deployment-findings.ts';
import type { AccountFindings } from '../../core/fleet/account-findings.ts';
import type { Cloud } from '../../core/fleet/cloud.ts';
import type { FleetPolicy } from '../../core/fleet/fleet-policy.ts';
import type { HostStore } from '../../core/fleet/host-store.ts';
import type { SessionBudgets } from '../../core/fleet/session-budgets.ts';
import type { HistoryStore } from '../../core/insight/session-summary.ts';
import type { AccountInviter } from '../../core/lifecycle/invite-participants.ts';
import type { MessageFeed } from '../../core/messages/message-feed.ts';
import type { MessageStore } from '../../core/messages/message-store.ts';
import type { MetricSeriesStore } from '../../core/metrics/metric-series-store.ts';
import type { HealthWatch } from '../../core/monitoring/check-health.ts';
import type { MonitoringStore } from '../../core/monitoring/monitoring-store.ts';
import type { AuditStore } from '../../core/operations/audit-store.ts';
import type { ErrorBaselineStore } from '../../core/operations/error-baseline.ts';
import type { ProblemStore } from '../../core/problems/ports.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import type { CircuitStore } from '../../core/resilience/circuit-breaker.ts';
import type { GradeStore } from '../../core/results/grade-store.ts';
import type { RaisePorts } from '../../core/security/raise-signal.ts';
import type { SignalPolicy } from '../../core/security/security-signal.ts';
import type { SignalStore } from '../../core/security/signal-store.ts';
import type { IntakeStore } from '../../core/submissions/intake-store.ts';
import type { MetricsStore } from '../../core/submissions/metrics-store.ts';
import type { SlotStore } from '../../core/submissions/slot.ts';
import type { SubmissionFeed } from '../../core/submissions/submission-feed.ts';
import type { SubmissionStore } from '../../core/submissions/submission-store.ts';
import type { WaiterPlaces } from '../../core/submissions/waiter-places.ts';
import type { DeliveryStore, WebhookStore } from '../../core/webhooks/webhook-store.ts';
import type { Tools } from '../middleware/tools.ts';
import type { ReviewServices } from './reviews.ts';

/** Who may wait for something: where they are counted, and how many at a time. */
export interface Waiters {
  readonly places: WaiterPlaces;
  readonly count: number;
}

/** What the routes stand on. */
export interface Services {
  readonly stage: Stage;
  readonly region: string;
  readonly userPool: {
    readonly id: string;
    readonly clientId: string;
    readonly endpoint?: string;
    /** Where machines get tokens. */
    readonly tokenUrl: string;
  };
  readonly machines: readonly Machine[];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sessions: SessionStore & BookingStore;
  readonly findings: Pick<DeploymentFindings, 'list'> & Pick<AccountFindings, 'listAccount'>;
  readonly reservations: ReservationStore;
  readonly joins: JoinStore;
  readonly accounts: AccountInviter;
  /** As many bytes as are asked for that nobody can guess. */
  readonly drawBytes: (count: number) => Uint8Array;
  readonly judges: JudgeRegistry;
  readonly hosts: HostStore;
  readonly intake: IntakeStore;
  readonly submissions: SubmissionStore;
  /** Who may wait for a verdict. */
  readonly waiters: Waiters;
  readonly metrics: Pick<MetricsStore, 'sumBatches'>;
  readonly monitoring: Pick<MonitoringStore, 'listStage' | 'listSession' | 'getBaseline' | 'putBaseline'>;
  readonly health: Pick<HealthWatch, 'look'>;
  readonly series: Pick<MetricSeriesStore, 'read'>;
  readonly bills: BillStore;
  readonly history: HistoryStore;
  readonly messages: MessageStore;
  readonly grades: GradeStore;
  readonly problems: ProblemStore;
  /** Manifests; cached, since versions never change. */
  readonly getVersion: (problemId: string, version: number) => Promise<ProblemVersion | null>;
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  readonly bookingLimits: BookingLimits;
  readonly schedules: SessionSchedules;
  /** The hosts of open sessions, for moving their ends. */
  readonly cloud: Pick<Cloud, 'describe' | 'setDeadline' | 'terminate'>;
  readonly doorbell: Doorbell;
  /** Starts the launcher for a session, without waiting for it. */
  readonly startLaunch: (sessionId: string) => Promise<void>;
  /** Starts auto-shutdown for a session, without waiting for it. */
  readonly startShutdown: (sessionId: string) => Promise<void>;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  /** Whether receivers of webhooks may be on the same machine, as in local mode. */
  readonly localReceivers: boolean;
  /** Starts the sender of webhooks, without waiting for it. */
  readonly startSender: () => Promise<void>;
  /** URL that takes PUTs of this object until it expires, of whatever size: for staff alone. */
  readonly presignUpload: (key: string, contentType: string, expiresInS: number) => Promise<string>;
  /** What was uploaded, up to so many bytes; undefined where nothing was. */
  readonly readUpload: (key: string, most: number) => Promise<Uint8Array | 'too-large' | undefined>;
  /** The session's submissions in short; one feed a session and instance. */
  readonly feedOf: (sessionId: string) => SubmissionFeed;
  /** What is said in the session; one feed a session and instance. */
  readonly messagesOf: (sessionId: string) => MessageFeed;
  readonly signals: Pick<SignalStore, 'raise' | 'listSince'>;
  readonly signalPolicy: SignalPolicy;
  readonly onSignalLost: RaisePorts['onSignalLost'];
  /** What the fleet's decisions are bounded by: a recovery is planned by the same. */
  readonly policy: FleetPolicy;
  readonly budgets: Pick<SessionBudgets, 'affordable'>;
  readonly alerts: AlertStore;
  readonly errorBaseline: ErrorBaselineStore;
  readonly circuits: CircuitStore;
  readonly slots: Pick<SlotStore, 'list' | 'turnCircuit'>;
  /** What operators did by hand. */
  readonly audit: AuditStore;
  readonly reviews: ReviewServices;
  readonly measure: Tools['measure'];
  readonly tell: Tools['logger']['info'];
  readonly warn: Tools['logger']['warn'];
}
