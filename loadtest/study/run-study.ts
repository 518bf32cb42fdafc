import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fetch } from '../../core/api/client.ts';
import { PRICES } from '../../core/costs/prices.ts';
import type { Clock } from '../../core/exam/clock.ts';
import { MOST_SLOTS } from '../../local/judge-host/sandbox/choose.ts';
import { seededRandom } from '../../local/seeded-random.ts';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/fingerprint.ts';
import { synthesize } from '../../scripts/synth.ts';
import { endKeptJudges, type KeptJudge, registerKeptJudge, startKeptJudge } from '../kept-judge.ts';
import { type LocalTarget, openLocal, startOwnSystem } from '../open-local.ts';
import { type LoadProgress, runLoad } from '../run-load.ts';
import { EXECUTORS_VARIABLE } from './app.ts';
import { compareCosts } from './compare-costs.ts';
import { executorsOf, findFlatQueue, planStudy, type Study, type StudyCase, type StudyRow } from './study.ts';

const REGION = 'eu-central-1';

/** What a study is run with. */
export interface StudyPorts {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly requests: readonly number[];
  readonly say: (line: string) => void;
  readonly progressOf: (one: StudyCase) => (progress: LoadProgress) => void;
  /** Is given what the study shows so far after each of its loads, so that none is lost with a later one. */
  readonly keep: (study: Study) => void;
  readonly signal: AbortSignal;
}

/** Runs every load of the study, each on a system and on judges of its own. Throws what a load threw. */
export async function runStudy(ports: StudyPorts): Promise<Study> {
  await buildAll();
  const rows: StudyRow[] = [];
  for (const one of planStudy()) {
    ports.signal.throwIfAborted();
    ports.say(
      `${one.load.mode} with ${one.load.users} users, ${one.slots} slots, ${one.executors} executors`,
    );
    rows.push(await runCase(one, ports));
    ports.keep(studyOf(rows, ports.clock.now()));
  }
  return studyOf(rows, ports.clock.now());
}

/** What so many of its loads show. Pure. */
function studyOf(rows: readonly StudyRow[], now: number): Study {
  const { report } = rows.findLast(({ load }) => load.mode === 'async') ?? rows.at(-1)!;
  const executors = executorsOf(report);
  return {
    at: new Date(now).toISOString(),
    rows: [...rows],
    flat: findFlatQueue(rows),
    costs: compareCosts(executors, report.submissions.accepted, PRICES[REGION]),
  };
}

async function runCase(one: StudyCase, ports: StudyPorts): Promise<StudyRow> {
  const folder = mkdtempSync(join(tmpdir(), 'assize-study-'));
  const judges: KeptJudge[] = [];
  try {
    const assembly = await synthesizeWith(one.executors, folder);
    const deploy = async ({ access }: LocalTarget) => {
      const deployment = {
        kind: 'direct' as const,
        judges: [] as { tokenParameter: string; slots: number }[],
      };
      for (let left = one.slots; left > 0; left -= MOST_SLOTS) {
        const slots = Math.min(left, MOST_SLOTS);
        const name = `study-${judges.length}`;
        const judge = await startKeptJudge(slots, join(folder, name), name);
        judges.push(judge);
        deployment.judges.push({ tokenParameter: await registerKeptJudge(access, name, judge), slots });
      }
      return deployment;
    };
    const target = await openLocal(await startOwnSystem(assembly), one.load, deploy, ports);
    try {
      const report = await runLoad(one.load, target, {
        ...ports,
        random: seededRandom(one.load.seed),
        on: ports.progressOf(one),
      });
      return { ...one, report };
    } finally {
      await target.close();
    }
  } finally {
    await endKeptJudges(judges);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function synthesizeWith(executors: number, folder: string): Promise<string> {
  process.env[EXECUTORS_VARIABLE] = String(executors);
  try {
    const { outDir } = await synthesize({
      app: join(ROOT, 'loadtest', 'study', 'app.ts'),
      outDir: join(folder, 'cdk.out'),
    });
    return outDir;
  } finally {
    delete process.env[EXECUTORS_VARIABLE];
  }
}
