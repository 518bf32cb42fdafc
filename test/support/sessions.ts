import { timePartOf } from '../../core/exam/ids.ts';
import type { Participant, Session, SessionTimes } from '../../core/exam/session.ts';
import type { LaunchRound } from '../../core/fleet/cloud.ts';
import type { CloudInstance, Host } from '../../core/fleet/host.ts';
import type { Message } from '../../core/messages/message.ts';

/** A moment that every fixture is told from: 2026-03-02T08:00:00Z. */
export const EPOCH = Date.UTC(2026, 2, 2, 8);

/** Times of a session of an hour that opens 15 minutes after its launch. */
export function timesFrom(launchAt: number, changes: Partial<SessionTimes> = {}): SessionTimes {
  const opensAt = launchAt + 15 * 60_000;
  const closesAt = opensAt + 3_600_000;
  return {
    bookedAt: launchAt - 86_400_000,
    launchAt,
    opensAt,
    closesAt,
    lastClosesAt: closesAt,
    deadlineAt: closesAt + 15 * 60_000,
    terminateAt: closesAt + 20 * 60_000,
    ...changes,
  };
}

export function sessionOf(changes: Partial<Session> = {}): Session {
  return {
    sessionId: '01jq0000000000000000000001',
    name: 'Algorithms, final exam',
    owner: 'ada',
    times: timesFrom(EPOCH),
    problems: [{ label: 'A', problemId: 'sum', version: 1 }],
    languages: ['javascript'],
    participantCount: 2,
    policy: { testCases: 'first-failure', minIntervalMs: 0 },
    deployment: { kind: 'fleet' },
    fleetSize: { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 },
    fleet: 'none',
    fleetReason: 'booked',
    estimateUsd: 0.5,
    revision: 1,
    ...changes,
  };
}

export function participantOf(participantId: string, changes: Partial<Participant> = {}): Participant {
  return {
    sessionId: sessionOf().sessionId,
    participantId,
    name: `Participant ${participantId}`,
    extraTimeMs: 0,
    ...changes,
  };
}

export function roundOf(changes: Partial<LaunchRound> = {}): LaunchRound {
  return {
    sessionId: sessionOf().sessionId,
    round: 1,
    hosts: 2,
    instanceTypes: ['c7i.large'],
    token: 'token-of-round-1',
    deadlineAt: timesFrom(EPOCH).terminateAt,
    claimedAt: EPOCH,
    ...changes,
  };
}

export function hostOf(changes: Partial<Host> = {}): Host {
  return {
    sessionId: sessionOf().sessionId,
    hostId: 'i-0000000000000001',
    round: 1,
    instanceType: 'c7i.large',
    state: 'booting',
    reason: 'EC2 launched it',
    token: 'token-of-round-1',
    slots: 2,
    sealed: false,
    failedProbes: 0,
    reboots: 0,
    requestedAt: EPOCH,
    stateAt: EPOCH,
    revision: 1,
    ...changes,
  };
}

export function instanceOf(changes: Partial<CloudInstance> = {}): CloudInstance {
  return {
    instanceId: 'i-0000000000000001',
    sessionId: sessionOf().sessionId,
    round: 1,
    instanceType: 'c7i.large',
    state: 'running',
    privateAddress: '127.0.0.2',
    networkInterfaceId: 'eni-1',
    securityGroupIds: ['sg-installing'],
    sealed: false,
    launchedAt: EPOCH,
    ...changes,
  };
}

/** The message that was said `serial` seconds after the epoch of the fixtures. */
export function messageOf(serial: number, changes: Partial<Message> = {}): Message {
  const at = EPOCH + serial * 1_000;
  return {
    sessionId: sessionOf().sessionId,
    messageId: timePartOf(at) + String(serial).padStart(16, '0'),
    at,
    kind: 'announcement',
    text: `message ${serial}`,
    from: 'ada',
    to: 'everybody',
    ...changes,
  };
}
