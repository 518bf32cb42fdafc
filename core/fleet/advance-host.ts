import { given } from '../exam/given.ts';
import { failureFound } from '../examination/examination.ts';
import type { SlotStore } from '../submissions/slot.ts';
import type { Cloud } from './cloud.ts';
import { driftOf } from './decide-drift.ts';
import type { HostAction, HostFacts } from './decide-host.ts';
import { type EndingActs, noteRefusal, recordGone, takeOut } from './end-host.ts';
import { type Host, type HostMilestones, INSTANCE_FAILURES } from './host.ts';
import type { HostChange } from './host-store.ts';
import { judgeUrl } from './record-instance.ts';
import { type FleetActor, noteRecovery, type RecoveryCause } from './recovery.ts';

/** What advancing a host needs. */
export interface HostActs extends EndingActs {
  readonly cloud: Pick<Cloud, 'seal' | 'reboot' | 'terminate'>;
  readonly slots: Pick<SlotStore, 'leave' | 'close'>;
  readonly actor: FleetActor;
}

/**
 * Does what was decided for a host and records it. What takes a host out of judging is recorded before the cloud is
 * told, what lets it in after: a crash in between leaves a host that judges less than it could, never more, and the
 * next pass decides the same act again. @returns the host as it then stands, undefined when another pass was faster
 */
export async function advanceHost(
  action: HostAction,
  reason: string,
  facts: HostFacts,
  acts: HostActs,
): Promise<Host | undefined> {
  const { host, instance, finding, now } = facts;
  const step = { at: now, act: action, actor: acts.actor, reason };
  const recoveries = noteRecovery(host, step, facts.ending !== undefined, causeOf(facts));
  // Taken back without a notice that anybody heard: what is launched in its place is bought as after a notice.
  const taken = instance?.interrupted === true && host.leavesAt === undefined ? { leavesAt: now } : {};
  const told = { ...given({ recoveries }), ...taken };
  const reach = (milestone: keyof HostMilestones) => ({
    milestones: { [milestone]: now, ...host.milestones },
  });
  const move = (change: HostChange) =>
    acts.hosts.updateHost(host, {
      reason,
      stateAt: now,
      claimedUntil: 0,
      doubtedAt: 0,
      ...told,
      ...change,
    });
  switch (action) {
    case 'wait':
      return host;
    case 'note':
      return await acts.hosts.updateHost(host, {
        claimedUntil: 0,
        failedProbes: host.failedProbes + 1,
        doubtedAt: host.doubtedAt || now,
        ...(finding?.kind === 'examined' ? { examination: finding.examination } : {}),
      });
    case 'doubt':
      return await acts.hosts.updateHost(host, { doubtedAt: host.doubtedAt || now });
    case 'trust':
      return await acts.hosts.updateHost(host, { failedProbes: 0, doubtedAt: 0 });
    case 'measure': {
      const share = driftOf(host, finding?.kind === 'probed' ? finding.speedFactor : undefined) ?? 1;
      return await acts.hosts.updateHost(host, { drift: { share, at: now } });
    }
    case 'address':
      return await move({
        state: 'booting',
        url: judgeUrl(instance?.privateAddress ?? ''),
        instanceType: instance?.instanceType ?? host.instanceType,
        sealed: instance?.sealed ?? false,
        launchedAt: instance?.launchedAt ?? now,
        ...given({ market: instance?.market, zone: instance?.zone }),
        ...reach('runningAt'),
      });
    case 'seal': {
      if (instance === undefined) return host;
      const kept = await acts.cloud.seal(instance);
      await acts.cloud.reboot([host.hostId]);
      const sealing = kept === undefined ? reason : `${reason}; it keeps its public address (${kept})`;
      return await move({
        sealed: true,
        sealedAt: now,
        failedProbes: 0,
        reason: sealing,
        ...reach('reachableAt'),
      });
    }
    case 'examine':
      return await move({ state: 'examining', failedProbes: 0, ...reach('reachableAt') });
    case 'open':
      return finding?.kind === 'examined'
        ? await move({
            state: 'ready',
            failedProbes: 0,
            examination: finding.examination,
            ...(host.drift === undefined ? {} : { drift: { share: 1, at: now } }),
            ...reach('examinedAt'),
            // What the host has counts, not what its type was planned with.
            slots: finding.examination.slots ?? host.slots,
          })
        : host;
    case 'suspect': {
      const changed = await move({ state: 'suspect', failedProbes: host.failedProbes + 1 });
      await acts.slots.close(host.sessionId, host.hostId);
      return changed;
    }
    case 'drain': {
      // First the slots: whoever is here next decides the same until the host says it.
      await acts.slots.leave(host.sessionId, host.hostId, host.leavesAt ?? now);
      return await move({ state: 'draining' });
    }
    case 'reboot': {
      const changed = await move({ reboots: host.reboots + 1, failedProbes: 0 });
      if (changed !== undefined) await acts.cloud.reboot([host.hostId]);
      return changed;
    }
    case 'reject':
    case 'terminate': {
      const changed = await takeOut(
        host,
        action === 'reject' ? 'rejected' : 'draining',
        reason,
        now,
        acts,
        told,
      );
      if (changed === undefined) return undefined;
      const { refused } = await acts.cloud.terminate([host.hostId]);
      const [refusal] = refused;
      if (refusal === undefined) return changed;
      return await noteRefusal(changed, refusal, now, acts);
    }
    case 'record-gone':
      return await recordGone(host, instance, reason, now, acts, told);
  }
}

/** Why it fails, if it does: what EC2 says before what was found, and somebody's wish before what is wrong with its judge. */
export function causeOf({ host, instance, finding, asked }: HostFacts): RecoveryCause {
  const isTaken =
    host.leavesAt !== undefined || INSTANCE_FAILURES[instance?.state ?? 'terminated'] !== undefined;
  if (isTaken) return { class: 'infrastructure' };
  if (asked !== undefined) return { askedBy: asked.by };
  const found = finding === undefined ? undefined : failureFound(finding);
  return { class: found?.class ?? 'judge' };
}
