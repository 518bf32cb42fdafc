import { describe, expect, it } from 'vitest';
import type { BookableProblem, BookingContext, BookingRequest } from '../../../../core/booking/booking.ts';
import { plannedRunKiB } from '../../../../core/fleet/host-memory.ts';
import type { FleetPlan } from '../../../../core/fleet/plan-fleet.ts';
import { booking, check, HOUR, limits, problem, times } from '../../../support/booking-remarks.ts';
import { EPOCH } from '../../../support/sessions.ts';

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
