import { randomBytes } from 'node:crypto';
import { DynamoDeploymentFindings } from '../../adapters/dynamodb/deployment-findings.ts';
import { DynamoExaminationStore } from '../../adapters/dynamodb/examination-store.ts';
import { DynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { DynamoMetricsStore } from '../../adapters/dynamodb/metrics-store.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoSignalStore } from '../../adapters/dynamodb/signal-store.ts';
import { DynamoSlotStore } from '../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../adapters/dynamodb/submission-store.ts';
import { canConnect } from '../../adapters/judge0/can-connect.ts';
import { Judge0Judge } from '../../adapters/judge0/judge0-judge.ts';
import { lazily } from '../../adapters/lazily.ts';
import { CachedManifests } from '../../adapters/s3/cached-manifests.ts';
import { CachedTestData } from '../../adapters/s3/cached-test-data.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { given } from '../../core/exam/given.ts';
import type { Judge } from '../../core/grading/judge.ts';
import { judgeSubmission } from '../../core/grading/judge-submission.ts';
import { measureBatch } from '../../core/monitoring/measure-batch.ts';
import type { ManifestObjects, TestDataStore } from '../../core/problems/ports.ts';
import { sandboxProgramFor } from '../../core/review/sandbox/sandbox-program.ts';
import type { ExecutorEvent, ExecutorPorts } from '../../core/submissions/executor-ports.ts';
import { measureEvent, measureVerdict } from '../../core/submissions/measure-executor.ts';
import { SETBACK_FAILURES } from '../../core/submissions/setbacks.ts';
import { tokenParameterOf } from '../../core/submissions/standing-slots.ts';
import { connectTables } from '../middleware/connect-tables.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';

/** Test data kept in memory: a quarter of the function's 1 GB. */
const TEST_DATA_BYTES = 256 * 1024 * 1024;

const QUIET: readonly ExecutorEvent['event'][] = ['judged', 'ended', 'joined'];

/** Everything that an executor touches, made once an instance. */
export function composeExecutor(env: Env, tools: Tools): ExecutorPorts {
  const objects = lazily<TestDataStore & ManifestObjects>(async () =>
    (await import('../../adapters/s3/connect-problem-objects.ts')).connectProblemObjects(env.DATA_BUCKET),
  );
  const table = connectTables(tools, env);
  const config = readStageConfig(env.STAGE);
  const manifests = new CachedManifests(objects);
  const testData = new CachedTestData(objects, TEST_DATA_BYTES);
  const judges = new Map<string, Judge>();
  const batches = new DynamoMetricsStore(table(env.METRICS_TABLE), config.retentionDays.metrics);
  return {
    clock: systemClock,
    ids: ulidSource,
    newNonce,
    random: Math.random,
    sessions: new DynamoSessionStore(table(env.SESSIONS_TABLE)),
    submissions: new DynamoSubmissionStore(table(env.SUBMISSIONS_TABLE), (judged, at) =>
      measureVerdict(judged, at, tools.measure),
    ),
    slots: new DynamoSlotStore(table(env.SESSIONS_TABLE)),
    circuits: config.circuits,
    metrics: {
      recordBatch: async (batch) => {
        measureBatch(batch, tools.measure);
        await batches.recordBatch(batch);
      },
    },
    getProblemVersion: (problemId, version) => manifests.getVersion(problemId, version),
    readTestData: (hash) => testData.get(hash),
    judgeAt: async (session, slot) => {
      const standing = tokenParameterOf(session, slot);
      if (standing !== undefined) {
        // Only the executor outside the VPC comes here: the other need not even load it.
        const { connectStandingJudge } = await import('./connect-standing-judge.ts');
        return await connectStandingJudge(standing, slot.url);
      }
      const key = `${slot.url} ${slot.token}`;
      const judge = judges.get(key) ?? new Judge0Judge({ url: slot.url, token: slot.token, canConnect });
      judges.set(key, judge);
      return judge;
    },
    // Only judges that somebody keeps are examined here: the executor in the VPC need not even load it.
    examine: {
      language: async (language, judge, signal) => {
        const { examineLanguage } = await import('../../core/examination/examine-language.ts');
        return await examineLanguage(language, judge, { judgeSubmission, newNonce }, signal);
      },
      sandbox: async (judge, signal) => {
        const { lookOut, SANDBOX_HOLDS } = await import('../../core/examination/look-out.ts');
        const { fault, speedFactor } = await lookOut(judge, signal);
        return { sandbox: fault ?? SANDBOX_HOLDS, ...given({ speedFactor }) };
      },
    },
    examinations: new DynamoExaminationStore(table(env.SESSIONS_TABLE)),
    decisions: new DynamoHostStore(table(env.SESSIONS_TABLE)),
    findings: new DynamoDeploymentFindings(table(env.SESSIONS_TABLE)),
    signals: new DynamoSignalStore(table(env.SESSIONS_TABLE)),
    judgeSubmission,
    sandboxProgramFor,
    onEvent: (told) => {
      const { event, ...facts } = told;
      measureEvent(told, tools.measure);
      tools.logger[QUIET.includes(event) ? 'info' : 'warn'](`submission.${event}`, {
        ...facts,
        ...tellSetback(facts),
      });
    },
  };
}

const newNonce = () => randomBytes(16).toString('hex');

/** Of which class and weight it is what a submission that comes back has met. */
function tellSetback({ setback }: Pick<ExecutorEvent, 'setback'>) {
  if (setback === undefined) return {};
  const { class: failureClass, severity } = SETBACK_FAILURES[setback];
  return { errorKind: setback, failureClass, severity };
}
