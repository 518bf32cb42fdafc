import { describe, expect, it } from 'vitest';
import type { BookableProblem, BookingContext, BookingRequest } from '../../../../core/booking/booking.ts';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import { checkBooking, checkSpan } from '../../../../core/booking/check-booking.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import type { SessionTimes } from '../../../../core/exam/session.ts';
import { plannedRunKiB } from '../../../../core/fleet/host-memory.ts';
import type { FleetPlan } from '../../../../core/fleet/plan-fleet.ts';
import { DEFAULT_LIMITS } from '../../../../core/grading/problem-limits.ts';
import { EPOCH, timesFrom } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const limits = {
  ...bookingLimitsOf(readStageConfig('dev'), ['go'], 'eu-central-1'),
  maxParticipants: 3,
  maxHosts: 4,
  vcpuQuota: 16,
  maxLifeMs: 6 * HOUR,
};
const problem = (problemId: string, memoryKiB = 1024): BookableProblem => ({
  problemId,
  version: 1,
  manifest: {
    languages: null,
    limits: { ...DEFAULT_LIMITS, memoryKiB },
    testCases: [],
    kind: 'pass-fail' as const,
    groups: [],
    names: { en: 'Sum' },
  },
});
const context: BookingContext = {
  sessionId: 's',
  now: EPOCH,
  limits,
  problems: ['a', 'b', 'c'].map((id) => problem(id)),
  judges: [],
  reservations: [],
  found: [],
  account: [],
};
const booking: BookingRequest = {
  name: 'Exam',
  owner: 'ada',
  problems: [{ problemId: 'a' }],
  roster: [{ participantId: 'p', extraTimeMs: 0 }],
  durationMs: HOUR,
  deployment: { kind: 'fleet' },
  policy: { testCases: 'first-failure', minIntervalMs: 0 },
};
const times = timesFrom(EPOCH);
const { durationMs: _, ...endless } = booking;

function check(
  change: Partial<BookingRequest>,
  at: SessionTimes = times,
  plan?: FleetPlan,
  around: Partial<BookingContext> = {},
) {
  const request = { ...booking, ...change };
  const { faults, warnings } = checkBooking(request, { ...context, ...around }, at, plan);
  const told = ({ field, detail }: (typeof faults)[number]) => `${field}: ${detail}`;
  return { faults: faults.map(told), warnings: warnings.map(told) };
}
const people = (...ids: string[]) => ids.map((participantId) => ({ participantId, extraTimeMs: 0 }));

describe('faults of the times', () => {
  it('are none of a sound booking, which gets a warning when its hosts may come late', () => {
    const early = { ...times, opensAt: times.launchAt + 2 * MINUTE };
    expect(check({}, { ...times, opensAt: times.launchAt + limits.soonestMs })).toEqual({
      faults: [],
      warnings: [],
    });
    expect(check({}, early)).toEqual({
      faults: [],
      warnings: [
        `opensAt: hosts need up to ${limits.soonestMs / MINUTE} minutes and get 2: submissions are accepted from the opening on and judged once hosts are ready`,
      ],
    });
  });

  it.each<[string, number, number]>([
    ['at this moment, yes', EPOCH, 1],
    ['in the past, no: that is a fault already', EPOCH - 1, 0],
  ])('warned of when it opens %s', (_, opensAt, warned) => {
    const at = { ...times, launchAt: opensAt, opensAt };
    expect(check({}, at).warnings).toHaveLength(warned);
  });

  it.each<[string, Partial<BookingRequest>, SessionTimes, string]>([
    [
      'two ends',
      { closesAt: times.closesAt },
      times,
      'durationMinutes: give either closesAt or durationMinutes, not both',
    ],
    [
      'a window of 12.6 s',
      {},
      { ...times, closesAt: times.opensAt + 12_600 },
      'durationMinutes: the window would be open for 13 s (2026-03-02T08:15:00.000Z to 2026-03-02T08:15:12.600Z): it must be 30 s at least',
    ],
    [
      'an opening that is past',
      {},
      { ...times, opensAt: EPOCH - 1 },
      'opensAt: 2026-03-02T07:59:59.999Z is past, it is 2026-03-02T08:00:00.000Z: choose a later time, or leave it out to open as soon as hosts can be ready',
    ],
  ])('%s', (_, change, at, told) => {
    expect(check(change, at).faults).toEqual([told]);
  });

  it('no end, of which nothing else is said, however short the window', () => {
    const at = { ...times, closesAt: times.opensAt };
    const { faults } = checkBooking(endless, context, at, undefined);
    expect(faults).toEqual([{ field: 'closesAt', detail: 'is missing: give closesAt or durationMinutes' }]);
  });

  it.each<[string, Partial<SessionTimes>, string[]]>([
    [
      'too far ahead',
      { opensAt: EPOCH + limits.maxAheadMs + 1 },
      ['opensAt: 2027-03-03T08:00:00.001Z is more than 366 days ahead: book it later'],
    ],
    [
      'an hour too long',
      { terminateAt: EPOCH + 7 * HOUR, closesAt: times.opensAt + 5 * HOUR },
      [
        'end: from launch to termination it would last 7.0 h, more than the 6.0 h that a host lives: shorten the window to 4.0 h',
      ],
    ],
    [
      'longer by more than its window',
      { terminateAt: EPOCH + 9 * HOUR },
      [
        'end: from launch to termination it would last 9.0 h, more than the 6.0 h that a host lives: shorten the window to 0.0 h',
      ],
    ],
  ])('%s', (_, change, told) => {
    const faults = checkSpan({ ...times, ...change }, limits, EPOCH, 'end');
    expect(faults.map(({ field, detail }) => `${field}: ${detail}`)).toEqual(told);
  });

  it('a session that is too long is told by the field of its end', () => {
    const at = { ...times, terminateAt: EPOCH + 7 * HOUR };
    expect(check({}, at).faults).toEqual([expect.stringMatching(/^durationMinutes: from launch/)]);
    const closing = { ...endless, closesAt: at.closesAt };
    expect(checkBooking(closing, context, at, undefined).faults).toMatchObject([{ field: 'closesAt' }]);
  });
});

