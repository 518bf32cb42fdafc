import type { Clock } from '../exam/clock.ts';
import type { DecisionLog } from '../exam/decision.ts';
import { foldUsername } from '../exam/fold-username.ts';
import type { GradingRules } from '../exam/grading-rules.ts';
import { noticesOf, type Recipients } from '../exam/notice.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';
import { tellGrades } from '../messages/notice-texts.ts';
import type { TellPorts } from '../messages/tell-notices.ts';
import type { GradableProblem } from '../results/gradable-problem.ts';
import type { RankedResult } from '../results/grade-session.ts';
import { type GradeStore, saySame } from '../results/grade-store.ts';
import { type ActRefusal, finishAct, refuseAct, refuseStale } from './session-act.ts';

/** What publishing touches. */
export interface GradePorts extends TellPorts {
  readonly clock: Clock;
  readonly sessions: TellPorts['sessions'] & Pick<SessionStore, 'get' | 'update'>;
  readonly hosts: Pick<DecisionLog, 'recordDecision'>;
  readonly grades: GradeStore;
  /** The session's results as they stand. */
  readonly readResults: (session: Session) => Promise<{
    readonly rules: GradingRules;
    readonly problems: readonly GradableProblem[];
    readonly rows: readonly RankedResult[];
  }>;
}

/** What came of publishing or withdrawing. */
export type GradeAct =
  | {
      readonly done: true;
      /** Grades that participants see now. */
      readonly published: number;
      /** Of whom the grade is another than before. */
      readonly changed: number;
      readonly at: number;
    }
  | { readonly done: false; readonly refusal: ActRefusal };

/** Writes that somebody else is faster than are repeated this often. */
const ATTEMPTS = 5;

/**
 * Publishes grades as the results stand now, of everybody or of those who are named: from then on they see them, and what
 * is judged again does not change them until they are published again. Only when the session is over for everybody and
 * all that counts has its verdict: before, a grade would tell what others cannot know yet, or be another a minute later.
 * Grades are written before the session's row says so, whose notice tells those concerned: whatever dies in between,
 * publishing again completes it, and nobody is told of a grade that is not there.
 * @param by user name of whoever publishes
 */
export async function publishGrades(
  session: Session,
  participantIds: readonly string[] | undefined,
  by: string,
  ports: GradePorts,
): Promise<GradeAct> {
  const { sessionId } = session;
  const now = ports.clock.now();
  if (!isOver(session, now))
    return refuseAct(
      'not-yet',
      `the window is open until ${new Date(session.times.lastClosesAt).toISOString()} for whoever has the most extra time: end the session, or publish then`,
    );
  if (session.cancelledAt !== undefined && session.cancelledAt < session.times.opensAt)
    return refuseAct('session-cancelled', 'the session was cancelled before it opened: nothing is graded');
  const wanted = participantIds?.map(foldUsername);
  const first = new Set<string>();
  const other = new Set<string>();
  let current = session;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [{ rules, problems, rows }, before] = await Promise.all([
      ports.readResults(current),
      ports.grades.list(sessionId),
    ]);
    const faults = strangers(wanted, rows);
    if (faults.length > 0) return refuseAct('invalid-request', faults[0]?.detail ?? '', { faults });
    const chosen = rows.filter(({ participantId }) => wanted?.includes(participantId) ?? true);
    const waiting = chosen.flatMap((row) => row.problems).reduce((sum, { pending }) => sum + pending, 0);
    if (waiting > 0)
      return refuseAct(
        'not-yet',
        `${waiting} submission${waiting === 1 ? '' : 's'} still wait${waiting === 1 ? 's' : ''} for a verdict: publish when everything is judged`,
        { retryAfterMs: 10_000 },
      );
    const known = new Map(before.map((grade) => [grade.participantId, grade]));
    const changed = chosen.flatMap(({ rank: _, ...result }) => {
      const { participantId } = result;
      const grade = { sessionId, participantId, publishedAt: now, publishedBy: by, rules, problems, result };
      const seen = known.get(participantId);
      return seen !== undefined && saySame(seen, grade) ? [] : [grade];
    });
    for (const { participantId } of changed)
      if (!first.has(participantId)) (known.has(participantId) ? other : first).add(participantId);
    await ports.grades.put(changed);
    const published = new Set([...known.keys(), ...chosen.map(({ participantId }) => participantId)]).size;
    const told = [
      ...tellTo(first, rows.length, (to) => tellGrades('published', to)),
      ...tellTo(other, rows.length, (to) => tellGrades('changed', to)),
    ];
    const count = first.size + other.size;
    if (count === 0 && current.gradesPublishedAt !== undefined)
      return { done: true, published, changed: 0, at: now };
    const change = { gradesPublishedAt: now, untold: noticesOf(current, now, told) };
    if (await ports.sessions.update(sessionId, current.revision, change)) {
      await record(sessionId, 'publish grades', `${by}: ${count} of ${rows.length}`, now, ports);
      await finishAct(current, ports);
      return { done: true, published, changed: count, at: now };
    }
    current = (await ports.sessions.get(sessionId)) ?? current;
  }
  return refuseStale();
}

/**
 * Withdraws published grades, of everybody or of those who are named: they are held again, and those concerned are told.
 * With the last one the rules can be changed again. @param by user name of whoever withdraws
 */
export async function withdrawGrades(
  session: Session,
  participantIds: readonly string[] | undefined,
  by: string,
  ports: GradePorts,
): Promise<GradeAct> {
  const { sessionId } = session;
  const now = ports.clock.now();
  const wanted = participantIds?.map(foldUsername);
  const seen = await ports.grades.list(sessionId);
  const gone = new Set(
    seen
      .map(({ participantId }) => participantId)
      .filter((participantId) => wanted?.includes(participantId) ?? true),
  );
  await ports.grades.remove(sessionId, [...gone]);
  const published = seen.length - gone.size;
  let current = session;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (gone.size === 0 && (published > 0 || current.gradesPublishedAt === undefined))
      return { done: true, published, changed: 0, at: now };
    const told = tellTo(gone, seen.length, (to) => tellGrades('withdrawn', to));
    const change = {
      ...(published === 0 ? { gradesPublishedAt: null } : {}),
      untold: noticesOf(current, now, told),
    };
    if (await ports.sessions.update(sessionId, current.revision, change)) {
      await record(sessionId, 'withdraw grades', `${by}: ${gone.size} of ${seen.length}`, now, ports);
      await finishAct(current, ports);
      return { done: true, published, changed: gone.size, at: now };
    }
    current = (await ports.sessions.get(sessionId)) ?? current;
  }
  return refuseStale();
}

function strangers(wanted: readonly string[] | undefined, rows: readonly RankedResult[]) {
  const roster = new Set(rows.map(({ participantId }) => participantId));
  return (wanted ?? []).flatMap((participantId, at) =>
    roster.has(participantId)
      ? []
      : [{ field: `participantIds[${at}]`, detail: `${participantId} is not on the roster` }],
  );
}

/** A notice to those concerned, in one word when they are all. */
function tellTo<Told>(concerned: ReadonlySet<string>, all: number, tell: (to: Recipients) => Told): Told[] {
  if (concerned.size === 0) return [];
  return [tell(concerned.size === all ? 'everybody' : { participantIds: [...concerned] })];
}

async function record(
  sessionId: string,
  action: string,
  reason: string,
  at: number,
  { hosts }: Pick<GradePorts, 'hosts'>,
): Promise<void> {
  await hosts.recordDecision(sessionId, { at, subject: 'grades', action, reason });
}
