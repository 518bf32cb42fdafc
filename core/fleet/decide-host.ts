import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import type { AskedRecovery } from '../exam/session.ts';
import type { HostFinding } from '../examination/examination.ts';
import { decideDrift } from './decide-drift.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import { type HostEvidence, isKnownToBeBusy } from './host-evidence.ts';

/** What can be done with a host. Each is one act of advance-host.ts. */
export type HostAction =
  /** Nothing to do now. */
  | 'wait'
  /** Take down that a probe or an examination failed, and what was found; no transition. */
  | 'note'
  /** Take down that a probe program has not come back; no transition. */
  | 'doubt'
  /** Take down that it is right after all; no transition. */
  | 'trust'
  /** Take down how its speed has changed; no transition. */
  | 'measure'
  /** EC2 told its address: from now on it can be asked. */
  | 'address'
  /** Give it the sealed security group, take its public address, reboot it. */
  | 'seal'
  /** It answers and is sealed: known programs run on it next. */
  | 'examine'
  /** It passed: its slots open. */
  | 'open'
  /** It fails: its slots close. */
  | 'suspect'
  /** EC2 takes it back: nothing more begins on it, and what runs may end. */
  | 'drain'
  /** A suspect is rebooted once. */
  | 'reboot'
  /** It is of no more use: terminate. */
  | 'terminate'
  /** It never may judge: terminate. */
  | 'reject'
  /** EC2 says that it is gone. */
  | 'record-gone';

/** All that a decision about one host stands on. */
export interface HostFacts {
  readonly host: Host;
  /** Undefined: EC2 does not tell of it. */
  readonly instance: CloudInstance | undefined;
  /** Undefined: nobody could ask (the prober itself failed), or nothing was to be asked. */
  readonly finding: HostFinding | undefined;
  /** What executors know of it. */
  readonly evidence: HostEvidence;
  /** Median speed factor of the fleet's other examined hosts; undefined when there are none. */
  readonly fleetSpeedFactor: number | undefined;
  /** Whether another host judges and will, and none is being repaired: this one can be spared, though it judges rightly. */
  readonly canBeSpared: boolean;
  /** Whether it may be taken out since somebody asked for that; absent: as it can be spared. */
  readonly mayTakeOut?: boolean;
  /** Present when hosts of this session must go, with why. */
  readonly ending: string | undefined;
  /** Present when somebody asked for it to be made good, nothing was done for it since, and that is not long ago. */
  readonly asked?: AskedRecovery | undefined;
  readonly now: number;
}

type HostDecision = Decision<HostAction>;

/** What alone judges and is taken back takes on no more for so long before: most programs end sooner, ms. */
const LAST_DRAIN_MS = 30_000;

/** A measurement takes less, ms: what an executor had back longer before it was not beside it. */
const MEASURING_MS = 15_000;

/** The one next act for a host. Pure; deciding again after acting leads on, so that any crash between is harmless. */
export function decideHost(facts: HostFacts, policy: FleetPolicy): HostDecision {
  const { host, instance } = facts;
  if (host.terminatedAt !== undefined) return wait('it is gone');
  const gone = decideByCloud(facts, policy);
  if (gone !== undefined) return gone;
  const leaving = decideLeaving(facts);
  if (leaving !== undefined) return leaving;
  if (host.state === 'rejected' || host.state === 'draining')
    return { action: 'terminate', reason: `still ${instance?.state ?? 'there'}: ${host.reason}` };
  if (facts.ending !== undefined) return { action: 'terminate', reason: facts.ending };
  const broken = describeBrokenSeal(facts, policy);
  if (broken !== undefined) return { action: 'terminate', reason: broken };
  switch (host.state) {
    case 'requested':
    case 'booting':
      return decideBooting(facts, policy);
    case 'examining':
      return decideExamining(facts, policy);
    case 'ready':
      return decideReady(facts, policy);
    case 'suspect':
      return decideSuspect(facts, policy);
    case 'terminated':
      return wait('it is gone');
  }
}

/** What EC2's word alone decides; undefined when the instance is there and runs (or is about to). */
function decideByCloud({ host, instance, now }: HostFacts, policy: FleetPolicy): HostDecision | undefined {
  if (instance === undefined)
    return now - host.requestedAt > policy.describeLagMs
      ? { action: 'record-gone', reason: 'EC2 does not know it any more' }
      : wait('EC2 does not tell of it yet');
  switch (instance.state) {
    case 'terminated':
      return {
        action: 'record-gone',
        reason: instance.interrupted ? 'EC2 took its spot capacity back' : 'EC2 says that it is terminated',
      };
    case 'shutting-down':
      return host.state === 'draining' || host.state === 'rejected'
        ? wait('EC2 is shutting it down')
        : {
            action: 'terminate',
            reason: instance.interrupted ? 'EC2 takes its spot capacity back' : 'EC2 is shutting it down',
          };
    case 'stopping':
    case 'stopped':
      return { action: 'terminate', reason: `EC2 says ${instance.state}; our hosts are never stopped` };
    case 'pending':
    case 'running':
      return undefined;
  }
}

