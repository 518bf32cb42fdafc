import { join } from 'node:path';
import {
  endKeptJudges,
  type KeptJudge,
  registerKeptJudge,
  startKeptJudge,
} from '../../loadtest/kept-judge.ts';
import type { LocalSystem } from '../../local/system.ts';
import { type Figure, makeFigure, medianWithInterval } from '../figure.ts';
import {
  type BenchSession,
  bundleOf,
  environmentIn,
  nameOf,
  onHeldSystem,
  openSession,
  rowReader,
} from './bench-system.ts';
import { handInLines, lineOf } from './hand-in-lines.ts';
import type { BareJudging } from './judge-bare.ts';
import { type WatchedJudge, watchJudge } from './watched-judge.ts';

const USERS = 200;
const EACH = 20;
const PAIRS = 9;
const SLOTS = 2;
const BOUND = 1.5;
/** The judge is asked once it is sure to have ended: longer than it took by this. */
const REST_TIMES = 1.5;

/**
 * Processor time of the executor for a submission that it judges, over that of a process that does the calls which no
 * executor can do without, with items and bodies of the same size: queue and slots looked at, lease, source, slot, virtual
 * time, one judge call with one question and its deletion, verdict, batch record. Interleaved; emulated cloud and judge are
 * processes of their own, and not counted.
 */
export async function measure(): Promise<readonly Figure[]> {
  return await onHeldSystem(async (bench) => {
    const { system, folder } = bench;
    const judges: KeptJudge[] = [];
    let watched: WatchedJudge | undefined;
    try {
      const judge = await startKeptJudge(SLOTS, join(folder, 'judge'), 'bench');
      judges.push(judge);
      watched = await watchJudge(judge.url);
      const tokenParameter = await registerKeptJudge(system, 'bench', { ...judge, url: watched.url });
      const deployment = { kind: 'direct' as const, judges: [{ tokenParameter, slots: SLOTS }] };
      const session = await openSession(system, USERS, deployment);
      // On hosts of its own: executors that have nothing to do join sessions of their own kind, and would judge it.
      const waiting = await openSession(system, USERS, { kind: 'fleet', hosts: 1 });
      await submit(waiting, 'waiting', EACH);
      const [submissionId = ''] = await submit(session, 'warm', EACH);
      const env = environmentIn(system, 'submission-executor-hosted');
      const product = await bench.start('judge-product.ts', env, {
        bundle: bundleOf('submission-executor'),
        sessionId: session.sessionId,
        submissionId,
      });
      await product(0, EACH);
      await requireJudged(session, EACH);
      const bare = await bench.start(
        'judge-bare.ts',
        env,
        await readJudging(system, session, waiting, env, watched, judge.token),
      );
      await bare(0, EACH);
      const pairs: (readonly [number, number])[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        await submit(session, `pair-${pair}`, EACH);
        pairs.push([await product(pair * EACH, EACH), await bare(pair * EACH, EACH)]);
        await requireJudged(session, (pair + 2) * EACH);
      }
      await requireJudged(waiting, 0);
      return [
        makeFigure(
          'executor-vs-bare-sdk',
          pairs.map(([ours, theirs]) => ours / theirs),
          'x CPU',
          { atMost: BOUND },
          'the calls that no executor can do without, by the same SDK',
        ),
        makeFigure(
          'executor-cpu-ms',
          pairs.map(([ours]) => ours / EACH),
          'ms',
          undefined,
          'of the executor, for a submission',
        ),
      ];
    } finally {
      await watched?.stop();
      await endKeptJudges(judges);
    }
  });
}

/** Hands in as many programs of as many participants. @returns their ids */
async function submit({ staff, sessionId }: BenchSession, mark: string, count: number): Promise<string[]> {
  const lines = Array.from({ length: count }, (_, at) => lineOf(`${mark}-${at}`, nameOf(at % USERS), 'A'));
  const answers = await handInLines(staff, sessionId, lines);
  return answers.map(({ submissionId, problem }) => {
    if (submissionId === undefined) throw new Error(`a submission was not taken: ${problem?.detail}`);
    return submissionId;
  });
}

async function requireJudged({ staff, sessionId }: BenchSession, count: number): Promise<void> {
  const { queue } = await staff.call('getLive', { params: { sessionId }, query: {} });
  if (queue.judged !== count) throw new Error(`${queue.judged} are judged, and not ${count}`);
}

async function readJudging(
  system: LocalSystem,
  { sessionId }: BenchSession,
  waiting: BenchSession,
  env: Readonly<Record<string, string>>,
  watched: WatchedJudge,
  token: string,
): Promise<BareJudging> {
  const { first, close } = rowReader(system, sessionId);
  const tables = {
    sessions: env['SESSIONS_TABLE'] ?? '',
    submissions: env['SUBMISSIONS_TABLE'] ?? '',
    metrics: env['METRICS_TABLE'] ?? '',
  };
  const call = watched.calls.at(-1)!;
  const { median: tookMs } = medianWithInterval(
    watched.calls.flatMap(({ judged }) => (judged === undefined ? [] : [judged.to - judged.from])),
  );
  const judging: BareJudging = {
    ...tables,
    workKey: `${waiting.sessionId}#queued#contest`,
    submission: await first(tables.submissions, 'SUBMISSION#'),
    source: await first(tables.submissions, 'SOURCE#'),
    slot: await first(tables.sessions, 'SLOT#'),
    queue: await first(tables.submissions, 'QUEUE#'),
    batch: await first(tables.metrics, 'BATCH#'),
    judge: { url: watched.url, token, path: call.path, body: call.body, restMs: REST_TIMES * tookMs },
  };
  close();
  return judging;
}
