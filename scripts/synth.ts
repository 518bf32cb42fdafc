/** Synthesizes the CDK app into cdk.out without the CDK's command line: no credentials, no network. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fingerprintFiles, isUpToDate, listFiles, ROOT, stamp } from './fingerprint.ts';

export interface SynthOptions {
  /** Stage whose configuration is synthesized; default dev. */
  readonly stage?: string;
  /** Folder of the cloud assembly; default cdk.out. */
  readonly outDir?: string;
  /** The CDK app; default bin/assize.ts. */
  readonly app?: string;
  /** Runs the template rules too (5 s more); CI does. */
  readonly validate?: boolean;
  /** Synthesizes even where nothing changed. */
  readonly force?: boolean;
}

export interface SynthResult {
  readonly outDir: string;
  /** False when the assembly was up to date. */
  readonly synthesized: boolean;
}

const STAMP = '.assize-synth';

/** Everything that a template can depend on. */
const INPUTS = [
  'bin',
  'lib',
  'core',
  'lambdas',
  'dist',
  'supervisor',
  'cdk.json',
  'package-lock.json',
  'scripts/synth.ts',
  'local/machines.json',
];

/**
 * Writes the cloud assembly of one stage, or leaves it when nothing that it is made from changed.
 *
 * @throws Error with the app's own output when it fails
 */
export async function synthesize(options: SynthOptions = {}): Promise<SynthResult> {
  const outDir = resolve(ROOT, options.outDir ?? 'cdk.out');
  const stage = options.stage ?? 'dev';
  const stampFile = join(outDir, STAMP);
  const fingerprint = fingerprintFiles(listFiles(INPUTS), `${stage} ${options.app ?? ''}`);
  if (!options.force && !options.validate && isUpToDate(stampFile, fingerprint)) {
    return { outDir, synthesized: false };
  }
  // Beside the old one and then in its place: whoever reads meanwhile finds a whole assembly, and a failure leaves the
  // last good one.
  const made = `${outDir}.${process.pid}`;
  try {
    await runApp(resolve(ROOT, options.app ?? 'bin/assize.ts'), made, stage, options.validate === true);
    stamp(join(made, STAMP), fingerprint);
    rmSync(outDir, { recursive: true, force: true });
    renameSync(made, outDir);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return { outDir, synthesized: true };
}

/** What the CDK's command line hands to an app: context of cdk.json and -c, and where to write. */
function appEnvironment(outDir: string, stage: string, validate: boolean): NodeJS.ProcessEnv {
  const configFile = join(ROOT, 'cdk.json');
  const config = existsSync(configFile)
    ? (JSON.parse(readFileSync(configFile, 'utf8')) as { context?: Record<string, unknown> })
    : {};
  // Templates of local mode have a machine to try; one that is deployed costs money, and is asked for.
  const machines = 'local/machines.json';
  const context = { 'aws:cdk:enable-path-metadata': true, ...config.context, stage, machines };
  return {
    ...process.env,
    CDK_OUTDIR: outDir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    ...(validate ? {} : { CDK_VALIDATION: 'false' }),
  };
}

function runApp(app: string, outDir: string, stage: string, validate: boolean): Promise<void> {
  return new Promise((fulfil, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', app], {
      cwd: ROOT,
      env: appEnvironment(outDir, stage, validate),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) fulfil();
      else
        reject(
          new Error(`synthesizing stage ${stage} failed (exit ${code ?? signal}):\n${output.trimEnd()}`),
        );
    });
  });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', short: 's' },
      out: { type: 'string', short: 'o' },
      validate: { type: 'boolean' },
      force: { type: 'boolean' },
    },
  });
  const startedMs = performance.now();
  const { outDir, synthesized } = await synthesize({
    ...(values.stage === undefined ? {} : { stage: values.stage }),
    ...(values.out === undefined ? {} : { outDir: values.out }),
    validate: values.validate === true,
    force: values.force === true,
  });
  console.log(
    `${outDir} ${synthesized ? 'written' : 'unchanged'} in ${Math.round(performance.now() - startedMs)} ms`,
  );
}
