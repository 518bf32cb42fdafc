import type { RecordedDecision } from '../exam/decision.ts';
import type { SessionEvent } from '../exam/session-event.ts';
import type { HostAction } from './decide-host.ts';
import type { FleetPorts } from './fleet-ports.ts';
import type { Host } from './host.ts';

/** What an act on a host means to others than the host. */
export interface HostNews {
  /** A recovery begins with it: the host failed. */
  readonly failed: boolean;
  readonly event?: SessionEvent;
}

const EVENT_OF: Partial<
  Record<HostAction, 'host.ready' | 'host.suspect' | 'host.rejected' | 'host.terminated'>
> = {
  open: 'host.ready',
  suspect: 'host.suspect',
  reject: 'host.rejected',
  'record-gone': 'host.terminated',
};

/** What is to be told of an act that changed a host. Pure. */
export function newsOf(action: HostAction, reason: string, before: Host, after: Host): HostNews {
  const startOf = ({ recoveries }: Host) => recoveries?.at(-1)?.startedAt;
  const failed = startOf(after) !== startOf(before);
  const type = EVENT_OF[action];
  if (type === undefined) return { failed };
  const { hostId, revision, sessionId, stateAt } = after;
  return {
    failed,
    event: { eventId: `${hostId}:${revision}`, sessionId, at: stateAt, type, hostId, reason },
  };
}

/** Everything decided but `wait` in a pass, recorded as it is decided, and what is to be told at its end. */
export class PassRecord {
  readonly decisions: RecordedDecision[] = [];
  readonly events: SessionEvent[] = [];
  hostsFailed = 0;
  launchesFailed = 0;
  readonly #sessionId: string;
  readonly #ports: Pick<FleetPorts, 'clock' | 'hosts'>;

  constructor(sessionId: string, ports: Pick<FleetPorts, 'clock' | 'hosts'>) {
    this.#sessionId = sessionId;
    this.#ports = ports;
  }

  /** @param subject `fleet`, `host:ID` */
  async add(subject: string, action: string, reason: string): Promise<void> {
    // One millisecond apart at least, so that they are listed in the order in which they were made.
    const at = Math.max(this.#ports.clock.now(), (this.decisions.at(-1)?.at ?? 0) + 1);
    const decision = { at, subject, action, reason };
    this.decisions.push(decision);
    await this.#ports.hosts.recordDecision(this.#sessionId, decision);
  }

  async addHostAct(action: HostAction, reason: string, before: Host, after: Host): Promise<void> {
    if (before.revision === after.revision) return;
    await this.add(`host:${after.hostId}`, action, reason);
    const { failed, event } = newsOf(action, reason, before, after);
    if (failed) this.hostsFailed++;
    if (event !== undefined) this.events.push(event);
  }
}
