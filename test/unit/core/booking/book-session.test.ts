import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookSession } from '../../../../core/booking/book-session.ts';
import type { BookableProblem, BookingContext, BookingRequest } from '../../../../core/booking/booking.ts';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import type { RegisteredJudge } from '../../../../core/booking/registered-judge.ts';
import type { Reservation } from '../../../../core/booking/reservations.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { DEFAULT_LIMITS } from '../../../../core/grading/problem-limits.ts';

const NOW = Date.UTC(2026, 2, 2, 8);
const HOUR = 3_600_000;
const LANGUAGES = ['c', 'cpp', 'java', 'javascript', 'python'];
const limits = bookingLimitsOf(readStageConfig('dev'), LANGUAGES, 'eu-central-1');
/** Two hosts on the five vCPUs of a new account. */
const NO_SPARE = {
  field: 'deployment.hosts',
  detail: expect.stringContaining('a failed host is replaced only when it is gone'),
};

const problem = (problemId: string, languages: string[] | null = null): BookableProblem => ({
  problemId,
  version: 3,
  manifest: {
    languages,
    kind: 'pass-fail',
    groups: [],
    names: { en: 'Sum' },
    limits: { ...DEFAULT_LIMITS, timeMs: 1_000 },
    testCases: Array.from({ length: 50 }, (_, at) => ({
      id: `secret/${at}`,
      sample: false,
      group: 'secret',
      inputHash: 'a',
      inputBytes: 1,
      answerHash: 'b',
      answerBytes: 1,
    })),
  },
});

const roster = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ participantId: `p${at}`, extraTimeMs: 0 }));

const request = (changes: Partial<BookingRequest> = {}): BookingRequest => ({
  name: 'Final exam',
  owner: 'ada',
  opensAt: NOW + 24 * HOUR,
  durationMs: 3 * HOUR,
  problems: ['two-sum', 'graph', 'strings', 'geometry'].map((problemId) => ({ problemId })),
  roster: roster(50),
  deployment: { kind: 'fleet' },
  policy: { testCases: 'first-failure', minIntervalMs: 0 },
  ...changes,
});

const context = (changes: Partial<BookingContext> = {}): BookingContext => ({
  sessionId: '01jq0000000000000000000001',
  now: NOW,
  limits,
  problems: ['two-sum', 'graph', 'strings', 'geometry'].map((problemId) => problem(problemId)),
  judges: [],
  reservations: [],
  found: [],
  account: [],
  ...changes,
});

const registered = (changes: Partial<RegisteredJudge> = {}): RegisteredJudge => ({
  tokenParameter: '/assize/dev/judges/lab',
  origin: 'https://judge.example.edu',
  owners: ['ada'],
  reach: 'public',
  ...changes,
});
const at = (url: string, tokenParameter = '/assize/dev/judges/lab') => ({
  deployment: { kind: 'direct' as const, judges: [{ url, tokenParameter, slots: 2 }] },
});
/** Another session that holds these vCPUs all the time. */
const heldBy = (vcpus: number): Reservation[] => [
  { sessionId: 'other', vcpus, from: 0, until: NOW + 1000 * 24 * HOUR, madeAt: 0 },
];

function book(changes: Partial<BookingRequest> = {}, around: Partial<BookingContext> = {}) {
  const outcome = bookSession(request(changes), context(around));
  if (!outcome.booked) throw new Error(JSON.stringify(outcome.faults));
  return outcome;
}

function faultsOf(changes: Partial<BookingRequest>, around: Partial<BookingContext> = {}) {
  const outcome = bookSession(request(changes), context(around));
  return outcome.booked ? [] : outcome.faults;
}

