import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../adapters/system-clock.ts';
import { askUntil } from '../../core/api/call-patiently.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import {
  endKeptJudges,
  type KeptJudge,
  registerKeptJudge,
  startKeptJudge,
} from '../../loadtest/kept-judge.ts';
import { openLocal, startOwnSystem } from '../../loadtest/open-local.ts';
import { seededRandom } from '../../local/seeded-random.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Bound, type Figure, makeFigure } from '../figure.ts';
import { type WatchedJudge, watchJudge } from './watched-judge.ts';

const TIMES = 25;
/** The first find functions cold, and nobody who knows how long judging takes. */
const WARM = 4;
const MOST_MS = 250;
const LOAD = {
  ...({ users: 2, durationMs: 60_000, mode: 'async', curve: 'steady', rate: 1, thinkMs: 0 } as const),
  ...{ testCases: 1, sleepMs: 0, seed: 1, drainMs: 60_000 },
};

/**
 * On an idle system of its own: from sending a small program until its verdict is seen, less what the judge took by its own
 * times. As the command line and the page hand in (the answer brings a verdict that is near), and for a client that asks when
 * it is told to.
 */
export async function measure(): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const folder = mkdtempSync(join(tmpdir(), 'assize-bench-'));
  const judges: KeptJudge[] = [];
  let watched: WatchedJudge | undefined;
  try {
    const judge = await startKeptJudge(2, join(folder, 'judge'), 'bench');
    judges.push(judge);
    watched = await watchJudge(judge.url);
    const { url } = watched;
    const target = await openLocal(
      await startOwnSystem(outDir),
      LOAD,
      async ({ access }) => {
        const tokenParameter = await registerKeptJudge(access, 'bench', { ...judge, url });
        return { kind: 'direct', judges: [{ tokenParameter, slots: 2 }] };
      },
      { clock: systemClock, fetch, say: () => undefined },
    );
    try {
      const { calls } = watched;
      const { sessionId, label: problem, language } = target.submitted;
      const client = target.participant(0);
      const patience = {
        now: systemClock.now,
        sleep: async (ms: number) => await systemClock.sleep(ms),
        random: seededRandom(1),
        patienceMs: 60_000,
      };
      const once = async (number: number, headers: { readonly prefer?: string }): Promise<Waited> => {
        const source = target.sourceOf(0, number);
        const before = calls.length;
        const from = systemClock.now();
        const sent = await client.call('createSubmission', {
          params: { sessionId },
          headers: { 'idempotency-key': `bench-${number}`, ...headers },
          body: { problem, language, source, trial: false },
        });
        const params = { sessionId, submissionId: sent.submissionId };
        await askUntil(() => client.call('getSubmission', { params }), hasEnded, patience, sent);
        const seenAt = systemClock.now();
        const judged = calls.slice(before).flatMap((call) => call.judged ?? []);
        const [first, last] = [judged[0]?.from ?? seenAt, judged.at(-1)?.to ?? from];
        const inJudge = judged.reduce((sum, { from: began, to }) => sum + to - began, 0);
        return { beforeMs: first - from, afterMs: seenAt - last, overheadMs: seenAt - from - inJudge };
      };
      const answered: Waited[] = [];
      const asked: Waited[] = [];
      for (let number = 0; number < WARM + TIMES; number++) {
        const [one, other] = [await once(2 * number, { prefer: 'wait=5' }), await once(2 * number + 1, {})];
        if (number < WARM) continue;
        answered.push(one);
        asked.push(other);
      }
      return [
        ...figuresOf('submit-to-verdict-overhead', answered, 'with Prefer: wait, as command line and page'),
        ...figuresOf('submit-to-verdict-overhead-asked', asked, 'asking as the API tells'),
      ];
    } finally {
      await target.close();
    }
  } finally {
    await watched?.stop();
    await endKeptJudges(judges);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const hasEnded = ({ state }: SubmissionView) => state === 'judged' || state === 'quarantined';

/** What a verdict took beside the judge's work, ms: until the judge had it, from its end until the verdict was seen, and in all. */
interface Waited {
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly overheadMs: number;
}

function figuresOf(name: string, waited: readonly Waited[], how: string): readonly Figure[] {
  const figure = (part: keyof Waited, called: string, note: string, bound?: Bound) =>
    makeFigure(
      called,
      waited.map((one) => one[part]),
      'ms',
      bound,
      note,
    );
  return [
    figure('overheadMs', name, how, { atMost: MOST_MS }),
    figure('beforeMs', `${name}:before`, 'until the judge has it'),
    figure('afterMs', `${name}:after`, 'from its end there'),
  ];
}
