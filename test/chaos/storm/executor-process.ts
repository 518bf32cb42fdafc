import { Judge0Judge } from '../../../adapters/judge0/judge0-judge.ts';
import type { IdSource } from '../../../core/exam/ids.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { Judge } from '../../../core/grading/judge.ts';
import { judgeSubmission } from '../../../core/grading/judge-submission.ts';
import { DEFAULT_CIRCUITS } from '../../../core/resilience/circuit.ts';
import type { Bell, ExecutorReport } from '../../../core/submissions/executor.ts';
import type { ExecutorPorts } from '../../../core/submissions/executor-ports.ts';
import { LAST_START_MS, LET_GO_MS } from '../../../core/submissions/executor-time.ts';
import { SLOTS_PER_EXECUTOR } from '../../../core/submissions/slot.ts';
import { workThrough } from '../../../core/submissions/work-through.ts';
import type { JudgeNetwork } from './judge-network.ts';
import { PROBLEM } from './problem.ts';
import type { Process } from './process.ts';

/** What an executor is given beside its clock, its judges and the problem. */
export type ExecutorGear = Pick<
  ExecutorPorts,
  'sessions' | 'submissions' | 'slots' | 'metrics' | 'findings' | 'examinations' | 'signals' | 'random'
> & { readonly ids: IdSource; readonly hosts: ExecutorPorts['decisions'] };

/** The submission executor, with the engine and the judges' client that production has. */
export async function runExecutor(
  process: Process,
  session: Session,
  network: JudgeNetwork,
  ring: Bell,
  { hosts, ...gear }: ExecutorGear,
): Promise<ExecutorReport> {
  const judges = new Map<string, Judge>();
  const { clock, endsAt } = process;
  const ending = new AbortController();
  void clock.sleep(endsAt - LET_GO_MS - clock.now()).then(() => ending.abort());
  return await workThrough(
    {
      ...gear,
      circuits: DEFAULT_CIRCUITS,
      clock,
      newNonce: () => '0'.repeat(32),
      getProblemVersion: async () => PROBLEM.version,
      readTestData: PROBLEM.readTestData,
      judgeAt: async (_session, { url, token }) => {
        const judge =
          judges.get(url) ??
          new Judge0Judge({
            url,
            token,
            fetch: network.fetchOf(process),
            now: clock.now,
            epoch: clock.now,
            sleep: clock.sleep,
            after: (ms, act) => network.after(ms, act),
            canConnect: (at, timeoutMs, signal) => network.canConnect(at, timeoutMs, signal),
          });
        judges.set(url, judge);
        return judge;
      },
      examine: { language: noStandingJudge, sandbox: noStandingJudge },
      decisions: hosts,
      judgeSubmission,
      sandboxProgramFor: () => undefined,
      onEvent: () => undefined,
    },
    session.sessionId,
    [ring],
    { stopAt: endsAt - LAST_START_MS, signal: ending.signal, maxSlots: SLOTS_PER_EXECUTOR },
  );
}

const noStandingJudge = async () => Promise.reject(new Error('a fleet examines no standing judges'));
