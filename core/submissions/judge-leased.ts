import type { Session } from '../exam/session.ts';
import { JudgeError } from '../grading/judge.ts';
import type { SubmissionResult } from '../grading/judge-submission.ts';
import type { LanguageId } from '../grading/languages/language.ts';
import { longestCallMs } from '../grading/longest-call.ts';
import type { ProblemVersion } from '../problems/problem.ts';
import { compactResult } from './compact-result.ts';
import type { ExecutorEvent, ExecutorPorts } from './executor-ports.ts';
import { type HeldSlot, holdLeases } from './hold-leases.ts';
import { decideRetry, type Setback } from './setbacks.ts';
import type { RunningSubmission } from './submission.ts';
import { RefusedRowError } from './submission-store.ts';

/** What became of a leased submission, and whether its slot is still good. */
export interface Fate {
  readonly event: ExecutorEvent['event'];
  /** False: the host is not to be used again by this executor, and its slot is left to expire. */
  readonly slotGood: boolean;
}

const WRITE_ATTEMPTS = 5;

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
): Promise<Fate> {
  const startedAt = ports.clock.now();
  const { sessionId, submissionId, participantId } = running;
  const { hostId } = held.slot;
  const tell = (event: ExecutorEvent['event'], reason: string, more: Partial<ExecutorEvent> = {}) =>
    ports.onEvent({
      event,
      sessionId,
      submissionId,
      participantId,
      hostId,
      reason,
      durationMs: ports.clock.now() - startedAt,
      ...more,
    });

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
  const lost = leases.lost();

  let fate: Fate;
  if (lost === 'submission') {
    tell('lease-lost', 'somebody else holds the lease; nothing was written');
    fate = { event: 'lease-lost', slotGood: true };
  } else if (outcome.kind === 'result' && lost === undefined) {
    const { result } = outcome;
    const judgedAt = ports.clock.now();
    const written = await persist(ports, running, () =>
      ports.submissions.judge(running, compactResult(result, outcome.isSample), judgedAt),
    );
    if (typeof written === 'string') {
      const reason = `its result (${result.verdict}) cannot be stored: ${written}`;
      await persist(ports, running, () => ports.submissions.quarantine(running, reason, judgedAt));
      tell('quarantined', reason);
    } else if (written)
      tell('judged', `${result.verdict} in ${result.judgeCalls} judge calls`, {
        verdict: result.verdict,
        judgeCalls: result.judgeCalls,
      });
    else tell('lease-lost', 'the verdict came too late; nothing was written');
    fate = {
      event: typeof written === 'string' ? 'quarantined' : written ? 'judged' : 'lease-lost',
      slotGood: true,
    };
  } else if (outcome.kind === 'hopeless') {
    await persist(ports, running, () =>
      ports.submissions.quarantine(running, outcome.reason, ports.clock.now()),
    );
    tell('quarantined', outcome.reason);
    fate = { event: 'quarantined', slotGood: true };
  } else {
    const setback: Setback =
      lost === 'slot' || lost === 'no-slot'
        ? {
            kind: lost === 'slot' ? 'host-lost' : 'turned-away',
            hostId,
            reason: lost === 'slot' ? 'its host failed while it was judged' : 'its slot was taken back',
            at: ports.clock.now(),
          }
        : outcome.kind === 'setback'
          ? outcome.setback
          : { kind: 'turned-away', hostId, reason: 'judging was broken off', at: ports.clock.now() };
    fate = await handBack(ports, running, setback, tell, lost !== undefined);
  }
  await leases.stop();
  await record(
    ports,
    running,
    hostId,
    startedAt,
    calls.judge,
    outcome.kind === 'result' ? outcome.result : undefined,
  );
  return fate;
}

type Outcome =
  | {
      readonly kind: 'result';
      readonly result: SubmissionResult;
      readonly isSample: (testCaseId: string) => boolean;
    }
  | { readonly kind: 'setback'; readonly setback: Setback }
  /** What is needed to judge it is gone for good. */
  | { readonly kind: 'hopeless'; readonly reason: string };

