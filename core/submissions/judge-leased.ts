import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import { InvalidRecordError } from '../exam/invalid-record-error.ts';
import type { Session } from '../exam/session.ts';
import { mostCpuMs } from '../grading/call-limits.ts';
import { loadIncluded } from '../grading/included-code.ts';
import { JUDGE_FAILURES, type Judge, JudgeError } from '../grading/judge.ts';
import {
  type JudgeSubmissionRequest,
  type SubmissionResult,
  scoringOf,
} from '../grading/judge-submission.ts';
import type { LanguageId } from '../grading/languages/index.ts';
import { longestCallMs } from '../grading/longest-call.ts';
import type { ProblemVersion } from '../problems/problem.ts';
import { countsAgainstPlace } from '../resilience/circuit.ts';
import { compactResult } from './compact-result.ts';
import { isCompilerRun } from './compiler-run.ts';
import { decideFate, type Outcome } from './decide-fate.ts';
import { endLease, type LeaseEnd } from './end-lease.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import { type HeldSlot, holdLeases } from './hold-leases.ts';
import { lookTwice } from './look-twice.ts';
import { runOnOwnInput } from './own-input.ts';
import { runCompiler } from './run-compiler.ts';
import { runMsOf } from './run-ms.ts';
import { scaleLimit } from './scale-time.ts';
import { SETBACK_OF, type Setback } from './setbacks.ts';
import type { RunningSubmission } from './submission.ts';
import { toProgram } from './to-program.ts';

/** Bytes that are kept of an output, and of a standard error, of a trial: they are what it is made for. */
const TRIAL_TEXT_BYTES = 16 * 1024;
/** What a trial shows of each conversation of an interactive problem. */
const TRIAL_TRANSCRIPT_BYTES = 4 * 1024;

/** How a lease ended, and whether its slot is still good. */
export interface JudgingEnd {
  readonly event: LeaseEnd['event'];
  /** False: the host is not to be used again by this executor, and its slot is left to expire. */
  readonly slotGood: boolean;
  /** Whether its host judged what it was given; undefined: what it came to says nothing about the host. */
  readonly hostJudges?: boolean;
}

/**
 * Judges one leased submission on one held slot and writes the outcome by condition on the lease: a verdict,
 * a give-back with its reason, or quarantine. When the lease is lost nothing is written.
 * @param signal aborts when this executor must end
 */
export async function judgeLeased(
  ports: ExecutorPorts,
  session: Session,
  held: HeldSlot,
  running: RunningSubmission,
  signal: AbortSignal,
): Promise<JudgingEnd> {
  const startedAt = ports.clock.now();
  const leases = holdLeases(ports, held, running);
  const calls = { judge: 0 };
  const outcome = await attempt(
    ports,
    session,
    held,
    running,
    AbortSignal.any([leases.signal, signal]),
    calls,
  );
  const facts = {
    outcome,
    lost: leases.lost(),
    attempts: running.attempts,
    setbacks: running.setbacks ?? [],
    hostId: held.slot.hostId,
    alone: held.kept !== undefined,
    leaving: held.leaving === true,
    now: ports.clock.now(),
  };
  let fate = decideFate(facts);
  let end = await endLease(ports, running, fate, startedAt);
  if (end.refused !== undefined) {
    fate = decideFate({ ...facts, refused: end.refused });
    end = await endLease(ports, running, fate, startedAt);
  }
  await leases.stop();
  await record(ports, running, startedAt, calls.judge, outcome, end);
  const { hostJudges } = leases.lost() === undefined && held.leaving !== true ? outcome : {};
  return { event: end.event, slotGood: fate.slotGood, ...given({ hostJudges }) };
}

