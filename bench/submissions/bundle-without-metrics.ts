import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { LAMBDA_OPTIONS, SHARED } from '../../scripts/build.ts';

/** A recorder that does nothing, in the place of the one that collects, prints and writes. */
const NO_RECORDER = `export class MetricRecorder {
  measure = () => {};
  keepIn() {}
  begin() {}
  async settle() {}
}`;

/** Bundles a function as it is deployed, but for its recorder. @returns where the bundle is, as a URL */
export async function bundleWithoutMetrics(name: string, folder: string): Promise<string> {
  const outdir = join(folder, `${name}-without-metrics`);
  await build({
    ...SHARED,
    ...LAMBDA_OPTIONS,
    entryPoints: { index: join('lambdas', name, 'handler.ts') },
    outdir,
    plugins: [
      ...(LAMBDA_OPTIONS.plugins ?? []),
      {
        name: 'without-metrics',
        setup: ({ onLoad }) =>
          onLoad({ filter: /core\/metrics\/metric-recorder\.ts$/ }, () => ({ contents: NO_RECORDER })),
      },
    ],
  });
  return pathToFileURL(join(outdir, 'index.mjs')).href;
}
