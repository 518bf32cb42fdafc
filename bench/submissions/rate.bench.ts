import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../adapters/system-clock.ts';
import { MAX_BULK_LINES } from '../../core/api/bulk.ts';
import { registerKeptJudge } from '../../loadtest/kept-judge.ts';
import { LOAD_LANGUAGE } from '../../loadtest/load-problem.ts';
import type { LoadReport } from '../../loadtest/measure.ts';
import { openLocal, startOwnSystem } from '../../loadtest/open-local.ts';
import type { Load } from '../../loadtest/options.ts';
import { usedBetween } from '../../loadtest/processor-time.ts';
import type { ProcessorShare } from '../../loadtest/record.ts';
import { runLoad } from '../../loadtest/run-load.ts';
import type { LoadTarget } from '../../loadtest/target.ts';
import { seededRandom } from '../../local/seeded-random.ts';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/fingerprint.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Figure, makeSingleFigure } from '../figure.ts';
import { handInLines, lineOf } from './hand-in-lines.ts';

/** Submissions a second while judging; three times as many while it is held; twenty times as many by lines of requests. */
const RATE = 48;
const HELD_TIMES = 3;
const BULK_TIMES = 20;
const SECONDS = 60;
const P95_MS = 1_000;
/** The last ones are accepted a moment after the load is over. */
const RATE_SHARE = 0.95;
/** Of each ten submissions may wait; a new stage is made for 2,000 people at a time, those of the load before among them. */
const BULK_USERS = 1_000;
const BULK_REQUESTS = 9;
const AT_ONCE = 2;

const LOAD: Load = {
  ...{ users: 400, durationMs: SECONDS * 1_000, mode: 'async', curve: 'steady', rate: RATE },
  // Nobody waits for verdicts here: what is still queued then is not asked about.
  ...{ thinkMs: 0, testCases: 10, sleepMs: 0, seed: 1, drainMs: 1_000 },
};
const PORTS = { clock: systemClock, fetch, say: () => undefined };

/** How much a system on this machine takes in, and whose processor time that is. Other work on the machine counts, too. */
export async function measure(): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const judging = await open(outDir, LOAD, async () => ({ kind: 'fleet', hosts: 2 }));
  const figures = [...(await measureRate('intake-rate', LOAD, judging))];
  const folder = mkdtempSync(join(tmpdir(), 'assize-bench-'));
  try {
    const { outDir: heldDir } = await synthesize({
      app: join(ROOT, 'bench', 'submissions', 'held-app.ts'),
      outDir: join(folder, 'cdk.out'),
    });
    const load = { ...LOAD, users: 1_000, rate: HELD_TIMES * RATE };
    const held = await open(heldDir, load, async ({ access }) => {
      // Booked, and asked by nobody.
      const judge = { url: 'http://127.0.0.1:2358', token: 'held' };
      return {
        kind: 'direct',
        judges: [{ tokenParameter: await registerKeptJudge(access, 'held', judge), slots: 2 }],
      };
    });
    figures.push(...(await measureRate('intake-rate-held', load, held, () => measureBulk(held))));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return figures;
}

async function open(
  assemblyDir: string,
  load: Load,
  deploy: Parameters<typeof openLocal>[2],
): Promise<LoadTarget> {
  return await openLocal(await startOwnSystem(assemblyDir), load, deploy, PORTS);
}

/** Puts the load on the target, then what `more` does, and closes it. */
async function measureRate(
  name: string,
  load: Load,
  target: LoadTarget,
  more: () => Promise<readonly Figure[]> = async () => [],
): Promise<readonly Figure[]> {
  try {
    const report = await runLoad(load, target, {
      clock: systemClock,
      random: seededRandom(load.seed),
      requests: [],
      on: () => undefined,
      signal: new AbortController().signal,
    });
    const { accepted, sent } = report.submissions;
    return [
      makeSingleFigure(
        name,
        report.rates.acceptedPerSecond,
        'a second',
        { atLeast: RATE_SHARE * load.rate },
        'until the last was accepted',
      ),
      makeSingleFigure(
        `${name}-accepted`,
        accepted / sent,
        'of all',
        { atLeast: 1 },
        describeRate(load, report),
      ),
      makeSingleFigure(`${name}-p95`, report.acceptance.p95 ?? Number.POSITIVE_INFINITY, 'ms', {
        atMost: P95_MS,
      }),
      ...sharesOf(name, report.processors, accepted),
      ...(await more()),
    ];
  } finally {
    await target.close();
  }
}

function describeRate({ rate }: Load, { rates, sentAgain, submissions }: LoadReport): string {
  const again = Object.values(sentAgain).reduce((sum, count) => sum + count, 0);
  return `${rate}/s for ${SECONDS} s: ${rates.acceptedPerSecond.toFixed(1)}/s accepted, ${again} sent again, ${submissions.judged} judged`;
}

async function measureBulk(target: LoadTarget): Promise<readonly Figure[]> {
  const { staff } = target;
  const { session: booked } = await staff.call('getLive', {
    params: { sessionId: target.submitted.sessionId },
    query: {},
  });
  const names = Array.from({ length: BULK_USERS }, (_, at) => `bulk${String(at).padStart(4, '0')}`);
  const opensAt = systemClock.now() + 6_000;
  const { session } = await staff.call('createSession', {
    headers: {},
    body: {
      name: 'Many at once',
      opensAt: new Date(opensAt).toISOString(),
      durationMinutes: 30,
      problems: booked.problems.map(({ label, problemId, version }) => ({ label, problemId, version })),
      languages: [LOAD_LANGUAGE],
      roster: names.map((participantId) => ({ participantId, name: participantId })),
      deployment: { kind: 'fleet', hosts: 1 },
    },
  });
  await systemClock.sleep(Math.max(0, opensAt - systemClock.now()) + 500);
  const lines = Array.from({ length: BULK_REQUESTS * MAX_BULK_LINES }, (_, at) =>
    lineOf(`b${at}`, names[at % BULK_USERS]!, target.submitted.label),
  );
  const before = target.readProcessors();
  const from = performance.now();
  const shares = Array.from({ length: AT_ONCE }, (_, at) =>
    lines.slice((at * lines.length) / AT_ONCE, ((at + 1) * lines.length) / AT_ONCE),
  );
  const answers = await Promise.all(shares.map((share) => handInLines(staff, session.sessionId, share)));
  const tookS = (performance.now() - from) / 1_000;
  const accepted = answers.flat().filter(({ status }) => status === 202).length;
  const used = before && usedBetween(before, target.readProcessors() ?? before);
  await staff.call('endSession', { params: { sessionId: session.sessionId }, body: { reason: 'measured' } });
  return [
    makeSingleFigure('bulk-accepted', accepted / lines.length, 'of all', { atLeast: 1 }),
    makeSingleFigure(
      'bulk-rate',
      accepted / tookS,
      'a second',
      { atLeast: BULK_TIMES * RATE },
      'judging held; the emulated cloud computes on the same cores',
    ),
    ...sharesOf('bulk', used ?? [], accepted),
  ];
}

/** Processor time of each part for a submission that was accepted. */
function sharesOf(name: string, processors: readonly ProcessorShare[], accepted: number): readonly Figure[] {
  return processors
    .filter(({ cpuMs }) => cpuMs / accepted >= 0.05)
    .map(({ who, cpuMs }) => makeSingleFigure(`${name}-cpu:${who}`, cpuMs / accepted, 'ms a submission'));
}