async function attempt(
  ports: ExecutorPorts,
  session: Session,
  held: HeldSlot,
  running: RunningSubmission,
  signal: AbortSignal,
  calls: { judge: number },
): Promise<Outcome> {
  const { sessionId, submissionId, problemId, problemVersion, language } = running;
  try {
    const [source, version, host] = await Promise.all([
      ports.submissions.getSource(sessionId, submissionId),
      ports.getProblemVersion(problemId, problemVersion),
      ports.judgeAt(session, held.slot),
    ]);
    if (source === undefined) return { kind: 'hopeless', reason: 'its source is not stored any more' };
    if (version === null)
      return {
        kind: 'hopeless',
        reason: `version ${problemVersion} of problem ${problemId} is not stored any more`,
      };
    const judge = {
      limits: host.limits.bind(host),
      languages: host.languages.bind(host),
      run: async (...call: Parameters<typeof host.run>) => {
        calls.judge++;
        const [{ limits }] = call;
        const until = ports.clock.now() + longestCallMs(await host.limits(call[1]), limits.wallMs);
        try {
          const report = await host.run(...call);
          held.heard.note({ answeredAt: ports.clock.now(), finishedAt: ports.clock.now() });
          return report;
        } catch (error) {
          if (error instanceof JudgeError && error.kind === 'timeout')
            held.heard.note({ overdueAt: ports.clock.now() });
          // A judge ends no call because nobody asks after it.
          if (error instanceof JudgeError && error.kind === 'aborted') held.heard.abandonedUntil = until;
          throw error;
        }
      },
    };
    const result = await ports.judgeSubmission({
      source,
      language: language as LanguageId,
      limits: version.manifest.limits,
      ...testCasesOf(version, running),
      readTestData: ports.readTestData,
      policy: policyOf(session, version, running),
      validation: version.manifest.validation,
      ...(version.manifest.signature === undefined ? {} : { signature: version.manifest.signature }),
      judge,
      newNonce: ports.newNonce,
      batches: held.slot.batchLanguages.includes(language),
      signal,
    });
    const samples = new Set(version.manifest.testCases.filter(({ sample }) => sample).map(({ id }) => id));
    if (result.verdict !== 'JE') return { kind: 'result', result, isSample: (id) => samples.has(id) };
    return failed('failed', reasonOf(result));
  } catch (error) {
    return failed(
      error instanceof JudgeError ? kindOf(error) : 'failed',
      error instanceof Error ? error.message : String(error),
    );
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

/** A trial runs on the samples and has no score. */
function testCasesOf({ manifest }: ProblemVersion, { lane }: RunningSubmission) {
  if (lane === 'trial') return { testCases: manifest.testCases.filter(({ sample }) => sample) };
  return {
    testCases: manifest.testCases,
    ...(manifest.kind === 'scoring' ? { groups: manifest.groups } : {}),
  };
}

/** Points are for every group that is right, the later ones too: what is scored is judged to its end. */
function policyOf(session: Session, { manifest }: ProblemVersion, { lane }: RunningSubmission) {
  return manifest.kind === 'scoring' && lane === 'contest' ? 'run-all' : session.policy.testCases;
}

function kindOf({ kind }: JudgeError): Setback['kind'] {
  if (kind === 'unreachable') return 'host-lost';
  return kind === 'busy' || kind === 'refused' || kind === 'aborted' ? 'turned-away' : 'failed';
}

function reasonOf(result: SubmissionResult): string {
  const guilty = result.perCase.find(({ verdict }) => verdict === 'JE');
  const said = guilty?.detail.feedback ?? result.notes[0] ?? 'the judge gave no reason';
  return guilty === undefined ? said : `${guilty.testCaseId}: ${said}`;
}

async function handBack(
  ports: ExecutorPorts,
  running: RunningSubmission,
  setback: Setback,
  tell: (event: ExecutorEvent['event'], reason: string) => void,
  slotLost: boolean,
): Promise<Fate> {
  const decision = decideRetry(running.attempts, [...(running.setbacks ?? []), setback]);
  const slotGood = setback.kind === 'failed' && !slotLost;
  if (decision.action === 'quarantine') {
    await persist(ports, running, () =>
      ports.submissions.quarantine(running, decision.reason, ports.clock.now()),
    );
    tell('quarantined', decision.reason);
    return { event: 'quarantined', slotGood };
  }
  await persist(ports, running, () => ports.submissions.giveBack(running, setback));
  tell('given-back', setback.reason);
  return { event: 'given-back', slotGood };
}

/**
 * Writes by condition; an unclear outcome is written again, since only the first can hold. What the store will never
 * take is not: its words are answered.
 */
async function persist(
  ports: ExecutorPorts,
  { sessionId, submissionId }: RunningSubmission,
  write: () => Promise<boolean>,
): Promise<boolean | string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      ports.onEvent({ event: 'write-failed', sessionId, submissionId, reason: String(error) });
      if (error instanceof RefusedRowError) return error.message;
      // Given up: the lease expires, and somebody else judges it.
      if (attempt === WRITE_ATTEMPTS) return false;
      await ports.clock.sleep(100 * 2 ** attempt);
    }
  }
}

/** The record serves statistics: losing one must not cost a verdict that is already written. */
async function record(
  ports: ExecutorPorts,
  running: RunningSubmission,
  hostId: string,
  startedAt: number,
  calls: number,
  result: SubmissionResult | undefined,
): Promise<void> {
  if (calls === 0) return;
  const { sessionId, submissionId, participantId, problemId, language, attempts } = running;
  try {
    await ports.metrics.recordBatch({
      sessionId,
      submissionId,
      attempt: attempts,
      participantId,
      problemId,
      language,
      hostId,
      mode: result?.mode ?? 'stdio',
      judgeCalls: result?.judgeCalls ?? calls,
      validatorCalls: result?.validatorCalls ?? 0,
      callsSaved: result?.callsSaved ?? 0,
      testCases: result?.perCase.length ?? 0,
      ...(result === undefined ? {} : { verdict: result.verdict }),
      startedAt,
      endedAt: ports.clock.now(),
    });
  } catch (error) {
    ports.onEvent({ event: 'write-failed', sessionId, submissionId, reason: `batch record: ${error}` });
  }
}
