import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem } from '../local/system.ts';
import { buildAll } from '../scripts/build.ts';
import { synthesize } from '../scripts/synth.ts';
import { type Figure, makeFigure } from './figure.ts';

const STARTS = 15;

/** From an empty data folder to an API that answers: all resources of the templates, bundles and templates ready. */
export async function measure(): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const dataDir = mkdtempSync(join(tmpdir(), 'assize-bench-'));
    const startedMs = performance.now();
    const system = await startSystem({ assemblyDir: outDir, dataDir, account: 'new', log: () => undefined });
    try {
      const health = await fetch(`${system.apiUrl}/v1/health`);
      if (!health.ok) throw new Error(`The API answered ${health.status}.`);
      seconds.push((performance.now() - startedMs) / 1000);
    } finally {
      await system.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return [
    makeFigure('local-start-s', seconds, 's', undefined, 'empty data folder to the first answer of the API'),
  ];
}
