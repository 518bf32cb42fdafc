import { DynamoBillStore } from '../../adapters/dynamodb/bill-store.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoSubmissionStore } from '../../adapters/dynamodb/submission-store.ts';
import type { Table } from '../../adapters/dynamodb/table.ts';
import { lazily } from '../../adapters/lazily.ts';
import { CachedManifests } from '../../adapters/s3/cached-manifests.ts';
import { CachedTestData } from '../../adapters/s3/cached-test-data.ts';
import { DEFAULT_RULES } from '../../core/exam/grading-rules.ts';
import type { Session } from '../../core/exam/session.ts';
import type { ManifestObjects, TestDataStore } from '../../core/problems/ports.ts';
import { findGradable } from '../../core/results/find-gradable.ts';
import { gradeSession } from '../../core/results/grade-session.ts';
import { type AskPorts, ReviewAsker } from '../../core/review/ask-reviews.ts';
import { type ChooseRunsPorts, chooseRuns } from '../../core/review/choose-runs.ts';
import { REVIEWED_LANGUAGES } from '../../core/review/detectors.ts';
import { readSamples } from '../../core/review/read-samples.ts';
import type { ReviewedSubmission } from '../../core/review/review.ts';
import type { ReviewerPorts } from '../../core/review/work-reviews.ts';
import { compilerRunId } from '../../core/submissions/compiler-run.ts';
import { SubmissionFeed } from '../../core/submissions/submission-feed.ts';
import type { Env } from './env.ts';

/** Samples kept in memory. */
const TEST_DATA_BYTES = 8 * 1024 * 1024;

/** What the reviewer has of sessions: their submissions that count, the samples of their problems, and their bills. */
export function connectSessions(
  env: Pick<Env, 'SESSIONS_TABLE' | 'SUBMISSIONS_TABLE' | 'METRICS_TABLE' | 'DATA_BUCKET'>,
  table: (name: string) => Table,
  reviews: Pick<AskPorts, 'clock' | 'store' | 'askings' | 'tell'> & Pick<ChooseRunsPorts, 'runs'>,
): Required<Pick<ReviewerPorts, 'askMore' | 'samplesOf' | 'runOf'>> & {
  /** Notes over which submissions of a session compilers are to run. */
  readonly chooseRuns: (sessionId: string) => Promise<number>;
} {
  const objects = lazily<TestDataStore & ManifestObjects>(async () =>
    (await import('../../adapters/s3/connect-problem-objects.ts')).connectProblemObjects(env.DATA_BUCKET),
  );
  const manifests = new CachedManifests(objects);
  const testData = new CachedTestData(objects, TEST_DATA_BYTES);
  const sessions = new DynamoSessionStore(table(env.SESSIONS_TABLE));
  const submissions = new DynamoSubmissionStore(table(env.SUBMISSIONS_TABLE));
  const bills = new DynamoBillStore(table(env.METRICS_TABLE));
  const getVersion = async (problemId: string, version: number) =>
    await manifests.getVersion(problemId, version);
  const gradesOf = async (session: Session) => {
    const { sessionId, grading = DEFAULT_RULES } = session;
    const [problems, roster, digests] = await Promise.all([
      findGradable({ getVersion }, session),
      sessions.listParticipants(sessionId),
      new SubmissionFeed(submissions, sessionId).refresh(reviews.clock.now(), session),
    ]);
    return gradeSession(session, problems, roster, digests, grading);
  };
  const getSession = async (sessionId: string) => await sessions.get(sessionId);
  const runOf = async ({ sessionId, submissionId }: Pick<ReviewedSubmission, 'sessionId' | 'submissionId'>) =>
    await submissions.get(sessionId, compilerRunId(sessionId, submissionId));
  const asker = new ReviewAsker({
    ...reviews,
    languages: REVIEWED_LANGUAGES,
    getSession,
    gradesOf,
    getHandedIn: async (sessionId, submissionId) => await submissions.getHandedIn(sessionId, submissionId),
    runOf,
    noteCosts: async (sessionId, cost) => await bills.noteReviews(sessionId, cost),
  });
  return {
    askMore: async (until, keepTurn) => await asker.askMore(until, keepTurn),
    chooseRuns: async (sessionId) => await chooseRuns(sessionId, { ...reviews, getSession, gradesOf }),
    runOf,
    samplesOf: async ({ problemId, problemVersion }) =>
      await readSamples(await getVersion(problemId, problemVersion), (hash) => testData.get(hash)),
  };
}
