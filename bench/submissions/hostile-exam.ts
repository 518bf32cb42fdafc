import { systemClock } from '../../adapters/system-clock.ts';
import { isPassingStatus } from '../../core/api/ask-schedule.ts';
import { callPatiently } from '../../core/api/call-patiently.ts';
import { type ApiClient, ApiError, createApiClient } from '../../core/api/client.ts';
import type { SessionLedger } from '../../core/api/live.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import type { Verdict } from '../../core/grading/verdict.ts';
import { HONEST_PROGRAMS, makeHostileProblem } from '../../examples/hostile/problem.ts';
import { HOSTILE_PROGRAMS, type HostileProgram } from '../../examples/hostile/programs.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { seededRandom } from '../../local/seeded-random.ts';
import type { LocalSystem } from '../../local/system.ts';

/** A session opens no sooner, ms. */
const OPENS_AFTER_MS = 6_000;
/** How long a host may take to be ready, and the last verdict after the last submission, ms. */
const PATIENCE_MS = 600_000;
const LOOK_EVERY_MS = 1_000;
/** What the API takes of one caller: more is refused before it is looked at (docs/decisions/limits-of-callers.md). */
const ATTACK_EVERY_MS = 100;
/** Requests of the attacker at a time. */
const AT_ONCE = 10;
/** Submissions that find functions cold. */
const WARM = 8;

/** What is played. */
export interface HostilePlan {
  readonly bystanders: number;
  /** From one submission of theirs to the next, of all together and on average, ms. */
  readonly everyMs: number;
  /** How often there is peace and then an attack: what else the machine does meanwhile is in both. */
  readonly rounds: number;
  /** How long they are alone in a round, ms; the same load of theirs as during its attack. */
  readonly quietMs: number;
  /**
   * Then, where given, as long again while this keeps the machine busy and the attacker sends as many requests, each of
   * which is refused: what an attack takes by the processor alone, and not by queue and slots. Ends what it is given.
   */
  readonly whileBusy?: () => { readonly end: () => Promise<void> };
  /** How long an attack takes, ms. The last does not end before each program was handed in. */
  readonly attackMs: number;
  /** `run-all`: each test case of a program takes all that it can. */
  readonly testCases: 'first-failure' | 'run-all';
  /** Of when they submit, and of the order of attacks. */
  readonly seed: number;
}

/** What goes on while a bystander submits: nothing else, what takes as much of the machine as an attack, or the attack. */
export type Phase = 'alone' | 'busy' | 'attacked';

/** A submission of a bystander with its verdict. */
export interface HonestSubmission {
  readonly view: SubmissionView;
  readonly deserves: Verdict;
  readonly during: Phase;
  /** From when it was sent to its verdict, by the clock of this machine, ms. */
  readonly waitMs: number;
  /** Submissions of the attacker that were taken up between its acceptance and its own turn. */
  readonly overtakenBy: number;
}

/** A submission of the attacker with what it came to. */
export interface HostileSubmission {
  readonly view: SubmissionView;
  readonly program: HostileProgram;
}

/** What an exam with a hostile participant came to. */
export interface HostileExam {
  readonly sessionId: string;
  readonly honest: readonly HonestSubmission[];
  readonly hostile: readonly HostileSubmission[];
  /** Times that the attacker was refused. */
  readonly refused: number;
  /** What was decided of hosts that doubts them. */
  readonly doubts: readonly { readonly action: string; readonly reason: string }[];
  readonly hosts: readonly { readonly hostId: string; readonly state: string }[];
  readonly ledger: SessionLedger;
}

/**
 * Plays an exam on one host of two slots in which one participant hands in every hostile program that is known, contest
 * submissions and trials in turn and as fast as intake takes them, while the others hand in ordinary ones. Ends when
 * everything has come to its end.
 *
 * @throws Error when no host becomes ready, or something has no end in ten minutes
 */