describe('faults of the problems', () => {
  it.each<[string, BookingRequest['problems'], string[]]>([
    ['none', [], ['problems: is empty: name one problem at least']],
    ['three that differ', ['a', 'b', 'c'].map((problemId) => ({ problemId })), []],
    [
      'a label that another has by its place',
      [{ problemId: 'a', label: 'B' }, { problemId: 'b' }],
      ['problems[1].label: B is also the label of problems[0]: labels must differ'],
    ],
    [
      'one twice',
      [{ problemId: 'a' }, { problemId: 'b' }, { problemId: 'a' }],
      ['problems[2].problemId: a is problems[0] already: take one out'],
    ],
    [
      'one that nobody imported',
      [{ problemId: 'x' }],
      ['problems[0].problemId: there is no problem x: import it first'],
    ],
    [
      'a version that is not there',
      [{ problemId: 'x', version: 7 }],
      ['problems[0].version: there is no version 7 of x: leave it out for the current one'],
    ],
  ])('%s', (_, problems, told) => {
    expect(check({ problems }).faults).toEqual(told);
  });
});

describe('faults of the roster', () => {
  it.each<[string, BookingRequest['roster'], string[]]>([
    [
      'nobody',
      [],
      ['roster: is empty: name the participants, one at least, or let them join by a code (join)'],
    ],
    ['as many as may be', people('p', 'q', 'r'), []],
    ['more', people('p', 'q', 'r', 's'), ['roster: has 4 participants, 3 is the most: split the session']],
    [
      'one three times',
      people('p', 'p', 'p'),
      [
        'roster[1].participantId: p is roster[0] already: take one out',
        'roster[2].participantId: p is roster[0] already: take one out',
      ],
    ],
    [
      'one in two spellings',
      people('p', 'P'),
      ['roster[1].participantId: P is roster[0] already (p: names are compared without case): take one out'],
    ],
    [
      'less than no extra time',
      [{ participantId: 'p', extraTimeMs: -1 }],
      ['roster[0].extraTimeMinutes: is negative: give 0 or more'],
    ],
  ])('%s', (_, roster, told) => {
    expect(check({ roster }).faults).toEqual(told);
  });
});

