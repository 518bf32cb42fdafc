import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import type { EventPublisher } from '../exam/session-event.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { DeploymentFindings } from '../examination/deployment-findings.ts';
import type { HostProber } from '../examination/examination.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { RaisePorts } from '../security/raise-signal.ts';
import type { SlotStore } from '../submissions/slot.ts';
import type { AccountFindings } from './account-findings.ts';
import type { Cloud, LaunchRound } from './cloud.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import type { HostStore } from './host-store.ts';
import type { PassRecord } from './pass-record.ts';
import type { FleetActor } from './recovery.ts';
import type { PermitStore } from './recovery-permits.ts';
import type { SessionBudgets } from './session-budgets.ts';

/** Everything that a fleet pass touches. */
export interface FleetPorts extends RaisePorts {
  readonly clock: Clock;
  readonly cloud: Cloud;
  readonly sessions: SessionStore;
  readonly hosts: HostStore;
  readonly slots: SlotStore;
  readonly prober: HostProber;
  readonly findings: Pick<DeploymentFindings, 'record'> & Pick<AccountFindings, 'recordAccount'>;
  readonly events: EventPublisher;
  readonly messages: Pick<MessageStore, 'put'>;
  readonly schedules: Pick<SessionSchedules, 'planTermination'>;
  /** Whether submissions of the session still wait for a verdict. */
  readonly queueWaits: (sessionId: string) => Promise<boolean>;
  /** vCPUs of the account that no session of the stage holds or will soon. */
  readonly spareVcpus: () => Promise<number>;
  /** A new judge token: unguessable, for one launch round. */
  readonly newToken: () => string;
  readonly policy: FleetPolicy;
  readonly budgets: SessionBudgets;
  readonly permits: PermitStore;
  /** In [0, 1). */
  readonly random: () => number;
  /** Which function runs the pass. */
  readonly actor: FleetActor;
}

/** A session's fleet as a pass knows it; it changes with what the pass does. */
export interface KnownFleet {
  session: Session;
  hosts: Host[];
  rounds: readonly LaunchRound[];
  /** What EC2 told, by instance id. */
  readonly instances: ReadonlyMap<string, CloudInstance>;
  readonly record: PassRecord;
}
