import { createHash } from 'node:crypto';
import { type IdSource, ULID_DIGITS } from '../exam/ids.ts';
import { type DeploymentFindings, deploymentKeysOf } from '../examination/deployment-findings.ts';
import type { AccountFindings } from '../fleet/account-findings.ts';
import type { ProblemStore } from '../problems/ports.ts';
import type { BookableProblem, BookingRequest } from './booking.ts';
import { type BookingLimits, limitsInAccount } from './booking-limits.ts';
import { type BookingPorts, type PlacedBooking, placeBooking } from './place-booking.ts';
import { addressJudges, type JudgeRegistry, judgesNamed, type WishedDeployment } from './registered-judge.ts';

/** A booking as it is wished for: its judges may be named without the place that they are registered at. */
export type BookingWish = Omit<BookingRequest, 'deployment'> & { readonly deployment: WishedDeployment };

/** What a booking is decided on. */
export interface BookingSources {
  readonly ids: IdSource;
  readonly judges: JudgeRegistry;
  readonly findings: Pick<DeploymentFindings, 'list'> & Pick<AccountFindings, 'listAccount'>;
  readonly problems: Pick<ProblemStore, 'getProblem'>;
  readonly getVersion: (problemId: string, version: number) => Promise<BookableProblem | null>;
  readonly bookingLimits: BookingLimits;
}

/**
 * Books what is wished for, or says what would be booked: gathers what the booking stands on, and places it.
 * @param key the caller's Idempotency-Key: one booking for one key of an owner
 * @param insteadOf of a dry run: the session in whose place it would be
 */
export async function requestBooking(
  wish: BookingWish,
  asked: {
    readonly key: string | undefined;
    readonly dryRun: boolean;
    readonly insteadOf?: string | undefined;
  },
  ports: BookingPorts & BookingSources,
): Promise<PlacedBooking> {
  const { dryRun, insteadOf } = asked;
  const key = insteadOf === undefined ? asked.key : undefined;
  const now = ports.clock.now();
  const named = await Promise.all(judgesNamed(wish.deployment).map((name) => ports.judges.find(name)));
  const judges = named.filter((judge) => judge !== undefined);
  const deployment = addressJudges(wish.deployment, judges);
  const [problems, found, account] = await Promise.all([
    findProblems(wish.problems, ports),
    Promise.all(deploymentKeysOf(deployment).map((one) => ports.findings.list(one))),
    deployment.kind === 'fleet' ? ports.findings.listAccount() : [],
  ]);
  const sessionId = insteadOf ?? (key === undefined ? ports.ids.next() : idOf(wish.owner, key));
  const limits = limitsInAccount(ports.bookingLimits, account, now);
  const context = { sessionId, now, limits, problems, judges, found, account };
  const digest =
    key === undefined ? undefined : createHash('sha256').update(JSON.stringify(wish)).digest('hex');
  return await placeBooking({ ...wish, deployment }, context, digest, dryRun, ports);
}

async function findProblems(
  wished: BookingWish['problems'],
  { problems, getVersion }: BookingSources,
): Promise<BookableProblem[]> {
  const found = await Promise.all(
    wished.map(async ({ problemId, version }) => {
      const wanted = version ?? (await problems.getProblem(problemId))?.currentVersion;
      return wanted === undefined ? null : await getVersion(problemId, wanted);
    }),
  );
  return found.filter((version) => version !== null);
}

/** The same id for the same key of the same instructor: 130 bits of their hash in the form of a ULID. */
function idOf(owner: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest();
  const digits = Array.from(
    { length: 26 },
    (_, index) => ULID_DIGITS[(digest[index] ?? 0) % (index === 0 ? 8 : 32)],
  );
  return digits.join('');
}