describe('faults of the deployment', () => {
  const planned = (changes: Partial<FleetPlan['size']> = {}, rest: Partial<FleetPlan> = {}): FleetPlan => ({
    size: { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2, ...changes },
    expectedSubmissions: 10,
    reason: 'planned',
    ...rest,
  });
  const held = (vcpus: number, from = 0, until = times.terminateAt + HOUR) => ({
    reservations: [{ sessionId: 'other', vcpus, from, until, madeAt: 0 }],
  });
  const fleet = (
    plan: FleetPlan,
    around: Partial<BookingContext> = {},
    change: Partial<BookingRequest> = {},
  ) => check(change, { ...times, opensAt: times.launchAt + limits.soonestMs }, plan, around);

  it.each(['t3.large', 'c7i.metal', 'x9.large'])(
    '%s cannot judge, and nothing else is said',
    (instanceType) => {
      const priced = {
        ...limits.prices,
        instanceHour: { 't3.large': 0.1, 'c7i.metal': 1, 'c7i.large': 0.1 },
      };
      const plan = planned({ instanceType, hosts: 99 }, { shortage: 'too few' });
      expect(fleet(plan, { limits: { ...limits, prices: priced } })).toEqual({
        faults: [
          `deployment.instanceType: ${instanceType} cannot judge (burstable types distort timing, others have no price here): choose from t3.large, c7i.metal, c7i.large`,
        ],
        warnings: [],
      });
    },
  );

  it.each<[string, BookingRequest['deployment'], number, string[]]>([
    ['asked for, as many as may be', { kind: 'fleet', hosts: 4 }, 4, []],
    [
      'asked for, one more',
      { kind: 'fleet', hosts: 5 },
      5,
      ['deployment.hosts: 5 hosts are more than the 4 that this stage allows a session: ask for fewer'],
    ],
    ['planned, one more', { kind: 'fleet' }, 5, []],
  ])('hosts %s', (_, deployment, hosts, told) => {
    expect(fleet(planned({ hosts }), {}, { deployment }).faults).toEqual(told);
  });

  it('of judges that are kept has no hosts to ask for', () => {
    const plan = planned({ hosts: 5 });
    const { faults } = fleet(plan, {}, { deployment: { kind: 'direct', judges: [] } });
    expect(faults.filter((fault) => fault.startsWith('deployment.hosts'))).toEqual([]);
  });

  it('warns of each problem that wants more memory than a run gets', () => {
    const most = plannedRunKiB('c7i.large') ?? 0;
    const problems = [problem('a', most), problem('b', most + 1024)];
    const mebibytes = Math.floor(most / 1024);
    expect(fleet(planned(), { problems })).toEqual({
      faults: [],
      warnings: [
        `deployment.instanceType: b allows ${Math.floor((most + 1024) / 1024)} MiB, and a run on c7i.large gets ${mebibytes}: choose a type with more memory, as m7i.large`,
      ],
    });
    expect(fleet(planned(), { problems: [problem('a', most + 1)] }).warnings).toHaveLength(1);
  });

  it('says nothing of memory where that of a type is not known', () => {
    const prices = { ...limits.prices, instanceHour: { 'x9.large': 1 } };
    const around = { limits: { ...limits, prices }, problems: [problem('a', 2 ** 40)] };
    expect(fleet(planned({ instanceType: 'x9.large' }), around)).toEqual({ faults: [], warnings: [] });
  });

  it.each<[string, number, BookingRequest['deployment'], string[]]>([
    ['that are just left', 12, { kind: 'fleet' }, []],
    [
      'of which one is missing',
      13,
      { kind: 'fleet' },
      [
        "opensAt: 2 x c7i.large need 4 vCPUs; of the account's 16, other sessions hold 13 at that time: choose another time, or ask AWS for quota L-1216C47A",
      ],
    ],
    [
      'of which one is missing, asked for',
      13,
      { kind: 'fleet', hosts: 2 },
      [
        "deployment.hosts: 2 x c7i.large need 4 vCPUs; of the account's 16, other sessions hold 13 at that time: ask for fewer hosts, choose another time, or ask AWS for quota L-1216C47A",
      ],
    ],
  ])('vCPUs %s', (_, vcpus, deployment, faults) => {
    const warnings =
      faults.length === 0
        ? [
            'deployment.hosts: a shortage',
            expect.stringMatching(/^deployment.hosts: a failed host is replaced only/),
          ]
        : [];
    const plan = planned({}, { shortage: 'a shortage' });
    expect(fleet(plan, held(vcpus), { deployment })).toEqual({ faults, warnings });
  });

  it.each<[string, number, number, number]>([
    ['until the launch', 0, times.launchAt, 0],
    ['a moment longer', 0, times.launchAt + 1, 1],
    ['from the termination on', times.terminateAt, times.terminateAt + HOUR, 0],
    ['a moment earlier', times.terminateAt - 1, times.terminateAt + HOUR, 1],
  ])('vCPUs that another session holds %s', (_, from, until, faults) => {
    expect(fleet(planned(), held(13, from, until)).faults).toHaveLength(faults);
  });

  it('counts them against what EC2 said that the account may run', () => {
    const account = [
      { kind: 'vcpu-limit' as const, vcpus: 9, at: EPOCH, region: 'eu-central-1', reason: 'x' },
    ];
    expect(fleet(planned(), { ...held(5), account }).warnings).toEqual([]);
    expect(fleet(planned(), { ...held(6), account }).warnings).toEqual([
      expect.stringMatching(/^deployment\.hosts: on 2026-03-02 .* 9 vCPUs, and 10 will be wanted/),
    ]);
  });

  it.each<[string, number, string[]]>([
    ['says nothing where one more host has room beside them', 10, []],
    [
      'says where it has none that a failed one must be gone first',
      11,
      [
        "deployment.hosts: a failed host is replaced only when it is gone: of the account's 16 vCPUs 1 would be left beside the session's hosts at some time, and one more c7i.large needs 2; to have it replaced while it still runs, ask for fewer hosts, choose another time, or ask AWS for quota L-1216C47A",
      ],
    ],
  ])('%s', (_, vcpus, warnings) => {
    expect(fleet(planned(), held(vcpus))).toEqual({ faults: [], warnings });
  });

  it('does not ask for fewer than one host', () => {
    expect(fleet(planned({ hosts: 1 }), held(13)).warnings).toEqual([
      expect.stringContaining('while it still runs, choose another time'),
    ]);
  });

  it('asks whose judges they are, except of an operator', () => {
    const parameter = '/assize/dev/judges/lab';
    const origin = 'https://judge.example.edu';
    const judges = [{ tokenParameter: parameter, origin, owners: ['eve'], reach: 'public' as const }];
    const deployment = {
      kind: 'direct' as const,
      judges: [{ url: origin, tokenParameter: parameter, slots: 2 }],
    };
    const faults = (change: Partial<BookingRequest>) =>
      check({ deployment, ...change }, times, undefined, { judges }).faults.length;
    expect(faults({})).toBe(1);
    expect(faults({ byOperator: false })).toBe(1);
    expect(faults({ owner: 'eve' })).toBe(0);
    expect(faults({ byOperator: true })).toBe(0);
  });
});

