import { DEFAULT_RULES, type GradingRules } from '../../core/exam/grading-rules.ts';
import type { Participant, Session } from '../../core/exam/session.ts';
import { findGradable } from '../../core/results/find-gradable.ts';
import type { GradableProblem } from '../../core/results/gradable-problem.ts';
import { gradeSession, type RankedResult } from '../../core/results/grade-session.ts';
import { isPublished, type PublishedGrade } from '../../core/results/grade-store.ts';
import { makePointsTeller, type PointsTeller } from '../../core/results/tell-points.ts';
import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import type { Services } from './services.ts';

/** How the session's submissions are told in points; undefined where it gives none. */
export async function findPoints(
  services: Pick<Services, 'getVersion'>,
  session: Session,
): Promise<PointsTeller | undefined> {
  return makePointsTeller(await findGradable(services, session), session.grading ?? DEFAULT_RULES);
}

/** Somebody's grade, once it is published. */
export async function findGrade(
  { grades }: Pick<Services, 'grades'>,
  session: Session,
  participantId: string,
): Promise<PublishedGrade | undefined> {
  if (session.gradesPublishedAt === undefined) return undefined;
  const grade = await grades.get(session.sessionId, participantId);
  return grade !== undefined && isPublished(session, grade) ? grade : undefined;
}

/** What a session's results are graded from, as it stands. */
export async function readGraded(
  services: Services,
  session: Session,
): Promise<{
  readonly problems: readonly GradableProblem[];
  readonly roster: readonly Participant[];
  readonly submissions: readonly SubmissionDigest[];
}> {
  const { sessionId } = session;
  const [problems, roster, submissions] = await Promise.all([
    findGradable(services, session),
    services.sessions.listParticipants(sessionId),
    services.feedOf(sessionId).refresh(services.clock.now(), session),
  ]);
  return { problems, roster, submissions };
}

/** A session's results as they stand, by its rules with some of them replaced. */
export async function readResults(
  services: Services,
  session: Session,
  wish: Partial<GradingRules> = {},
): Promise<{
  readonly rules: GradingRules;
  readonly problems: readonly GradableProblem[];
  readonly rows: readonly RankedResult[];
}> {
  const { grading = DEFAULT_RULES } = session;
  const rules = { ...grading, ...wish };
  const { problems, roster, submissions } = await readGraded(services, session);
  return { rules, problems, rows: gradeSession(session, problems, roster, submissions, rules) };
}
