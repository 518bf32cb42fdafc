import { countOf } from '../../../core/exam/count-of.ts';
import type { Submission } from '../../../core/submissions/submission.ts';
import type { StormPlan } from './plan.ts';
import { recount } from './recount.ts';
import type { Aftermath } from './run-storm.ts';

/** What a storm left behind. */
export interface StormOutcome {
  readonly accepted: number;
  readonly judged: number;
  readonly quarantined: number;
  /** Accepted, by what somebody was told, and neither judged nor quarantined, or never announced. */
  readonly lost: number;
  /** Second verdicts, second rows of one submission, second events of one end. */
  readonly double: number;
  /** Verdicts that an undisturbed exam does not give, and quarantines that nothing accounts for. */
  readonly wrong: number;
  /** Submissions and slots that somebody still holds. */
  readonly leases: number;
  /** Machines that still run. */
  readonly hosts: number;
  readonly balanced: boolean;
  /** How often what was done. */
  readonly faults: Readonly<Record<string, number>>;
  /** Stands for all faults in their order: the same for the same seed. */
  readonly trace: string;
  /** Of the problems, those of what nobody was ever told that it is accepted. */
  readonly unaccepted: readonly string[];
  readonly clean: boolean;
  /** A sentence for everything that is not as it must be. */
  readonly problems: readonly string[];
}

/** Holds what a storm left against what it was and what the calm gave. */
export async function takeStock(plan: StormPlan, calm: Aftermath, storm: Aftermath): Promise<StormOutcome> {
  const { world } = storm;
  const lost: string[] = [];
  const double: string[] = [];
  const wrong: string[] = [];
  const unaccepted: string[] = [];
  const other: string[] = [];
  const told = eventsBySubmission(storm);
  for (const [eventId, tellings] of world.subscribers.heard)
    if (tellings.size > 1) double.push(`event ${eventId} told ${countOf(tellings.size, 'thing')}`);
  for (const { key, source, behaviour } of plan.submissions) {
    const { ids, refused } = storm.heard.get(key) ?? { ids: new Set<string>(), refused: undefined };
    const rows = storm.rows.get(source) ?? [];
    if (rows.length > 1 || ids.size > 1)
      double.push(`${key} is ${countOf(Math.max(rows.length, ids.size), 'submission')}`);
    const unknown = [...ids].filter((id) => !rows.some(({ submissionId }) => submissionId === id));
    if (unknown.length > 0) lost.push(`${key} was accepted as ${unknown.join(', ')}, and no row is there`);
    if (ids.size === 0) unaccepted.push(`${key} was never accepted: ${refused ?? 'nobody ever answered'}`);
    const [undisturbed] = calm.rows.get(source) ?? [];
    if (undisturbed?.state !== 'judged') other.push(`in calm: ${key} ${describeEnd(undisturbed)}`);
    for (const row of rows) {
      const { submissionId, state } = row;
      if (state !== 'judged' && state !== 'quarantined') lost.push(`${key} (${submissionId}) is ${state}`);
      else if (!told.has(submissionId)) lost.push(`${key} (${submissionId}) was never announced`);
      if ((told.get(submissionId)?.size ?? 0) > 1)
        double.push(`${key} (${submissionId}) was announced as two things`);
      if ((world.written.get(submissionId) ?? 0) > 1)
        double.push(`${key} (${submissionId}) was ended ${world.written.get(submissionId)} times`);
      const fault = faultOf(row, undisturbed, behaviour === 'poison', storm);
      if (fault !== undefined) wrong.push(`${key} (${submissionId}) ${fault}`);
    }
  }
  const counts = await world.stores.submissions.count(world.session.sessionId);
  const slots = await world.stores.slots.list(world.session.sessionId);
  const alive = world.cloud.alive();
  const leases = counts.running + slots.length;
  if (leases > 0)
    other.push(
      `${countOf(counts.running, 'submission is', 'submissions are')} leased, ${countOf(slots.length, 'slot is', 'slots are')} open`,
    );
  if (alive.length > 0) other.push(`still running: ${alive.map(({ instanceId }) => instanceId).join(', ')}`);
  other.push(...(await recount(calm)).map((one) => `in calm: ${one}`), ...(await recount(storm)));
  other.push(...storm.open, ...calm.open.map((one) => `in calm: ${one}`), ...world.cloud.violations);
  const problems = [...lost, ...double, ...wrong, ...unaccepted, ...other];
  return {
    accepted: counts.accepted,
    judged: counts.judged,
    quarantined: counts.quarantined,
    lost: lost.length,
    double: double.length,
    wrong: wrong.length,
    leases,
    hosts: alive.length,
    balanced: storm.balanced,
    faults: Object.fromEntries([...world.adversary.counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    trace: world.adversary.traceHash(),
    unaccepted,
    clean: problems.length === 0,
    problems,
  };
}

/** What was announced of each submission: once, however often, is one. */
function eventsBySubmission({ world }: Aftermath): Map<string, Set<string>> {
  const told = new Map<string, Set<string>>();
  for (const [eventId, tellings] of world.subscribers.heard)
    for (const telling of tellings) {
      const { submissionId } = JSON.parse(telling) as { submissionId?: string };
      if (submissionId === undefined) continue;
      const known = told.get(submissionId) ?? new Set();
      known.add(`${eventId} ${telling}`);
      told.set(submissionId, known);
    }
  return told;
}

function describeEnd(row: Submission | undefined): string {
  if (row === undefined) return 'was never accepted';
  return row.state === 'quarantined' ? `was quarantined: ${row.reason}` : `is ${row.state}`;
}

/** Why an outcome is not what it should be. */
function faultOf(
  row: Submission,
  undisturbed: Submission | undefined,
  isPoison: boolean,
  { world }: Aftermath,
): string | undefined {
  if (row.state === 'judged') {
    const expected = undisturbed?.state === 'judged' ? undisturbed.result.verdict : undisturbed?.state;
    return row.result.verdict === expected ? undefined : `got ${row.result.verdict} instead of ${expected}`;
  }
  if (row.state !== 'quarantined' || isPoison) return undefined;
  // Lost with hosts that were taken down, the last beside nobody, or with executors: anything else was no reason.
  const lost = (row.setbacks ?? []).filter(({ kind }) => kind === 'host-lost');
  const isAccounted =
    /(host.* lost .*, with nothing else on it the last time$|executors ended without a word)/.test(
      row.reason,
    ) && lost.every(({ hostId }) => world.network.struck.has(hostId));
  return isAccounted ? undefined : describeEnd(row);
}