export async function playHostileExam(system: LocalSystem, plan: HostilePlan): Promise<HostileExam> {
  const clientOf = async (username: string, role: 'instructor' | 'participant'): Promise<ApiClient> => {
    const token = await system.tokens.issue(username, role);
    return createApiClient({ baseUrl: system.apiUrl, token: () => token, fetch });
  };
  const names = Array.from({ length: plan.bystanders }, (_, at) => `bystander${at + 1}`);
  const staff = await clientOf('instructor', 'instructor');
  const sessionId = await openSession(staff, [...names, 'attacker'], plan);
  const params = { sessionId };
  const bystanders = await Promise.all(names.map((name) => clientOf(name, 'participant')));
  const attacker = await clientOf('attacker', 'participant');

  const random = seededRandom(plan.seed);
  const sent: { submissionId: string; sentAt: number; deserves: Verdict; during: Phase }[] = [];
  const handIn = async (during: Phase, at: number) => {
    const program = HONEST_PROGRAMS[at % HONEST_PROGRAMS.length]!;
    const mark = program.language === 'c' ? `// ${at}\n` : `# ${at}\n`;
    const sentAt = systemClock.now();
    const headers = { 'idempotency-key': `honest-${at}-${sentAt}` };
    const { submissionId } = await callPatiently(
      () =>
        bystanders[at % bystanders.length]!.call('createSubmission', {
          params,
          headers,
          body: {
            problem: 'A',
            language: program.language,
            source: program.source + mark,
            // All programs of both lanes come by: a trial is every fifth, and there are six.
            trial: at % 5 === 4,
          },
        }),
      { now: systemClock.now, sleep: systemClock.sleep, random, patienceMs: PATIENCE_MS },
    );
    sent.push({ submissionId, sentAt, deserves: program.deserves, during });
  };
  let handedIn = 0;
  const handInFor = async (lengthMs: number, during: Phase, isOver = () => true) => {
    const until = systemClock.now() + lengthMs;
    const all: Promise<void>[] = [];
    while (systemClock.now() < until || !isOver()) {
      // Nobody agrees with anybody on when to submit.
      await systemClock.sleep(-Math.log(1 - random()) * plan.everyMs);
      all.push(handIn(during, handedIn++));
    }
    await Promise.all(all);
  };

  for (let at = 0; at < WARM; at++) await handIn('alone', at);
  await readAll(staff, sessionId);
  sent.length = 0;
  const arsenal = makeArsenal(shuffle(HOSTILE_PROGRAMS, random));
  for (let round = 1; round <= plan.rounds; round++) {
    await handInFor(plan.quietMs, 'alone');
    await readAll(staff, sessionId);
    if (plan.whileBusy !== undefined) {
      const busy = plan.whileBusy();
      const knocking = knockFrom(attacker, sessionId);
      try {
        await handInFor(plan.quietMs, 'busy');
        await readAll(staff, sessionId);
      } finally {
        await Promise.all([busy.end(), knocking.end()]);
      }
    }
    const attack = attackFrom(attacker, sessionId, arsenal);
    await handInFor(plan.attackMs, 'attacked', () => round < plan.rounds || arsenal.isUsedUp());
    await attack.end();
    if (round < plan.rounds) await readAll(staff, sessionId);
  }

  const views = new Map((await readAll(staff, sessionId)).map((view) => [view.submissionId, view]));
  const hostile = [...arsenal.taken].map(([id, program]) => ({ view: views.get(id)!, program }));
  const honest = sent.map(({ submissionId, sentAt, ...rest }): HonestSubmission => {
    const view = views.get(submissionId)!;
    const takenUp = hostile.filter(
      ({ view: { startedAt = '' } }) => startedAt > view.submittedAt && startedAt < (view.startedAt ?? ''),
    );
    return {
      ...rest,
      view,
      waitMs: Date.parse(view.judgedAt ?? '') - sentAt,
      overtakenBy: takenUp.length,
    };
  });
  const { items: decisions } = await staff.call('listDecisions', { params, query: { limit: 500 } });
  const { items: hosts } = await staff.call('listHosts', { params });
  return {
    sessionId,
    honest,
    hostile,
    refused: arsenal.refused,
    doubts: decisions.filter(({ action }) => ['suspect', 'reboot', 'terminate', 'reject'].includes(action)),
    hosts,
    ledger: await staff.call('getLedger', { params }),
  };
}