describe('figures of remarks', () => {
  const odd = { ...limits, soonestMs: 2.6 * MINUTE, maxAheadMs: 1.6 * 24 * HOUR };

  it('are rounded to whole minutes and days', () => {
    const early = { ...times, opensAt: times.launchAt + 1.6 * MINUTE };
    expect(check({}, early, undefined, { limits: odd }).warnings).toEqual([
      expect.stringMatching(/need up to 3 minutes and get 2:/),
    ]);
    const [far] = checkSpan({ ...times, opensAt: EPOCH + 48 * HOUR }, odd, EPOCH, 'end');
    expect(far?.detail).toMatch(/more than 2 days ahead/);
  });
});

describe('faults of the languages', () => {
  it('are told beside all others', () => {
    expect(check({ languages: ['cobol'] }).faults).toEqual([expect.stringMatching(/^languages\[0\]: cobol/)]);
  });
});

describe('how a session is graded', () => {
  const scoring = (problemId: string, maxScore: number | null): BookableProblem => {
    const { manifest, ...rest } = problem(problemId);
    const groups = [{ name: 'secret', aggregation: 'sum' as const, maxScore, requires: [] }];
    return { ...rest, manifest: { ...manifest, kind: 'scoring', groups } };
  };
  const mixed = { problems: [problem('a'), scoring('b', 40), scoring('c', null)] };
  const problems = [{ problemId: 'a' }, { problemId: 'b' }];
  const graded = (change: Partial<BookingRequest>) => check({ problems, ...change }, times, undefined, mixed);

  it('is by points where some score and some pass or fail, and booking says so', () => {
    expect(graded({}).warnings).toEqual([
      'problems: some score and some pass or fail, so the session is ranked by points: A 100, B 40; set others by grading.points',
    ]);
    expect(graded({ problems: [{ problemId: 'b' }] }).warnings).toEqual([]);
    expect(graded({ problems: [{ problemId: 'a' }] }).warnings).toEqual([]);
    expect(graded({ grading: { pick: 'icpc' } }).warnings[0]).toMatch(
      /^grading.pick: .*only when everything/,
    );
  });

  it.each<[string, BookingRequest['grading'], RegExp]>([
    ['points of no problem', { pick: 'best', points: { Z: 1 } }, /^grading.points.Z: .*A, B/],
    ['a time that is missing', { pick: 'last-before' }, /^grading.before: is missing/],
    ['a time before all', { pick: 'last', before: times.opensAt }, /^grading.before: nothing/],
    [
      'a due time before the opening',
      { pick: 'best', lateDeduction: { dueAt: times.opensAt, percent: 5, per: 'hour', maxPercent: 50 } },
      /^grading.lateDeduction.dueAt: everything would be late/,
    ],
  ])('has %s refused', (_, grading, fault) => {
    expect(graded(grading === undefined ? {} : { grading }).faults).toEqual([expect.stringMatching(fault)]);
  });

  it('has points of an unbounded score refused', () => {
    const open = { problems: [{ problemId: 'c' }], grading: { pick: 'best' as const, points: { A: 5 } } };
    expect(graded(open).faults).toEqual([expect.stringMatching(/^grading.points.A: .*take this out/)]);
  });

  it('warns of a lateness that nobody can have', () => {
    const lateDeduction = { dueAt: times.closesAt, percent: 5, per: 'hour' as const, maxPercent: 50 };
    const { warnings } = graded({ problems: [{ problemId: 'a' }], grading: { pick: 'best', lateDeduction } });
    expect(warnings).toEqual([expect.stringMatching(/^grading.lateDeduction.dueAt: nobody can be late/)]);
  });
});

