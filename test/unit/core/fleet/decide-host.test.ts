import { describe, expect, it } from 'vitest';
import type { HostExamination, HostFinding } from '../../../../core/examination/examination.ts';
import { decideHost, type HostFacts } from '../../../../core/fleet/decide-host.ts';
import { DEFAULT_FLEET_POLICY as POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { HostEvidence } from '../../../../core/fleet/host-evidence.ts';
import { EPOCH, hostOf, instanceOf } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const url = 'http://127.0.0.2:2358';

const examination: HostExamination = {
  passed: true,
  reason: 'known programs got their known verdicts',
  examinedAt: EPOCH,
  batchLanguages: ['javascript'],
  singleLanguages: [],
  notJudged: [],
  sandbox: 'no way out of the sandbox',
  longestCallMs: 245_000,
  speedFactor: 1,
  architecture: 'x86_64',
};
const base = { hostId: hostOf().hostId, at: EPOCH };
const unreachable: HostFinding = { ...base, kind: 'unreachable', detail: 'connection refused' };
const reachable: HostFinding = { ...base, kind: 'reachable' };
const examined = (changes: Partial<HostExamination> = {}): HostFinding => ({
  ...base,
  kind: 'examined',
  examination: { ...examination, ...changes },
});
const unfinished: HostFinding = { ...base, kind: 'unfinished', detail: 'has not come back' };
const idle: HostEvidence = { held: 0, overdue: 0 };
const busy = (changes: Partial<HostEvidence> = {}): HostEvidence => ({ held: 2, overdue: 0, ...changes });
const probed = (healthy: boolean, speedFactor?: number): HostFinding => ({
  ...base,
  speedFactor,
  kind: 'probed',
  healthy,
  detail: 'WA',
  latencyMs: 1,
});
const failed = examined({ passed: false, reason: 'javascript: WA' });

const SEALED = { sealed: true, securityGroupIds: ['sg-sealed'] };

const decide = (changes: Partial<HostFacts>) =>
  decideHost(
    {
      host: hostOf(),
      instance: instanceOf(changes.host?.sealed === true ? SEALED : {}),
      finding: undefined,
      evidence: idle,
      fleetSpeedFactor: undefined,
      canBeSpared: true,
      ending: undefined,
      now: EPOCH + 1_000,
      ...changes,
    },
    POLICY,
  );

const booting = hostOf({ state: 'booting', url });
const sealed = hostOf({ state: 'booting', url, sealed: true, sealedAt: EPOCH });
const examining = hostOf({ state: 'examining', url, sealed: true });
const ready = hostOf({ state: 'ready', url, sealed: true, examination });
const suspect = hostOf({ state: 'suspect', url, sealed: true, examination, reboots: 0 });
const rebooted = { ...suspect, reboots: 1 };

const cases: [string, Partial<HostFacts>, string][] = [
  ['waits for an instance that EC2 does not tell of yet', { instance: undefined }, 'wait'],
  ['records one that EC2 has forgotten', { instance: undefined, now: EPOCH + 3 * MINUTE }, 'record-gone'],
  [
    'records one that EC2 says is terminated',
    { instance: instanceOf({ state: 'terminated' }), host: ready },
    'record-gone',
  ],
  [
    'takes a ready host out when EC2 shuts it down',
    { instance: instanceOf({ state: 'shutting-down' }), host: ready },
    'terminate',
  ],
  [
    'waits for a draining one to be gone',
    { instance: instanceOf({ state: 'shutting-down' }), host: hostOf({ state: 'draining' }) },
    'wait',
  ],
  [
    'drains a ready one that EC2 takes back',
    { host: { ...ready, leavesAt: EPOCH + 2 * MINUTE }, finding: probed(true), evidence: busy() },
    'drain',
  ],
  [
    'lets one that EC2 takes back judge on where no other does',
    { host: { ...ready, leavesAt: EPOCH + 2 * MINUTE }, canBeSpared: false, now: EPOCH + 90_000 - 1 },
    'wait',
  ],
  [
    'drains it half a minute before it is gone',
    { host: { ...ready, leavesAt: EPOCH + 2 * MINUTE }, canBeSpared: false, now: EPOCH + 90_000 },
    'drain',
  ],
  [
    'lets what is judged on it end',
    { host: { ...ready, state: 'draining', leavesAt: EPOCH + 2 * MINUTE }, evidence: busy({ held: 1 }) },
    'wait',
  ],
  [
    'terminates it once nothing is judged on it',
    { host: { ...ready, state: 'draining', leavesAt: EPOCH + 2 * MINUTE } },
    'terminate',
  ],
  [
    'terminates it when its time is over',
    {
      host: { ...ready, state: 'draining', leavesAt: EPOCH + 2 * MINUTE },
      evidence: busy(),
      now: EPOCH + 2 * MINUTE,
    },
    'terminate',
  ],
  [
    'terminates it when its session ends, whatever is judged on it',
    {
      host: { ...ready, state: 'draining', leavesAt: EPOCH + 2 * MINUTE },
      evidence: busy(),
      ending: 'the session is over',
    },
    'terminate',
  ],
  [
    'terminates one that EC2 takes back before it judged anybody',
    { host: { ...examining, leavesAt: EPOCH + 2 * MINUTE }, finding: examined() },
    'terminate',
  ],
  ['terminates a stopped one', { instance: instanceOf({ state: 'stopped' }), host: ready }, 'terminate'],
  ['terminates a draining one that still runs', { host: hostOf({ state: 'draining' }) }, 'terminate'],
  ['terminates a rejected one that still runs', { host: hostOf({ state: 'rejected' }) }, 'terminate'],
  ['leaves alone what is gone', { host: hostOf({ state: 'terminated', terminatedAt: EPOCH }) }, 'wait'],
  [
    'terminates every host when its session ends',
    { host: ready, ending: 'the session is over', finding: probed(true) },
    'terminate',
  ],
  ['takes the address once EC2 tells it', { host: hostOf({ state: 'requested' }) }, 'address'],
  [
    'waits while EC2 starts it',
    { host: hostOf({ state: 'requested' }), instance: instanceOf({ state: 'pending' }) },
    'wait',
  ],
  ['waits for the installation', { host: booting, finding: unreachable, now: EPOCH + 10 * MINUTE }, 'wait'],
  [
    'gives up on an installation that takes too long',
    { host: booting, finding: unreachable, now: EPOCH + 21 * MINUTE },
    'reject',
  ],
  [
    'does not give up on it while nobody could ask... for the first minutes',
    { host: booting, now: EPOCH + 10 * MINUTE },
    'wait',
  ],
  ['seals a host that answers', { host: booting, finding: reachable }, 'seal'],
  [
    'does not believe a host that has not gone down after its seal',
    { host: sealed, finding: reachable, now: EPOCH + 2_000 },
    'wait',
  ],
  ['notes that it went down', { host: sealed, finding: unreachable }, 'note'],
  [
    'examines it when it is back',
    { host: { ...sealed, failedProbes: 1 }, finding: reachable, now: EPOCH + 5_000 },
    'examine',
  ],
  [
    'examines it when it had the time to go down',
    { host: sealed, finding: reachable, now: EPOCH + 11_000 },
    'examine',
  ],
  [
    'examines a host that was born sealed at once',
    { host: hostOf({ state: 'booting', url, sealed: true }), finding: reachable },
    'examine',
  ],
  [
    'gives up on one that does not come back',
    { host: { ...sealed, sealedAt: EPOCH + 30 * MINUTE }, finding: unreachable, now: EPOCH + 36 * MINUTE },
    'reject',
  ],
  ['opens a host that passed', { host: examining, finding: examined() }, 'open'],
  ['opens no host without an examination', { host: examining, finding: reachable }, 'wait'],
  ['opens no host for a probe', { host: examining, finding: probed(true) }, 'wait'],
  ['examines again one that failed once', { host: examining, finding: failed }, 'note'],
  [
    'examines again what only went wrong',
    {
      host: examining,
      finding: examined({ notJudged: [{ language: 'go', reason: 'it got TLE', lacking: false }] }),
    },
    'note',
  ],
  [
    'opens without it when it goes wrong again',
    {
      host: { ...examining, failedProbes: 1 },
      finding: examined({ notJudged: [{ language: 'go', reason: 'it got TLE', lacking: false }] }),
    },
    'open',
  ],
  [
    'opens without what is lacking, at once',
    {
      host: examining,
      finding: examined({ notJudged: [{ language: 'go', reason: 'no toolchain', lacking: true }] }),
    },
    'open',
  ],
  ['rejects one that failed twice', { host: { ...examining, failedProbes: 1 }, finding: failed }, 'reject'],
  [
    'rejects one that is 2.1 times slower than the fleet',
    { host: examining, finding: examined({ speedFactor: 2.52 }), fleetSpeedFactor: 1.2 },
    'reject',
  ],
  [
    'lets one pass that is twice as slow',
    { host: examining, finding: examined({ speedFactor: 2.4 }), fleetSpeedFactor: 1.2 },
    'open',
  ],
  ['waits for one that stopped answering', { host: examining, finding: unreachable }, 'wait'],
  [
    'rejects one that stopped answering for good',
    { host: examining, finding: unreachable, now: EPOCH + 6 * MINUTE },
    'reject',
  ],
  ['leaves a host that is right alone', { host: ready, finding: probed(true) }, 'wait'],
  ['leaves a host alone when nobody could ask it', { host: ready }, 'wait'],
  ['notes a first failure', { host: ready, finding: unreachable }, 'note'],
  [
    'forgets it when it is right again',
    { host: { ...ready, failedProbes: 1 }, finding: probed(true) },
    'trust',
  ],
  [
    'suspects it at the second in a row',
    { host: { ...ready, failedProbes: 1 }, finding: probed(false) },
    'suspect',
  ],
  [
    'does not try a second reboot',
    { host: { ...ready, failedProbes: 1, reboots: 1 }, finding: unreachable },
    'terminate',
  ],
  [
    'believes the executors that hear from a host which the prober does not reach',
    {
      host: { ...ready, failedProbes: 1, doubtedAt: EPOCH },
      finding: unreachable,
      evidence: busy({ answeredAt: EPOCH + 57_000 }),
      now: EPOCH + MINUTE,
    },
    'wait',
  ],
  [
    'gives them the time to write it down',
    {
      host: { ...ready, failedProbes: 1, doubtedAt: EPOCH },
      finding: unreachable,
      evidence: busy({ answeredAt: EPOCH - 5_000 }),
      now: EPOCH + 3_000,
    },
    'wait',
  ],
  [
    'suspects it when they hear nothing either',
    {
      host: { ...ready, failedProbes: 1, doubtedAt: EPOCH },
      finding: unreachable,
      evidence: busy({ answeredAt: EPOCH - 5_000 }),
      now: EPOCH + 9_000,
    },
    'suspect',
  ],
  [
    'does not believe what was heard when nobody works with it any more',
    {
      host: { ...ready, failedProbes: 1, doubtedAt: EPOCH },
      finding: unreachable,
      evidence: { held: 0, overdue: 0, answeredAt: EPOCH + 2_000 },
      now: EPOCH + 3_000,
    },
    'suspect',
  ],
  [
    'suspects one that judges wrongly, however busy',
    { host: { ...ready, failedProbes: 1 }, finding: probed(false), evidence: busy({ finishedAt: EPOCH }) },
    'suspect',
  ],
  [
    'doubts a host from which a known program does not come back',
    { host: ready, finding: unfinished },
    'doubt',
  ],
  [
    'gives it longer than any call may take',
    { host: { ...ready, doubtedAt: EPOCH }, finding: unfinished, now: EPOCH + 275_000 },
    'wait',
  ],
  [
    'suspects it when that is over',
    { host: { ...ready, doubtedAt: EPOCH }, finding: unfinished, now: EPOCH + 275_001 },
    'suspect',
  ],
  [
    'waits for as long as calls come back',
    {
      host: { ...ready, doubtedAt: EPOCH },
      finding: unfinished,
      evidence: busy({ finishedAt: EPOCH + 9 * MINUTE }),
      now: EPOCH + 10 * MINUTE,
    },
    'wait',
  ],
  [
    'notes a failure when executors saw a call outlive what it may take',
    { host: { ...ready, doubtedAt: EPOCH }, finding: unfinished, evidence: busy({ overdue: 1 }) },
    'note',
  ],
  [
    'suspects it when it stays so',
    {
      host: { ...ready, doubtedAt: EPOCH, failedProbes: 1 },
      finding: unfinished,
      evidence: busy({ overdue: 1 }),
      now: EPOCH + MINUTE,
    },
    'suspect',
  ],
  [
    'trusts it when the known program is right',
    { host: { ...ready, doubtedAt: EPOCH }, finding: probed(true) },
    'trust',
  ],
  ['reboots a suspect', { host: suspect }, 'reboot'],
  ['waits for it', { host: rebooted, finding: unreachable }, 'wait'],
  ['opens it when it passes again', { host: rebooted, finding: examined() }, 'open'],
  ['replaces one that comes back wrong', { host: rebooted, finding: failed }, 'terminate'],
  [
    'replaces one that does not come back',
    { host: rebooted, finding: unreachable, now: EPOCH + 2 * MINUTE },
    'terminate',
  ],
];

describe('deciding a host', () => {
  it.each(cases)('%s', (_, facts, action) => {
    const decision = decide(facts);
    expect(decision.action, decision.reason).toBe(action);
    expect(decision.reason.length).toBeGreaterThan(5);
  });
});

/** Limits to the millisecond, and words. */
const told: [string, Partial<HostFacts>, string, RegExp][] = [
  [
    'leaves alone what is gone, told of or not',
    { host: { ...ready, terminatedAt: EPOCH }, instance: undefined, now: EPOCH + 3 * MINUTE },
    'wait',
    /^it is gone$/,
  ],
  ['leaves alone what is gone, whenever', { host: hostOf({ state: 'terminated' }) }, 'wait', /^it is gone$/],
  [
    'gives EC2 two minutes to tell',
    { instance: undefined, now: EPOCH + 120_000 },
    'wait',
    /does not tell of it yet/,
  ],
  [
    'says in which state one lingers',
    { host: hostOf({ state: 'draining' }) },
    'terminate',
    /^still running: /,
  ],
  [
    'waits for a rejected one to be gone',
    { instance: instanceOf({ state: 'shutting-down' }), host: hostOf({ state: 'rejected' }) },
    'wait',
    /is shutting it down/,
  ],
  [
    'takes no address before it runs',
    { host: hostOf({ state: 'requested' }), instance: instanceOf({ state: 'pending' }) },
    'wait',
    /^EC2 is starting it$/,
  ],
  [
    'takes no address that is not there',
    {
      host: hostOf({ state: 'requested' }),
      instance: (({ privateAddress: _, ...rest }) => rest)(instanceOf()),
    },
    'wait',
    /does not answer yet$/,
  ],
  [
    'takes an examination for an answer',
    { host: hostOf({ state: 'booting', url, sealed: true }), finding: examined() },
    'examine',
    /it is sealed/,
  ],
  [
    'says what it met',
    { host: booting, finding: unreachable },
    'wait',
    /^its judge does not answer yet: connection refused$/,
  ],
  [
    'waits 15 minutes for the installation',
    { host: booting, finding: unreachable, now: EPOCH + 15 * MINUTE },
    'wait',
    /not answer yet/,
  ],
  [
    'waits no longer',
    { host: booting, finding: unreachable, now: EPOCH + 15 * MINUTE + 1 },
    'reject',
    /^its judge did not answer within 15 min of its launch: connection refused$/,
  ],
  [
    'waits as long after a seal',
    {
      host: { ...sealed, sealedAt: EPOCH + 14 * MINUTE, failedProbes: 1 },
      finding: unreachable,
      now: EPOCH + 16 * MINUTE,
    },
    'wait',
    /not answer yet/,
  ],
  ['notes no going down that nobody saw', { host: sealed }, 'wait', /not answer yet$/],
  [
    'notes once that it went down',
    { host: { ...sealed, failedProbes: 1 }, finding: unreachable },
    'wait',
    /not answer yet/,
  ],
  [
    'believes what it says 10 s after its seal',
    { host: sealed, finding: reachable, now: EPOCH + 10_000 },
    'examine',
    /it is sealed/,
  ],
  [
    'waits 5 minutes for one that stopped answering',
    { host: examining, finding: unreachable, now: EPOCH + 5 * MINUTE },
    'wait',
    /^it stopped answering: connection refused$/,
  ],
  [
    'says how often it failed',
    { host: { ...examining, failedProbes: 1 }, finding: failed },
    'reject',
    /^examined 2 times: javascript: WA$/,
  ],
  [
    'compares nothing where a host of before has no figure',
    { host: examining, finding: examined({ speedFactor: undefined }), fleetSpeedFactor: 1 },
    'open',
    /known verdicts/,
  ],
  [
    'compares with nothing where the fleet has no figure',
    { host: examining, finding: examined({ speedFactor: 9 }) },
    'open',
    /known verdicts/,
  ],
  [
    'leaves a busy host alone',
    { host: ready, evidence: busy({ answeredAt: EPOCH, finishedAt: EPOCH - MINUTE }) },
    'wait',
    /all on long calls$/,
  ],
  [
    'trusts a busy host that was doubted',
    {
      host: { ...ready, doubtedAt: EPOCH - MINUTE },
      evidence: busy({ answeredAt: EPOCH, finishedAt: EPOCH - MINUTE }),
    },
    'trust',
    /all on long calls$/,
  ],
  [
    'does not trust one of which nothing is heard',
    { host: { ...ready, doubtedAt: EPOCH } },
    'wait',
    /^nobody could ask it$/,
  ],
  [
    'takes no other finding for a probe',
    { host: ready, finding: reachable },
    'wait',
    /^nobody could ask it$/,
  ],
  [
    'believes nothing that was heard 8 s ago',
    {
      host: { ...ready, failedProbes: 1, doubtedAt: EPOCH },
      finding: unreachable,
      evidence: busy({ answeredAt: EPOCH }),
      now: EPOCH + 8_000,
    },
    'suspect',
    /^2 probes in a row failed: connection refused$/,
  ],
  [
    'says how long it was silent',
    { host: { ...ready, doubtedAt: EPOCH }, finding: unfinished, now: EPOCH + 275_001 },
    'suspect',
    /came back in 275 s$/,
  ],
  [
    'says what outlived its time',
    { host: { ...ready, doubtedAt: EPOCH }, finding: unfinished, evidence: busy({ overdue: 1 }) },
    'note',
    /^probe failed once: 1 judge call outlived what any may take, and has not come back$/,
  ],
  [
    'opens a repaired one that is twice as slow',
    { host: rebooted, finding: examined({ speedFactor: 2 }), fleetSpeedFactor: 1 },
    'open',
    /^repaired/,
  ],
  [
    'opens no repaired one that is slower',
    { host: rebooted, finding: examined({ speedFactor: 2.01 }), fleetSpeedFactor: 1 },
    'terminate',
    /did not repair it/,
  ],
  [
    'believes nothing of one whose seal is broken, however well it answers',
    {
      host: ready,
      instance: instanceOf({ securityGroupIds: ['sg-sealed', 'sg-open'] }),
      finding: probed(true),
      now: EPOCH + 120_001,
    },
    'terminate',
    /^its seal is broken: EC2 shows it in sg-sealed, sg-open, where it was in the sealed one alone$/,
  ],
  [
    "gives EC2's list two minutes to show a seal",
    { host: ready, instance: instanceOf(), finding: probed(true), now: EPOCH + 120_000 },
    'wait',
    /^it is right$/,
  ],
  [
    'waits 90 s for a reboot',
    { host: rebooted, finding: unreachable, now: EPOCH + 90_000 },
    'wait',
    /^it restarts$/,
  ],
  [
    'waits no longer for a reboot',
    { host: rebooted, finding: unreachable, now: EPOCH + 90_001 },
    'terminate',
    /within 90 s of its reboot$/,
  ],
];

describe('the limits and the words of a decision', () => {
  it.each(told)('%s', (_, facts, action, reason) => {
    expect(decide(facts)).toEqual({ action, reason: expect.stringMatching(reason) });
  });
});