/**
 * What the notice decides that EC2 takes a host back: one that judges drains until that time, any other is of no more use.
 * Where nothing else would judge meanwhile, it judges on until just before. Undefined when there was none, it judges on, or the
 * host goes anyway.
 */
function decideLeaving({ host, evidence, canBeSpared, ending, now }: HostFacts): HostDecision | undefined {
  if (host.leavesAt === undefined || ending !== undefined || host.state === 'rejected') return undefined;
  const reason = `EC2 takes its spot capacity back at ${new Date(host.leavesAt).toISOString()}`;
  if (host.state === 'ready')
    return canBeSpared || now >= host.leavesAt - LAST_DRAIN_MS ? { action: 'drain', reason } : undefined;
  if (host.state !== 'draining') return { action: 'terminate', reason };
  return evidence.held > 0 && now < host.leavesAt
    ? wait(`${reason}: ${countOf(evidence.held, 'slot')} of it may end what they judge`)
    : undefined;
}

/**
 * What is seen of a host that was sealed and is not any more: somebody gave it another way out, and nothing that it says is
 * to be believed. EC2's list may lag behind the seal itself.
 */
export function describeBrokenSeal(
  { host, instance, now }: HostFacts,
  policy: FleetPolicy,
): string | undefined {
  if (!host.sealed || instance === undefined || instance.sealed) return undefined;
  if (now - (host.sealedAt ?? host.requestedAt) <= policy.describeLagMs) return undefined;
  return `its seal is broken: EC2 shows it in ${instance.securityGroupIds.join(', ') || 'no security group'}, where it was in the sealed one alone`;
}

function decideBooting({ host, instance, finding, now }: HostFacts, policy: FleetPolicy): HostDecision {
  if (instance?.state === 'running' && host.url === undefined && instance.privateAddress !== undefined)
    return { action: 'address', reason: `EC2 runs it at ${instance.privateAddress}` };
  if (finding?.kind !== 'reachable' && finding?.kind !== 'examined') {
    const until = Math.max(
      host.requestedAt + policy.bootLimitMs,
      (host.sealedAt ?? 0) + policy.rebootLimitMs,
    );
    const detail = finding?.kind === 'unreachable' ? `: ${finding.detail}` : '';
    if (now > until)
      return {
        action: 'reject',
        reason: `its judge did not answer within ${minutes(until - host.requestedAt)} of its launch${detail}`,
      };
    if (instance?.state === 'pending') return wait('EC2 is starting it');
    if (finding?.kind === 'unreachable' && host.sealedAt !== undefined && host.failedProbes === 0)
      return { action: 'note', reason: 'it went down to reboot' };
    return wait(`its judge does not answer yet${detail}`);
  }
  if (!host.sealed) return { action: 'seal', reason: 'its judge answers, so installation is done' };
  if (!hasRebooted(host, policy, now)) return wait('it was told to reboot and has not gone down yet');
  return { action: 'examine', reason: 'its judge answers and it is sealed' };
}

/**
 * Whether a host's answers are those of after its seal: it was born sealed, it was seen down since, or it has had the
 * time to go down. Before that it may still answer over connections that the seal did not end.
 */
export function hasRebooted(host: Host, policy: FleetPolicy, now: number): boolean {
  return host.sealedAt === undefined || host.failedProbes > 0 || now - host.sealedAt >= policy.rebootSettleMs;
}

function decideExamining(
  { host, finding, fleetSpeedFactor, now }: HostFacts,
  policy: FleetPolicy,
): HostDecision {
  if (finding?.kind === 'unreachable') {
    if (now - host.stateAt <= policy.rebootLimitMs) return wait(`it stopped answering: ${finding.detail}`);
    return { action: 'reject', reason: `it stopped answering while examined: ${finding.detail}` };
  }
  if (finding?.kind !== 'examined') return wait('its examination is not done');
  const { examination } = finding;
  const unclear = examination.notJudged.find(({ lacking }) => !lacking);
  // What went wrong may go right another time; what is lacking never comes, and the rest opens without it.
  if (examination.passed && unclear !== undefined && host.failedProbes + 1 < policy.failuresToSuspect)
    return { action: 'note', reason: `examined again, since ${unclear.language}: ${unclear.reason}` };
  if (examination.passed) {
    const slow = slowdown(examination.speedFactor, fleetSpeedFactor);
    if (slow <= policy.maxSlowdown) return { action: 'open', reason: examination.reason };
    return {
      action: 'reject',
      reason: `it needs ${slow.toFixed(1)} times the CPU of the fleet's median for the same work, ${policy.maxSlowdown} are allowed`,
    };
  }
  if (host.failedProbes + 1 >= policy.failuresToSuspect)
    return { action: 'reject', reason: `examined ${host.failedProbes + 1} times: ${examination.reason}` };
  return { action: 'note', reason: `examined again, since: ${examination.reason}` };
}