/** Books an exam on one host, and waits until it is open and the host there. */
async function openSession(
  staff: ApiClient,
  participants: readonly string[],
  { rounds, quietMs, attackMs, testCases }: HostilePlan,
): Promise<string> {
  const problem = makeHostileProblem();
  const versions = await importProblems([problem], {
    client: staff,
    upload: uploadPackage,
    clock: systemClock,
    on: () => undefined,
  });
  const { session } = await staff.call('createSession', {
    headers: {},
    body: {
      name: 'One against all',
      opensAt: new Date(systemClock.now() + OPENS_AFTER_MS).toISOString(),
      durationMinutes: Math.ceil((rounds * (2 * quietMs + attackMs) + PATIENCE_MS) / 60_000),
      problems: [
        { label: problem.label, problemId: problem.problemId, version: versions.get(problem.problemId)! },
      ],
      languages: ['c', 'cpp', 'python'],
      roster: participants.map((participantId) => ({ participantId, name: participantId })),
      deployment: { kind: 'fleet', hosts: 1 },
      policy: { testCases },
    },
  });
  const { sessionId } = session;
  await until('no host is ready', async () => {
    const live = await staff.call('getLive', { params: { sessionId }, query: {} });
    return live.session.window === 'open' && live.hosts.some(({ state }) => state === 'ready');
  });
  return sessionId;
}

/** The attacker's programs in the order in which they are handed in, from the first again after the last. */
interface Arsenal {
  readonly order: HostileProgram[];
  /** By submission. */
  readonly taken: Map<string, HostileProgram>;
  refused: number;
  isUsedUp(): boolean;
}

function makeArsenal(programs: readonly HostileProgram[]): Arsenal {
  const taken = new Map<string, HostileProgram>();
  return {
    order: [...programs],
    taken,
    refused: 0,
    isUsedUp: () => new Set(taken.values()).size === programs.length,
  };
}

/** Hands in one program after the other until it is ended; what is refused is the next again. */
function attackFrom(client: ApiClient, sessionId: string, arsenal: Arsenal) {
  const handIn = async () => {
    const program = arsenal.order.shift();
    if (program === undefined) return;
    const { language, source } = program;
    try {
      const { submissionId } = await client.call('createSubmission', {
        params: { sessionId },
        headers: {},
        // Both lanes have room of their own for what waits.
        body: { problem: 'A', language, source, trial: (arsenal.taken.size + arsenal.refused) % 2 === 1 },
      });
      arsenal.taken.set(submissionId, program);
      arsenal.order.push(program);
    } catch (error) {
      arsenal.order.unshift(program);
      // Among them those that were sent at the same moment as another (409).
      const isRefusal = error instanceof ApiError && (isPassingStatus(error.status) || error.status === 409);
      if (!isRefusal) throw error;
      arsenal.refused++;
    }
  };
  return repeat(handIn);
}

/** Hands in to a problem that there is not until it is ended, as often as an attack. */
function knockFrom(client: ApiClient, sessionId: string) {
  return repeat(async () => {
    const body = { problem: 'Z', language: 'c', source: 'int main() {}', trial: false };
    try {
      await client.call('createSubmission', { params: { sessionId }, headers: {}, body });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  });
}

/** Does something again and again, some at a time, until it is ended; that throws what went wrong first. */
function repeat(act: () => Promise<void>): { readonly end: () => Promise<void> } {
  const errors: unknown[] = [];
  const pending = new Set<Promise<void>>();
  const timer = setInterval(() => {
    if (pending.size >= AT_ONCE) return;
    const one = act()
      .catch((error: unknown) => void errors.push(error))
      .finally(() => pending.delete(one));
    pending.add(one);
  }, ATTACK_EVERY_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await Promise.all(pending);
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** All submissions of a session, once each has come to its end. */
async function readAll(staff: ApiClient, sessionId: string): Promise<readonly SubmissionView[]> {
  await until('something has no verdict', async () => {
    const { queue } = await staff.call('getLive', { params: { sessionId }, query: {} });
    return queue.queued + queue.running === 0;
  });
  const all: SubmissionView[] = [];
  let cursor: string | undefined;
  do {
    const page = await staff.call('listSubmissions', {
      params: { sessionId },
      query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
    });
    all.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return all;
}

async function until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  const patientUntil = systemClock.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (systemClock.now() > patientUntil) throw new Error(`${otherwise} after ${PATIENCE_MS / 1_000} s`);
    await systemClock.sleep(LOOK_EVERY_MS);
  }
}

function shuffle<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
