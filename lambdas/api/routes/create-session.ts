import { createHash } from 'node:crypto';
import { presentForStaff, toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import type { SessionBooking } from '../../../core/api/sessions.ts';
import { bookSession } from '../../../core/sessions/book-session.ts';
import type { BookableProblem, BookingRequest } from '../../../core/sessions/booking.ts';
import { vcpusHeld } from '../../../core/sessions/booking-limits.ts';
import { deploymentKeysOf } from '../../../core/sessions/deployment-findings.ts';
import { describeTimes } from '../../../core/sessions/plan-times.ts';
import { addressJudges, judgesNamed, type RegisteredJudge } from '../../../core/sessions/registered-judge.ts';
import type { Caller } from '../caller.ts';
import { nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** Sessions looked at for the vCPUs that they hold; more at a time no account can carry. */
const OTHERS = 100;
/** A launch that is due within this is started at once: Scheduler's minute would come too late. */
const SOON_MS = 60_000;

export const createSession: RouteHandler<'createSession'> = async ({ body, headers, caller }, services) => {
  const now = services.clock.now();
  const named = await Promise.all(
    judgesNamed(withoutUndefined(body.deployment)).map((name) => services.judges.find(name)),
  );
  const judges = named.filter((judge) => judge !== undefined);
  const request = readBooking(body, caller, judges);
  const sessionId =
    headers['idempotency-key'] === undefined
      ? services.ids.next()
      : idOf(caller.username, headers['idempotency-key']);
  const [problems, others, found, account] = await Promise.all([
    findProblems(services, request),
    services.sessions.list({ limit: OTHERS }),
    Promise.all(deploymentKeysOf(request.deployment).map((key) => services.findings.list(key))),
    request.deployment.kind === 'fleet' ? services.findings.listAccount() : [],
  ]);
  const from = request.opensAt ?? now;
  const until = request.closesAt ?? from + (request.durationMs ?? 0);
  const { leadMs, drainMs, graceMs } = services.bookingLimits;
  const held = vcpusHeld(
    others.items.filter((other) => other.sessionId !== sessionId),
    from - leadMs,
    until + leadMs + drainMs + graceMs,
  );
  const outcome = bookSession(request, {
    sessionId,
    now,
    limits: services.bookingLimits,
    problems,
    vcpusHeld: held,
    judges,
    found,
    account,
  });
  if (!outcome.booked) {
    const [first] = outcome.faults;
    throw new ApiProblem(
      'invalid-request',
      `the session cannot be booked: ${first?.field} ${first?.detail}`,
      { faults: outcome.faults },
    );
  }
  let { session, plan } = outcome;
  if (!body.dryRun) {
    const startsNow = session.deployment.kind === 'fleet' && session.times.launchAt <= now + SOON_MS;
    // Schedules first: without them a stored session would never come to life, without the session they do nothing.
    await services.schedules.plan(session, { launch: session.deployment.kind === 'fleet' && !startsNow });
    if (await services.sessions.create(session, outcome.roster)) {
      if (startsNow) await services.start('scheduler-launcher', sessionId);
    } else {
      session = (await services.sessions.get(sessionId)) ?? session;
      plan = describeTimes(session.times, session.fleetSize);
      await services.schedules.plan(session, { launch: session.times.launchAt > now });
    }
  }
  return {
    session: presentForStaff(session, await nameProblems(services, [session]), now),
    plan: plan.map(({ at, what }) => ({ at: toInstant(at), what })),
    estimate: {
      usd: outcome.estimate.usd,
      lines: outcome.estimate.lines.map(({ what, usd }) => ({ what, usd })),
    },
    warnings: outcome.warnings.map(({ field, detail }) => ({ field, detail })),
    dryRun: body.dryRun,
  };
};

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
