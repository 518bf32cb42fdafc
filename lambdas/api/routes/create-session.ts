import { createHash } from 'node:crypto';
import { presentForStaff, toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import type { SessionBooking } from '../../../core/api/sessions.ts';
import type { BookableProblem, BookingRequest } from '../../../core/booking/booking.ts';
import { placeBooking } from '../../../core/booking/place-booking.ts';
import { addressJudges, judgesNamed, type RegisteredJudge } from '../../../core/booking/registered-judge.ts';
import { deploymentKeysOf } from '../../../core/examination/deployment-findings.ts';
import type { Caller } from '../caller.ts';
import { nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

export const createSession: RouteHandler<'createSession'> = async ({ body, headers, caller }, services) => {
  const now = services.clock.now();
  const named = await Promise.all(
    judgesNamed(withoutUndefined(body.deployment)).map((name) => services.judges.find(name)),
  );
  const judges = named.filter((judge) => judge !== undefined);
  const request = readBooking(body, caller, judges);
  const key = headers['idempotency-key'];
  const [problems, found, account] = await Promise.all([
    findProblems(services, request),
    Promise.all(deploymentKeysOf(request.deployment).map((one) => services.findings.list(one))),
    request.deployment.kind === 'fleet' ? services.findings.listAccount() : [],
  ]);
  const placed = await placeBooking(
    request,
    {
      sessionId: key === undefined ? services.ids.next() : idOf(caller.username, key),
      now,
      limits: services.bookingLimits,
      problems,
      judges,
      found,
      account,
    },
    key === undefined ? undefined : digestOf(body),
    body.dryRun,
    { ...services, startLaunch: (sessionId) => services.start('scheduler-launcher', sessionId) },
  );
  if (placed.outcome === 'key-reused')
    throw new ApiProblem(
      'key-reused',
      'this Idempotency-Key was used for a booking with other content: use a new key, or change that session',
    );
  if (placed.outcome === 'refused') {
    const [first] = placed.faults;
    throw new ApiProblem(
      'invalid-request',
      `the session cannot be booked: ${first?.field} ${first?.detail}`,
      { faults: placed.faults },
    );
  }
  const { session, plan, estimate, warnings } = placed;
  return {
    session: presentForStaff(session, await nameProblems(services, [session]), now),
    plan: plan.map(({ at, what }) => ({ at: toInstant(at), what })),
    estimate: { usd: estimate.usd, lines: estimate.lines.map(({ what, usd }) => ({ what, usd })) },
    warnings: warnings.map(({ field, detail }) => ({ field, detail })),
    dryRun: body.dryRun,
  };
};

/** Tells a repetition from another use of a key: everything that was asked for, in the schema's order of fields. */
function digestOf({ dryRun: _, ...asked }: SessionBooking): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function readBooking(
  body: SessionBooking,
  { username, roles }: Caller,
  judges: readonly RegisteredJudge[],
): BookingRequest {
  const { opensAt, closesAt, durationMinutes, roster, languages, deployment, dryRun: _, ...rest } = body;
  return {
    ...withoutUndefined(rest),
    owner: username,
    byOperator: roles.includes('operator'),
    deployment: addressJudges(withoutUndefined(deployment), judges),
    ...(opensAt === undefined ? {} : { opensAt: Date.parse(opensAt) }),
    ...(closesAt === undefined ? {} : { closesAt: Date.parse(closesAt) }),
    ...(durationMinutes === undefined ? {} : { durationMs: Math.round(durationMinutes * 60_000) }),
    ...(languages === undefined ? {} : { languages }),
    roster: roster.map(({ extraTimeMinutes, ...entry }) => ({
      ...withoutUndefined(entry),
      extraTimeMs: Math.round(extraTimeMinutes * 60_000),
    })),
  };
}

async function findProblems(services: Services, { problems }: BookingRequest): Promise<BookableProblem[]> {
  const found = await Promise.all(
    problems.map(async ({ problemId, version }) => {
      const wanted = version ?? (await services.problems.getProblem(problemId))?.currentVersion;
      return wanted === undefined ? null : await services.getVersion(problemId, wanted);
    }),
  );
  return found.filter((version) => version !== null);
}

/** The same id for the same key of the same instructor: 130 bits of their hash in the form of a ULID. */
function idOf(owner: string, key: string): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const digest = createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest();
  const digits = Array.from(
    { length: 26 },
    (_, index) => alphabet[(digest[index] ?? 0) % (index === 0 ? 8 : 32)],
  );
  return digits.join('');
}

type WithoutUndefined<T> = T extends readonly (infer U)[]
  ? WithoutUndefined<U>[]
  : T extends object
    ? { [K in keyof T]: WithoutUndefined<Exclude<T[K], undefined>> }
    : T;

/** Zod writes absent members as possibly undefined; the domain knows only absent ones. */
function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  return JSON.parse(JSON.stringify(value)) as WithoutUndefined<T>;
}
