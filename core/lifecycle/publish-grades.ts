import type { Clock } from '../exam/clock.ts';
import { countOf } from '../exam/count-of.ts';
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
import { type GradeStore, isPublished, saySame } from '../results/grade-store.ts';
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
 * Grades are written before the session's row says so, whose notice tells those concerned: whatever dies in between shows
 * nothing, publishing again completes it, and nobody is told of a grade that is not there.
 * @param by user name of whoever publishes
 */
export async function publishGrades(
  session: Session,
  participantIds: readonly string[] | undefined,
  by: string,
  ports: GradePorts,
): Promise<GradeAct> {
  const { sessionId } = session;
  if (!isOver(session, ports.clock.now()))
    return refuseAct(
      'not-yet',
      `the window is open until ${new Date(session.times.lastClosesAt).toISOString()} for whoever has the most extra time: end the session, or publish then`,
    );
  if (session.cancelledAt !== undefined && session.cancelledAt < session.times.opensAt)
    return refuseAct('session-cancelled', 'the session was cancelled before it opened: nothing is graded');
  const wanted = participantIds?.map(foldUsername);
  /** Whose grade was published before, also where it has been written over by now. */
  const had = new Set<string>();
  let current = session;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { gradesPublishedAt } = current;
    // Later than what is published: until the row says so, what is written now is not.
    const now = Math.max(ports.clock.now(), (gradesPublishedAt ?? 0) + 1);
    const [{ rules, problems, rows }, before] = await Promise.all([
      ports.readResults(current),
      ports.grades.list(sessionId),
    ]);
    const faults = strangers(wanted, rows);
    if (faults.length > 0) return refuseAct('invalid-request', faults[0]?.detail ?? '', { faults });
    const known = new Map(
      before.filter((grade) => isPublished(current, grade)).map((grade) => [grade.participantId, grade]),
    );
    const begun = idsOf(before).filter((participantId) => !known.has(participantId));
    const chosen = rows.filter(
      ({ participantId }) =>
        (wanted?.includes(participantId) ?? true) ||
        // The row would say of it, too, that it is published.
        (gradesPublishedAt !== undefined && begun.includes(participantId)),
    );
    const waiting = chosen.flatMap((row) => row.problems).reduce((sum, { pending }) => sum + pending, 0);
    if (waiting > 0)
      return refuseAct(
        'not-yet',
        `${countOf(waiting, 'submission still waits', 'submissions still wait')} for a verdict: publish when everything is judged`,
        { retryAfterMs: 10_000 },
      );
    const changed = chosen.flatMap(({ rank: _, ...result }) => {
      const { participantId } = result;
      const grade = { sessionId, participantId, publishedAt: now, publishedBy: by, rules, problems, result };
      const seen = known.get(participantId);
      return seen !== undefined && saySame(seen, grade) ? [] : [grade];
    });
    for (const participantId of known.keys()) had.add(participantId);
    const published = new Set([...known.keys(), ...idsOf(chosen)]);
    const left = begun.filter((participantId) => !published.has(participantId));
    if (changed.length === 0 && left.length === 0 && gradesPublishedAt !== undefined)
      return { done: true, published: published.size, changed: 0, at: now };
    await ports.grades.remove(sessionId, left);
    await ports.grades.put(changed);
    const [other = [], first = []] = [true, false].map((before) =>
      idsOf(changed).filter((participantId) => had.has(participantId) === before),
    );
    const told = [
      ...tellTo(first, rows.length, (to) => tellGrades('published', to)),
      ...tellTo(other, rows.length, (to) => tellGrades('changed', to)),
    ];
    const change = { gradesPublishedAt: now, untold: noticesOf(current, ports.clock.now(), told) };
    if (await ports.sessions.update(sessionId, current.revision, change)) {
      await record(sessionId, 'publish grades', `${by}: ${changed.length} of ${rows.length}`, now, ports);
      await finishAct(current, ports);
      return { done: true, published: published.size, changed: changed.length, at: now };
    }
    current = (await ports.sessions.get(sessionId)) ?? current;
  }
  return refuseStale();
}

/**
 * Withdraws published grades, of everybody or of those who are named: they are held again, and those concerned are told
 * before they are removed, so that whatever dies in between is told all the same, and completed by repeating it. With the
 * last one the rules can be changed again. @param by user name of whoever withdraws
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
  let current = session;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await ports.grades.list(sessionId);
    const gone = idsOf(stored).filter((participantId) => wanted?.includes(participantId) ?? true);
    const seen = idsOf(stored.filter((grade) => isPublished(current, grade)));
    const lost = seen.filter((participantId) => gone.includes(participantId));
    const published = seen.length - lost.length;
    if (lost.length === 0 && (published > 0 || current.gradesPublishedAt === undefined)) {
      await ports.grades.remove(sessionId, gone);
      return { done: true, published, changed: 0, at: now };
    }
    const told = tellTo(lost, current.participantCount, (to) => tellGrades('withdrawn', to));
    const change = {
      ...(published === 0 ? { gradesPublishedAt: null } : {}),
      untold: noticesOf(current, ports.clock.now(), told),
    };
    if (await ports.sessions.update(sessionId, current.revision, change)) {
      await ports.grades.remove(sessionId, gone);
      await record(sessionId, 'withdraw grades', `${by}: ${lost.length} of ${seen.length}`, now, ports);
      await finishAct(current, ports);
      return { done: true, published, changed: lost.length, at: now };
    }
    current = (await ports.sessions.get(sessionId)) ?? current;
  }
  return refuseStale();
}

const idsOf = (all: readonly { readonly participantId: string }[]) =>
  all.map(({ participantId }) => participantId);

function strangers(wanted: readonly string[] | undefined, rows: readonly RankedResult[]) {
  const roster = new Set(rows.map(({ participantId }) => participantId));
  return (wanted ?? []).flatMap((participantId, at) =>
    roster.has(participantId)
      ? []
      : [{ field: `participantIds[${at}]`, detail: `${participantId} is not on the roster` }],
  );
}

/** A notice to those concerned, in one word when they are all. */
function tellTo<Told>(concerned: readonly string[], all: number, tell: (to: Recipients) => Told): Told[] {
  if (concerned.length === 0) return [];
  return [tell(concerned.length === all ? 'everybody' : { participantIds: concerned })];
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