describe('problems that not every judge can have', () => {
  const judge = { url: 'https://judge.example.edu', tokenParameter: '/assize/dev/judges/lab', slots: 2 };
  const registered = {
    tokenParameter: judge.tokenParameter,
    origin: judge.url,
    owners: ['ada'],
    reach: 'public' as const,
  };
  const direct = { kind: 'direct', judges: [judge] } as const;
  const of = (problemId: string, more: Partial<BookableProblem['manifest']>): BookableProblem => {
    const plain = problem(problemId);
    return { ...plain, manifest: { ...plain.manifest, ...more } };
  };
  const guess = of('guess', { validation: { kind: 'interactive' } });
  const around = { judges: [registered], problems: [problem('a'), guess] };
  const both = [{ problemId: 'a' }, { problemId: 'guess' }];

  it('are targets and sizes of a fleet, where there is none or it is smaller', () => {
    const policy = { ...booking.policy, targetWaitMs: 30_000 };
    expect(check({ deployment: direct, policy }, times, undefined, { judges: [registered] }).faults).toEqual([
      'policy.targetWaitMs: is for a fleet, which gets more hosts by it, and the deployment is direct: leave it out, or book a fleet',
    ]);
    expect(check({ policy }).faults).toEqual([]);
    const plan = {
      size: { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 },
      expectedSubmissions: 9,
      reason: '',
    };
    const fleet = { kind: 'fleet', leastHosts: 3 } as const;
    expect(check({ deployment: fleet }, times, plan).faults).toEqual([
      expect.stringMatching(/^deployment.leastHosts: is 3, and the fleet has 2: ask for as many/),
    ]);
    expect(check({ deployment: { ...fleet, leastHosts: 1 } }, times, plan).faults).toEqual([]);
  });

  it('are those with an interactor, where a session wants them on hosts of its own', () => {
    const policy = { ...booking.policy, interactors: 'fleet' } as const;
    const wanted = { problems: both, deployment: direct };
    const told = [
      'problems[1].problemId: guess is judged with an interactor, which the session wants on hosts that are launched for it alone (policy.interactors), and its deployment is direct: book a fleet, take the problem out, or allow interactors anywhere',
    ];
    expect(check({ ...wanted, policy }, times, undefined, around).faults).toEqual(told);
    expect(check(wanted, times, undefined, around).faults).toEqual([]);
    const own = check({ problems: both, policy }, times, undefined, around);
    expect(own.faults).toEqual([]);
  });

  it.each([
    ['is judged with an interactor', { validation: { kind: 'interactive' } }],
    [
      'has participants write a function',
      { signature: { parameters: [], returns: { kind: 'string' }, records: [] } },
    ],
    ['puts files beside every program', { included: { go: { files: [] } } }],
  ] as const)('are those that one %s for, where the judge takes single submissions alone', (why, more) => {
    const problems = [problem('a'), of('guess', more as never)];
    const wanted = { problems: both, deployment: direct, languages: ['go'] };
    const found = (way: 'single' | 'batch', at = EPOCH) => [{ language: 'go', way, examinedAt: at }] as const;
    const told = (...lists: BookingContext['found']) =>
      check(wanted, times, undefined, { judges: [registered], problems, found: lists }).faults;
    expect(told(found('single'))[0]).toBe(
      `languages[0]: go cannot be judged on this deployment: guess ${why}, for which its judge would have to run batches, and it takes single submissions alone, found at its examination of ${new Date(EPOCH).toISOString().slice(0, 10)}, until a new examination, in a session without guess, finds that it takes batches; take it out`,
    );
    expect(told(found('batch'))).toEqual([]);
    expect(told(found('single'), found('batch'))).toEqual([]);
    expect(told(found('single'), [])).toEqual([]);
    expect(told(found('single', EPOCH - 31 * 24 * HOUR))).toEqual([]);
  });
});