/**
 * A ready host is doubted by probes and believed by evidence: what its executors hear from it. Busy is not dead. A host
 * that the prober does not reach must be silent to its executors too; a probe program that does not come back must have
 * had more time than any call of a participant's can hold a worker, unless executors saw such a call outlive that.
 */
function decideReady(facts: HostFacts, policy: FleetPolicy): HostDecision {
  const { host, finding, evidence, asked, now } = facts;
  if (asked !== undefined && (facts.mayTakeOut ?? facts.canBeSpared))
    return repair(host, describeAsked(asked), policy);
  if (finding === undefined) {
    const busy = isKnownToBeBusy(host, evidence, policy, now);
    // What a probe waited for before says nothing of the calls that came after.
    if (busy && (host.doubtedAt ?? 0) > 0)
      return { action: 'trust', reason: 'its executors hear from it, all on long calls' };
    return wait(busy ? 'its executors hear from it, all on long calls' : 'nobody could ask it');
  }
  const isDoubted = host.failedProbes > 0 || (host.doubtedAt ?? 0) > 0;
  if (finding.kind === 'probed' && finding.healthy) {
    if (isDoubted) return { action: 'trust', reason: 'it is right again' };
    const wasAlone = evidence.held === 0 && (evidence.finishedAt ?? 0) < finding.at - MEASURING_MS;
    const drift = wasAlone ? decideDrift(host, finding.speedFactor, policy) : undefined;
    if (drift === undefined) return wait('it is right');
    if (drift.action === 'measure') return { action: 'measure', reason: drift.reason };
    return facts.canBeSpared ? repair(host, drift.reason, policy) : wait(`no other judges: ${drift.reason}`);
  }
  const doubtedAt = host.doubtedAt || now;
  if (finding.kind === 'unfinished' && evidence.overdue === 0) {
    const silentMs = now - Math.max(doubtedAt, evidence.finishedAt ?? 0);
    if (silentMs > (host.examination?.longestCallMs ?? 0) + policy.probeMarginMs)
      return repair(host, `no judge call and no known program came back in ${seconds(silentMs)}`, policy);
    return isDoubted ? wait(`it is busy: ${finding.detail}`) : { action: 'doubt', reason: finding.detail };
  }
  const failure = failureOf(finding, evidence);
  if (failure === undefined) return wait('nobody could ask it');
  if (host.failedProbes + 1 < policy.failuresToSuspect)
    return { action: 'note', reason: `probe failed once: ${failure}` };
  const heardAt = evidence.held > 0 ? Math.max(doubtedAt, evidence.answeredAt ?? 0) : 0;
  if (finding.kind === 'unreachable' && now - heardAt < policy.evidenceHoldsMs)
    return wait(`an executor may hear from it: ${failure}`);
  return repair(host, `${host.failedProbes + 1} probes in a row failed: ${failure}`, policy);
}

const describeAsked = ({ by, reason }: AskedRecovery) => `${by} asked for its recovery: ${reason}`;

function repair(host: Host, reason: string, policy: FleetPolicy): HostDecision {
  return host.reboots >= policy.maxRepairReboots
    ? { action: 'terminate', reason: `${reason}; a reboot has already been tried` }
    : { action: 'suspect', reason };
}

function decideSuspect(
  { host, finding, fleetSpeedFactor, asked, now }: HostFacts,
  policy: FleetPolicy,
): HostDecision {
  if (asked !== undefined && host.reboots >= policy.maxRepairReboots)
    return { action: 'terminate', reason: `${describeAsked(asked)}; a reboot has already been tried` };
  if (finding?.kind === 'examined' && finding.examination.passed) {
    const slow = slowdown(finding.examination.speedFactor, fleetSpeedFactor);
    if (slow <= policy.maxSlowdown)
      return { action: 'open', reason: `repaired: ${finding.examination.reason}` };
  }
  if (host.reboots < policy.maxRepairReboots)
    return { action: 'reboot', reason: `to repair it: ${host.reason}` };
  if (finding?.kind === 'examined')
    return { action: 'terminate', reason: `a reboot did not repair it: ${finding.examination.reason}` };
  if (now - host.stateAt > policy.repairLimitMs)
    return {
      action: 'terminate',
      reason: `it did not come back within ${Math.round(policy.repairLimitMs / 1000)} s of its reboot`,
    };
  return wait('it restarts');
}

function failureOf(finding: HostFinding, { overdue }: HostEvidence): string | undefined {
  if (finding.kind === 'unreachable') return finding.detail;
  if (finding.kind === 'probed' && !finding.healthy) return finding.detail;
  if (finding.kind === 'unfinished')
    return `${countOf(overdue, 'judge call')} outlived what any may take, and ${finding.detail}`;
  return undefined;
}

/** How many times the CPU of the others it needs; 1 when there is nothing to compare. */
function slowdown(own: number | undefined, others: number | undefined): number {
  return own === undefined || others === undefined ? 1 : own / others;
}

function wait(reason: string): HostDecision {
  return { action: 'wait', reason };
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
const minutes = (ms: number) => `${Math.round(ms / 60_000)} min`;
