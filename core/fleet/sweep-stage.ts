import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { Cloud } from './cloud.ts';
import { describeTerminateRefusal } from './end-host.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance } from './host.ts';
import type { HostStore } from './host-store.ts';

/** Everything that a sweep touches. */
export interface SweepPorts {
  readonly clock: Clock;
  readonly cloud: Pick<Cloud, 'describeStage' | 'terminate'>;
  readonly sessions: Pick<SessionStore, 'get' | 'listUnsettled'>;
  readonly hosts: Pick<HostStore, 'listDecisions' | 'recordDecision'>;
  /** Starts auto-shutdown without waiting for it. */
  readonly startShutdown: (sessionId: string) => Promise<void>;
  readonly policy: Pick<FleetPolicy, 'sweepGraceMs' | 'settlingMs'>;
}

/** What a sweep came to. */
export interface SweepOutcome {
  /** Instances that should not be there, seen for the first time. */
  readonly condemned: number;
  readonly terminated: number;
  /** Condemned instances that EC2 refused to terminate. */
  readonly refused: number;
  /** Sessions that are over and not settled; auto-shutdown was started for each. */
  readonly unsettled: number;
}

/** Why an instance of ours should not be there; undefined when it may. Pure. */
export function condemn(session: Session | undefined, now: number): string | undefined {
  if (session === undefined) return 'no session is known that it belongs to';
  if (session.settledAt !== undefined && now >= session.settledAt) return 'its session is settled';
  if (now >= session.times.terminateAt) return 'its session must have no host any more';
  return undefined;
}

/**
 * Holds cloud truth against the sessions, whatever happened to schedules and ticks: an instance of this stage that no
 * living session explains is condemned, and terminated by a later sweep that still finds it so. Sessions that are over
 * and not settled are shut down. One instance or session that fails keeps no other from its end.
 * @throws AggregateError in the end, naming each instance and session that it went on without
 */
export async function sweepStage(ports: SweepPorts): Promise<SweepOutcome> {
  const now = ports.clock.now();
  const instances = (await ports.cloud.describeStage()).filter(
    ({ state }) => state !== 'terminated' && state !== 'shutting-down',
  );
  let condemned = 0;
  const doomed: string[] = [];
  const failures: { readonly subject: string; readonly error: unknown }[] = [];
  const goOn = async (subject: string, act: () => Promise<void>) =>
    await act().catch((error: unknown) => void failures.push({ subject, error }));
  for (const instance of instances)
    await goOn(subjectOf(instance), async () => {
      const reason = condemn(await ports.sessions.get(instance.sessionId), now);
      if (reason === undefined) return;
      const again = await wasCondemned(instance, ports, now);
      if (again) doomed.push(instance.instanceId);
      else condemned++;
      await record(instance, again ? 'sweep' : 'condemn', reason, ports, now);
    });
  const { done: terminated, refused } = await ports.cloud.terminate(doomed);
  for (const refusal of refused) {
    const instance = instances.find(({ instanceId }) => instanceId === refusal.instanceId);
    const reason = describeTerminateRefusal(refusal);
    if (instance !== undefined) await record(instance, 'sweep-refused', reason, ports, now);
  }
  const unsettled = (await ports.sessions.listUnsettled()).filter(
    ({ times }) => now >= times.deadlineAt + ports.policy.settlingMs,
  );
  for (const { sessionId } of unsettled)
    await goOn(`session ${sessionId}`, async () => await ports.startShutdown(sessionId));
  if (failures.length > 0)
    throw new AggregateError(
      failures.map(({ error }) => error),
      `the sweep went on without ${failures.length}: ${failures.map(({ subject, error }) => `${subject}: ${error instanceof Error ? error.message : String(error)}`).join('; ')}`,
    );
  return { condemned, terminated: terminated.length, refused: refused.length, unsettled: unsettled.length };
}

async function wasCondemned(instance: CloudInstance, ports: SweepPorts, now: number): Promise<boolean> {
  const decisions = await ports.hosts.listDecisions(instance.sessionId, 200);
  return decisions.some(
    ({ subject, action, at }) =>
      subject === subjectOf(instance) && action === 'condemn' && at <= now - ports.policy.sweepGraceMs,
  );
}

async function record(
  instance: CloudInstance,
  action: 'condemn' | 'sweep' | 'sweep-refused',
  reason: string,
  ports: SweepPorts,
  at: number,
): Promise<void> {
  await ports.hosts.recordDecision(instance.sessionId, { at, subject: subjectOf(instance), action, reason });
}

const subjectOf = ({ instanceId }: CloudInstance) => `host:${instanceId}`;