describe('booking', () => {
  it('warns of a problem that allows more memory than a run on the hosts gets', () => {
    const wide = problem('graph');
    const limits = { ...wide.manifest.limits, memoryKiB: 2_048 * 1024 };
    const problems = [{ ...wide, manifest: { ...wide.manifest, limits } }];
    const onlyGraph = { problems: [{ problemId: 'graph' }] };
    const told = (changes: Partial<BookingRequest>) => {
      const outcome = bookSession(request({ ...onlyGraph, ...changes }), context({ problems }));
      return outcome.booked ? outcome.warnings.map(({ detail }) => detail) : outcome.faults;
    };
    expect(told({})).toEqual([
      expect.stringMatching(/^graph allows 2048 MiB, and a run on c7i.large gets 12\d\d: choose a type/),
      NO_SPARE.detail,
    ]);
    expect(told({ deployment: { kind: 'fleet', instanceType: 'm7i.large' } })).toEqual([NO_SPARE.detail]);
  });

  it('warns of what launches found of the account', () => {
    const account = [{ kind: 'vcpu-limit' as const, vcpus: 1, at: NOW - HOUR }];
    const outcome = bookSession(request(), context({ account }));
    expect(outcome.booked && outcome.warnings).toEqual([
      NO_SPARE,
      { field: 'deployment.hosts', detail: expect.stringContaining('EC2 said') },
    ]);
  });

  it('plans 50 participants with 4 problems in 3 hours as 2 hosts of c7i.large, priced, with every time', () => {
    const { session, estimate, plan, warnings } = book();
    expect(session.fleetSize).toEqual({
      instanceType: 'c7i.large',
      alternatives: ['c6i.large', 'c7a.large', 'c6a.large'],
      hosts: 2,
      slotsPerHost: 2,
    });
    expect(session.times).toEqual({
      bookedAt: NOW,
      launchAt: NOW + 24 * HOUR - 25 * 60_000,
      opensAt: NOW + 24 * HOUR,
      closesAt: NOW + 27 * HOUR,
      lastClosesAt: NOW + 27 * HOUR,
      deadlineAt: NOW + 27 * HOUR + 15 * 60_000,
      terminateAt: NOW + 27 * HOUR + 20 * 60_000,
    });
    expect(session.problems.map(({ label, version }) => `${label}${version}`)).toEqual([
      'A3',
      'B3',
      'C3',
      'D3',
    ]);
    expect(session.languages).toEqual(LANGUAGES);
    expect(warnings).toEqual([NO_SPARE]);
    // The honest range of the reference exam, everything counted.
    expect(estimate.usd).toBeGreaterThan(0.6);
    expect(estimate.usd).toBeLessThan(2.2);
    expect(estimate.lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(estimate.usd, 6);
    const reviewed = book({ policy: { ...session.policy, reviews: 'staff' } }).estimate;
    expect(reviewed.lines.at(-1)).toEqual({
      what: '200 reviews after the end, without language models',
      usd: expect.closeTo(reviewed.usd - estimate.usd, 6) as number,
    });
    expect(reviewed.usd).toBeGreaterThan(estimate.usd);
    expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(plan[0]?.what).toContain('2 x c7i.large');
  });

  it('opens as soon as hosts can be ready when nobody says when', () => {
    const { opensAt: _, ...soon } = request();
    const outcome = bookSession(soon, context());
    expect(outcome.booked && outcome.session.times).toMatchObject({
      launchAt: NOW,
      opensAt: NOW + 15 * 60_000,
    });
  });

  it('books for now, with a warning that hosts come later', () => {
    const { session, warnings } = book({ opensAt: NOW - 20_000, durationMs: 60_000 });
    expect(session.times).toMatchObject({ launchAt: NOW, opensAt: NOW, closesAt: NOW + 60_000 });
    expect(warnings.map(({ field }) => field)).toContain('opensAt');
  });

  it("counts the longest extra time into the session's end", () => {
    const people = [
      { participantId: 'a', extraTimeMs: 0 },
      { participantId: 'b', extraTimeMs: 45 * 60_000 },
    ];
    const { session, roster: booked } = book({ roster: people });
    expect(session.times.lastClosesAt - session.times.closesAt).toBe(45 * 60_000);
    expect(booked[1]).toMatchObject({ participantId: 'b', name: 'b', extraTimeMs: 45 * 60_000 });
  });

  it('has no fleet where somebody keeps the judges', () => {
    const judge = { url: 'https://judge.example.edu', tokenParameter: '/judge/token', slots: 4 };
    const { session, estimate } = book(
      { deployment: { kind: 'direct', judges: [judge] } },
      { judges: [registered({ tokenParameter: judge.tokenParameter })] },
    );
    expect(session.fleetSize).toBeUndefined();
    expect(session.deployment).toEqual({ kind: 'direct', judges: [judge] });
    expect(estimate.lines.some(({ what }) => what.includes('c7i'))).toBe(false);
  });

  const faulty: [string, Partial<BookingRequest>, Partial<BookingContext>, string, RegExp][] = [
    [
      'a judge that nobody registered',
      at('https://judge.example.edu'),
      {},
      'deployment.judges[0].tokenParameter',
      /no judge that you may book/,
    ],
    [
      "another's judge",
      at('https://judge.example.edu'),
      { judges: [registered({ owners: ['bob'] })] },
      'deployment.judges[0].tokenParameter',
      /no judge that you may book/,
    ],
    ...[
      'https://evil.example.com',
      'http://judge.example.edu',
      'https://judge.example.edu:8443',
      'https://judge.example.edu@evil.example.com',
      'https://ada:pw@judge.example.edu',
    ].map((url): [string, Partial<BookingRequest>, Partial<BookingContext>, string, RegExp] => [
      `a registered judge at ${url}`,
      at(url),
      { judges: [registered()] },
      'deployment.judges[0].url',
      /only sent to https:\/\/judge\.example\.edu/,
    ]),
    ['a session in the past', { opensAt: NOW - HOUR }, {}, 'opensAt', /is past.*later time/],
    ['one too far ahead', { opensAt: NOW + 400 * 24 * HOUR }, {}, 'opensAt', /days ahead/],
    [
      'a window that is too long',
      { durationMs: 20 * HOUR },
      {},
      'durationMinutes',
      /shorten the window to 11\.3 h/,
    ],
    ['an end before the beginning', { closesAt: NOW + HOUR }, {}, 'closesAt', /must be 30 s/],
    ['two ends', { closesAt: NOW + 30 * HOUR, durationMs: HOUR }, {}, 'durationMinutes', /not both/],
    ['nobody on the roster', { roster: [] }, {}, 'roster', /one at least/],
    [
      'somebody twice',
      { roster: [...roster(3), ...roster(2)] },
      {},
      'roster[3].participantId',
      /p0 is roster\[0\]/,
    ],
    ['no problem', { problems: [] }, {}, 'problems', /one problem at least/],
    [
      'a problem twice',
      { problems: [{ problemId: 'graph' }, { problemId: 'graph' }] },
      {},
      'problems[1].problemId',
      /problems\[0\]/,
    ],
    [
      'a label twice',
      { problems: [{ problemId: 'graph', label: 'B' }, { problemId: 'strings' }] },
      {},
      'problems[1].label',
      /must differ/,
    ],
    [
      'an unknown problem',
      { problems: [{ problemId: 'nowhere' }] },
      {},
      'problems[0].problemId',
      /import it first/,
    ],
    [
      'an unknown version',
      { problems: [{ problemId: 'nowhere', version: 9 }] },
      {},
      'problems[0].version',
      /version 9/,
    ],
    ['an unknown language', { languages: ['cpp', 'cobol'] }, {}, 'languages[1]', /choose from c, cpp/],
    ['a language twice', { languages: ['cpp', 'cpp'] }, {}, 'languages[1]', /twice/],
    ['no language', { languages: [] }, {}, 'languages', /is empty/],
    [
      'a problem in other languages',
      { languages: ['python'] },
      { problems: [problem('graph', ['cpp'])] },
      'problems[1].problemId',
      /only cpp/,
    ],
    [
      'a problem that is none of the languages’',
      { languages: ['sql'] },
      {
        limits: { ...limits, languages: [...limits.languages, 'sql'] },
        problems: [problem('two-sum'), problem('graph', ['sql'])],
      },
      'problems[0].problemId',
      /allows only c, cpp, .* add one to languages/,
    ],
    [
      'a burstable type',
      { deployment: { kind: 'fleet', instanceType: 't3.medium' } },
      {},
      'deployment.instanceType',
      /distort timing/,
    ],
    [
      'too many hosts',
      { deployment: { kind: 'fleet', hosts: 9 } },
      {},
      'deployment.hosts',
      /2 that this stage allows/,
    ],
    ['more vCPUs than are left', {}, { reservations: heldBy(4) }, 'opensAt', /L-1216C47A/],
    [
      'what costs too much',
      { deployment: { kind: 'fleet', instanceType: 'c7i.8xlarge', hosts: 2 } },
      { limits: { ...limits, vcpuQuota: 100 } },
      'closesAt',
      /USD/,
    ],
  ];
  it.each(faulty)('refuses %s, naming the field and the fix', (_, changes, around, field, detail) => {
    const base = 'closesAt' in changes && !('durationMs' in changes) ? withoutDuration() : request();
    const outcome = bookSession({ ...base, ...changes }, context(around));
    expect(outcome.booked).toBe(false);
    const fault = outcome.booked ? undefined : outcome.faults.find((one) => one.field === field);
    expect(fault?.detail, JSON.stringify(outcome)).toMatch(detail);
  });

  describe('on a deployment that was found to lack a language', () => {
    const examinedAt = NOW - 24 * HOUR;
    const java = { language: 'java', way: 'none', reason: 'no toolchain: javac', examinedAt } as const;
    const c = { language: 'c', way: 'batch', examinedAt } as const;
    const said = 'no toolchain: javac, found at its examination of 2026-03-01';

    it('refuses the language with the reason', () => {
      expect(faultsOf({ languages: ['c', 'java'] }, { found: [[java, c]] })).toEqual([
        { field: 'languages[1]', detail: `java cannot be judged on this deployment: ${said}; take it out` },
      ]);
      expect(faultsOf({ languages: ['c', 'java'] }, { found: [[c]] })).toEqual([]);
    });

    it('leaves it out where no languages are named, and says so', () => {
      const { session, warnings } = book({}, { found: [[java, c]] });
      expect(session.languages).toEqual(LANGUAGES.filter((language) => language !== 'java'));
      expect(warnings).toEqual([
        {
          field: 'languages',
          detail: `java is left out, since it cannot be judged on this deployment: ${said}`,
        },
        NO_SPARE,
      ]);
      // Nobody would have used it.
      const problems = context().problems.map(({ problemId }) => problem(problemId, ['c']));
      expect(book({}, { found: [[java]], problems }).warnings).toEqual([NO_SPARE]);
    });

    it('does not book a problem that then has no language, or a session that has none', () => {
      const problems = context().problems.map(({ problemId }) => problem(problemId, ['java']));
      expect(faultsOf({}, { found: [[java]], problems }).map(({ field }) => field)).toContain(
        'problems[0].problemId',
      );
      const all = LANGUAGES.map((language) => ({ ...java, language }));
      expect(faultsOf({}, { found: [all] })).toEqual([
        { field: 'languages', detail: expect.stringMatching(/^no language can be judged.*c: no toolchain/) },
      ]);
    });
  });

  it('names every fault at once', () => {
    const faults = faultsOf({
      opensAt: NOW - HOUR,
      roster: [],
      languages: ['cobol'],
      problems: [{ problemId: 'x' }],
    });
    expect(faults.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['opensAt', 'roster', 'languages[0]', 'problems[0].problemId']),
    );
  });

  it('cuts a planned fleet to what the stage allows, and says so', () => {
    const { session, warnings } = book({ roster: roster(600), durationMs: HOUR });
    expect(session.fleetSize?.hosts).toBe(2);
    expect(warnings.map(({ field }) => field)).toContain('deployment.hosts');
  });

  it("keeps its times in order and within a host's life, whatever is booked", () => {
    fc.assert(
      fc.property(
        fc.record({
          ahead: fc.integer({ min: -2 * HOUR, max: 400 * 24 * HOUR }),
          durationMs: fc.integer({ min: -HOUR, max: 30 * HOUR }),
          people: fc.array(fc.integer({ min: 0, max: 10 * HOUR }), { maxLength: 60 }),
          hosts: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
          held: fc.integer({ min: 0, max: 6 }),
        }),
        ({ ahead, durationMs, people, hosts, held }) => {
          const outcome = bookSession(
            request({
              opensAt: NOW + ahead,
              durationMs,
              roster: people.map((extraTimeMs, at) => ({ participantId: `p${at}`, extraTimeMs })),
              deployment: { kind: 'fleet', ...(hosts === undefined ? {} : { hosts }) },
            }),
            context({ reservations: heldBy(held) }),
          );
          if (!outcome.booked) {
            expect(outcome.faults.length).toBeGreaterThan(0);
            for (const { field, detail } of outcome.faults) {
              expect(field).not.toBe('');
              expect(detail.length).toBeGreaterThan(10);
            }
            return;
          }
          const { times, fleetSize } = outcome.session;
          const order = [
            NOW,
            times.launchAt,
            times.opensAt,
            times.closesAt,
            times.lastClosesAt,
            times.deadlineAt,
            times.terminateAt,
          ];
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          expect(times.terminateAt - times.launchAt).toBeLessThanOrEqual(limits.maxLifeMs);
          expect(fleetSize?.hosts).toBeGreaterThan(0);
          expect((fleetSize?.hosts ?? 0) * 2).toBeLessThanOrEqual(limits.vcpuQuota - held);
          expect(outcome.estimate.usd).toBeLessThanOrEqual(limits.maxUsd);
        },
      ),
    );
  });
});

function withoutDuration(): BookingRequest {
  const { durationMs: _, ...rest } = request();
  return rest;
}