async function attempt(
  ports: ExecutorPorts,
  session: Session,
  held: HeldSlot,
  running: RunningSubmission,
  signal: AbortSignal,
  calls: { judge: number },
): Promise<Outcome & Pick<JudgingEnd, 'hostJudges'>> {
  const { problemId, problemVersion, language } = running;
  const original = running.rejudges ?? running;
  const isRun = isCompilerRun(running);
  try {
    const [handedIn, version, host] = await Promise.all([
      ports.submissions.getHandedIn(original.sessionId, original.submissionId),
      isRun ? null : ports.getProblemVersion(problemId, problemVersion),
      ports.judgeAt(session, held.slot),
    ]);
    if (handedIn === undefined) return { kind: 'hopeless', reason: 'its source is not stored any more' };
    const judge = heed(host, held, ports.clock, calls);
    if (isRun) {
      const { judgeSubmission, newNonce, sandboxProgramFor } = ports;
      const ran = await runCompiler(handedIn, running, {
        sandboxProgramFor,
        judge,
        judgeSubmission,
        newNonce,
        signal,
      });
      if (ran.kind === 'result' && ran.result.verdict === 'JE') return failed('failed', reasonOf(ran.result));
      return ran.kind === 'result' ? { ...ran, hostJudges: true } : ran;
    }
    if (version === null)
      return {
        kind: 'hopeless',
        reason: `version ${problemVersion} of problem ${problemId} is not stored any more`,
      };
    const { timeMs } = version.manifest.limits;
    const timeLimitMs = scaleLimit(timeMs, held.timeScale, mostCpuMs(await host.limits(signal)));
    const request = {
      ...toProgram(handedIn),
      language: language as LanguageId,
      limits: { ...version.manifest.limits, timeMs: timeLimitMs },
      ...(handedIn.input === undefined
        ? {
            ...testCasesOf(version, running),
            readTestData: ports.readTestData,
            validation: version.manifest.validation,
          }
        : runOnOwnInput(handedIn.input)),
      policy: policyOf(session, version, running),
      ...(running.lane === 'trial'
        ? { textBytes: TRIAL_TEXT_BYTES, transcriptBytes: TRIAL_TRANSCRIPT_BYTES }
        : {}),
      ...given({
        signature: version.manifest.signature,
        frame: version.manifest.frame,
        included: await loadIncluded(version.manifest.included, language, ports.readTestData),
      }),
      judge,
      newNonce: ports.newNonce,
      batches: held.slot.batchLanguages.includes(language),
      ...(held.slot.headStartLanguages === undefined
        ? {}
        : { headStartLanguages: held.slot.headStartLanguages }),
      signal,
    } satisfies JudgeSubmissionRequest;
    const result = await lookTwice(ports, session, held, {
      running,
      judge: () => ports.judgeSubmission(request),
      scoring: scoringOf(request),
      signal,
    });
    if (result.verdict === 'JE') return failed('failed', reasonOf(result));
    const samples = new Set(version.manifest.testCases.filter(({ sample }) => sample).map(({ id }) => id));
    const isShown = (id: string) => running.lane === 'trial' || samples.has(id);
    const stored = {
      ...compactResult(result, isShown),
      ...given({ speedFactor: held.slot.speedFactor }),
      ...(timeLimitMs === timeMs ? {} : { timeLimitMs }),
    };
    return { kind: 'result', result, stored, hostJudges: true };
  } catch (error) {
    // What is stored does not become readable by another try.
    if (error instanceof InvalidRecordError) return { kind: 'hopeless', reason: error.message };
    if (!(error instanceof JudgeError))
      return failed('failed', error instanceof Error ? error.message : String(error));
    const blamesHost = !signal.aborted && countsAgainstPlace(JUDGE_FAILURES[error.kind]);
    return {
      ...failed(SETBACK_OF[error.kind], error.message),
      ...(blamesHost ? { hostJudges: false } : {}),
    };
  }

  function failed(kind: Setback['kind'], reason: string): Outcome {
    if (signal.aborted)
      return { kind: 'setback', setback: setback('turned-away', 'its executor had to end') };
    return { kind: 'setback', setback: setback(kind, reason) };
  }
  function setback(kind: Setback['kind'], reason: string): Setback {
    return { kind, hostId: held.slot.hostId, reason: reason.slice(0, 500), at: ports.clock.now() };
  }
}

/** A judge whose calls are counted, and whose signs of life are noted on the slot that holds it. */
function heed(host: Judge, held: HeldSlot, clock: Clock, calls: { judge: number }): Judge {
  return {
    limits: host.limits.bind(host),
    languages: host.languages.bind(host),
    run: async (...call) => {
      calls.judge++;
      const [{ limits }] = call;
      const until = clock.now() + longestCallMs(await host.limits(call[1]), limits.wallMs);
      try {
        const report = await host.run(...call);
        held.heard.note({ answeredAt: clock.now(), finishedAt: clock.now() });
        return report;
      } catch (error) {
        if (error instanceof JudgeError && error.kind === 'timeout')
          held.heard.note({ overdueAt: clock.now() });
        // A judge ends no call because nobody asks after it.
        if (error instanceof JudgeError && error.kind === 'aborted') held.heard.abandonedUntil = until;
        throw error;
      }
    },
  };
}

/** A trial runs on the samples and has no score. */
function testCasesOf({ manifest }: ProblemVersion, { lane }: RunningSubmission) {
  if (lane === 'trial') return { testCases: manifest.testCases.filter(({ sample }) => sample) };
  return {
    testCases: manifest.testCases,
    ...(manifest.kind === 'scoring' ? { groups: manifest.groups } : {}),
  };
}

/** Points are for every group that is right, the later ones too: what is scored is judged to its end. */
function policyOf(session: Session, { manifest }: ProblemVersion, { lane, rejudges }: RunningSubmission) {
  if (manifest.kind === 'scoring' && lane !== 'trial') return 'run-all';
  return rejudges?.testCases ?? session.policy.testCases;
}

function reasonOf(result: SubmissionResult): string {
  const guilty = result.perCase.find(({ verdict }) => verdict === 'JE');
  const said = guilty?.detail.feedback ?? result.notes[0] ?? 'the judge gave no reason';
  return guilty === undefined ? said : `${guilty.testCaseId}: ${said}`;
}

/** The record serves statistics: losing one must not cost a verdict that is already written. */
async function record(
  ports: ExecutorPorts,
  running: RunningSubmission,
  startedAt: number,
  calls: number,
  outcome: Outcome,
  { event: end, at: endedAt }: LeaseEnd,
): Promise<void> {
  if (calls === 0) return;
  const { sessionId, submissionId, participantId, problemId, language, attempts, lease, lane, submittedAt } =
    running;
  const result = outcome.kind === 'result' ? outcome.result : undefined;
  try {
    await ports.metrics.recordBatch({
      sessionId,
      submissionId,
      attempt: attempts,
      participantId,
      problemId,
      language,
      hostId: lease.hostId,
      mode: result?.mode ?? 'stdio',
      judgeCalls: result?.judgeCalls ?? calls,
      validatorCalls: result?.validatorCalls ?? 0,
      callsSaved: result?.callsSaved ?? 0,
      testCases: result?.perCase.length ?? 0,
      ...(result === undefined ? {} : { verdict: result.verdict, runMs: runMsOf(result) }),
      acceptedAt: submittedAt,
      lane,
      end,
      startedAt,
      endedAt,
    });
  } catch (error) {
    ports.onEvent({
      event: 'write-failed',
      sessionId,
      submissionId,
      reason: `batch record: ${error}`,
      error,
    });
  }
}
