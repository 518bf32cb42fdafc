import type { Command } from 'commander';

/** Adds commands to a program. */
type Add = (program: Command) => void;

const submissions = async (): Promise<Add> => (await import('./commands/submissions.ts')).addSubmissions;

/** Where each command of the program is, by its name, as its help lists them. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  login: async () => (await import('./commands/login.ts')).addLogin,
  session: async () => (await import('./commands/session.ts')).addSession,
  rehearse: async () => (await import('./commands/rehearse.ts')).addRehearse,
  drill: async () => (await import('./commands/drill.ts')).addDrill,
  rejudge: async () => (await import('./commands/rejudge.ts')).addRejudge,
  problem: async () => (await import('./commands/problem.ts')).addProblem,
  submit: async () => (await import('./commands/submit.ts')).addSubmit,
  show: async () => (await import('./commands/show.ts')).addShow,
  submissions,
  submission: submissions,
  similarity: async () => (await import('./commands/similarity.ts')).addSimilarity,
  review: async () => (await import('./commands/review.ts')).addReview,
  join: async () => (await import('./commands/join.ts')).addJoin,
  accounts: async () => (await import('./commands/accounts.ts')).addAccounts,
  judge: async () => (await import('./commands/judge.ts')).addJudge,
  'judge-host': async () => (await import('./commands/judge-host.ts')).addJudgeHost,
  stage: async () => (await import('./commands/stage-check.ts')).addStage,
  alerts: async () => (await import('./commands/alerts.ts')).addAlerts,
  maintenance: async () => (await import('./commands/alerts.ts')).addMaintenance,
  health: async () => (await import('./commands/health.ts')).addHealth,
  recover: async () => (await import('./commands/health.ts')).addRecover,
  resilience: async () => (await import('./commands/resilience.ts')).addResilience,
  circuits: async () => (await import('./commands/circuits.ts')).addCircuits,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  insight: async () => (await import('./commands/insight.ts')).addInsight,
  costs: async () => (await import('./commands/costs.ts')).addCosts,
  monitor: async () => (await import('./commands/monitor.ts')).addMonitor,
  queue: async () => (await import('./commands/queue.ts')).addQueue,
  webhook: async () => (await import('./commands/webhook.ts')).addWebhook,
  completion: async () => (await import('./commands/completion.ts')).addCompletion,
};

/** Commands that look at all the others. */
const LOOK_AT_ALL = ['help', 'completion'];

/**
 * Adds the command that a command line calls, or all of them where none is known by that name: help and suggestions name
 * all. Reading all takes longer than most commands do.
 */
export async function loadCommands(program: Command, args: readonly string[]): Promise<void> {
  const name = findOperand(program, args);
  const own =
    name !== undefined && Object.hasOwn(COMMANDS, name) && !LOOK_AT_ALL.includes(name)
      ? COMMANDS[name]
      : undefined;
  const loads = own === undefined ? new Set(Object.values(COMMANDS)) : [own];
  for (const add of await Promise.all([...loads].map(async (load) => await load()))) add(program);
}

/** The first word of a command line that is neither an option of the program nor its value. */
function findOperand(program: Command, args: readonly string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) return word;
    if (program.options.some(({ long, required }) => required && long === word)) at++;
  }
  return undefined;
}
