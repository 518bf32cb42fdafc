import { join } from 'node:path';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import {
  endKeptJudges,
  type KeptJudge,
  registerKeptJudge,
  startKeptJudge,
} from '../../loadtest/kept-judge.ts';
import { type Figure, makeFigure } from '../figure.ts';
import {
  type BenchSession,
  type BenchSystem,
  bundleOf,
  environmentIn,
  nameOf,
  onHeldSystem,
  openSession,
  type Side,
} from './bench-system.ts';
import { bundleWithoutMetrics } from './bundle-without-metrics.ts';
import { handInLines, lineOf } from './hand-in-lines.ts';
import { claimsOf, eventOf } from './intake-events.ts';

/** Of each few submissions may wait; a stage is made for so many in two sessions. */
const USERS = 1_000;
const EACH = 20;
const ROUNDS = 25;
const SLOTS = 2;
/** Submissions that are taken in, for each that is judged: taking one in is quicker, so that its time is told by more of them. */
const TAKEN_IN = 5;
const BOUND = 1.05;

/**
 * Processor time of a submission through the API and an executor that measure, over that of the same bundles with a recorder that
 * does nothing; rounds in turn, of two processes each. Each submission is an invocation of its own, as where they come one by one. Emulated cloud
 * and judge are processes of their own, and not counted.
 */
export async function measure(): Promise<readonly Figure[]> {
  return await onHeldSystem(async (bench) => {
    const taken = await measureIntake(bench);
    const judged = await measureJudging(bench);
    const perSubmission = taken.map((round, at) => {
      const judging = judged[at]!;
      return (round.with + judging.with) / (round.without + judging.without);
    });
    const share = (rounds: readonly Round[]) => rounds.map((round) => round.with / round.without);
    return [
      makeFigure(
        'metrics-overhead',
        perSubmission,
        'x CPU',
        { atMost: BOUND },
        'a submission through API and executor, with metrics over without',
      ),
      makeFigure('metrics-overhead:api', share(taken), 'x CPU'),
      makeFigure('metrics-overhead:executor', share(judged), 'x CPU'),
    ];
  });
}

/** Processor time of a submission, ms. */
interface Round {
  readonly with: number;
  readonly without: number;
}

async function measureIntake(bench: BenchSystem): Promise<readonly Round[]> {
  const { system, folder } = bench;
  const { sessionId } = await openSession(system, USERS, { kind: 'fleet', hosts: 1 });
  const claims = claimsOf(await system.tokens.issue(nameOf(0), 'participant'));
  const { TopicArn: topicArn = '' } = await system.clients.sns.send(
    new CreateTopicCommand({ Name: 'bench' }),
  );
  // A doorbell that nobody hears.
  const env = { ...environmentIn(system, 'api'), SUBMISSION_EVENTS_TOPIC_ARN: topicArn };
  const count = EACH * TAKEN_IN;
  const events = Array.from({ length: 2 * (ROUNDS + 1) * count }, (_, at) =>
    eventOf(sessionId, claims, at, USERS),
  );
  const start = (bundle: string) => bench.start('take-in-product.ts', env, { bundle, events });
  const sides = [
    await start(bundleOf('api')),
    await start(await bundleWithoutMetrics('api', folder)),
  ] as const;
  let from = 0;
  return await inTurn(sides, async (side) => {
    const cpuMs = await side(from, count);
    from += count;
    return cpuMs / count;
  });
}

async function measureJudging(bench: BenchSystem): Promise<readonly Round[]> {
  const { system, folder } = bench;
  const judges: KeptJudge[] = [];
  try {
    const judge = await startKeptJudge(SLOTS, join(folder, 'judge'), 'bench');
    judges.push(judge);
    const tokenParameter = await registerKeptJudge(system, 'bench', judge);
    const deployment = { kind: 'direct' as const, judges: [{ tokenParameter, slots: SLOTS }] };
    const session = await openSession(system, USERS, deployment);
    const env = environmentIn(system, 'submission-executor-hosted');
    const first = await submit(session, 'first');
    const start = (bundle: string) =>
      bench.start('judge-product.ts', env, { bundle, sessionId: session.sessionId, submissionId: first });
    const sides = [
      await start(bundleOf('submission-executor')),
      await start(await bundleWithoutMetrics('submission-executor', folder)),
    ] as const;
    let at = 0;
    return await inTurn(sides, async (side) => {
      let cpuMs = 0;
      for (let one = 0; one < EACH; one++) {
        await submit(session, `one-${at++}`);
        cpuMs += await side(0, 1);
      }
      return cpuMs / EACH;
    });
  } finally {
    await endKeptJudges(judges);
  }
}

/** Rounds of both sides, each first in every second one; the round before them is not counted. */
async function inTurn(
  [measured, bare]: readonly [Side, Side],
  work: (side: Side) => Promise<number>,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const isFirst = round % 2 === 0;
    const before = await work(isFirst ? measured : bare);
    const after = await work(isFirst ? bare : measured);
    if (round > 0) rounds.push(isFirst ? { with: before, without: after } : { with: after, without: before });
  }
  return rounds;
}

async function submit({ staff, sessionId }: BenchSession, mark: string): Promise<string> {
  const [answer] = await handInLines(staff, sessionId, [lineOf(mark, nameOf(0), 'A')]);
  if (answer?.submissionId === undefined)
    throw new Error(`a submission was not taken: ${answer?.problem?.detail}`);
  return answer.submissionId;
}
