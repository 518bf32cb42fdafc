/**
 * Bundles what the templates deploy: a folder a Lambda (ESM, SDK inside, minified, linked source maps; what is imported
 * with its first use in files of their own) and the console. A bundle whose inputs have not changed since the last build
 * is left alone.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { environmentCredentials } from './environment-credentials.ts';
import { fingerprintFiles, ROOT } from './fingerprint.ts';
import { openSolidityParser } from './open-solidity-parser.ts';
import { requireBuiltins } from './require-builtins.ts';

export interface Bundle {
  readonly name: string;
  /** Bytes of code, also of what is imported only when it is wanted; source maps not counted. */
  readonly bytes: number;
  /** False when it was up to date. */
  readonly rebuilt: boolean;
}

interface Target {
  readonly name: string;
  readonly entry: string;
  readonly outfile: string;
  /** Further entries by the name of what they become. */
  readonly moreEntries?: Readonly<Record<string, string>>;
  readonly options: BuildOptions;
  /** Copied beside the bundle as they are. */
  readonly statics: readonly { from: string; to: string }[];
}

/** Dependencies in CommonJS that call require() on Node's own modules find one in an ESM bundle. */
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** What all bundles have in common. */
export const SHARED: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** How functions are bundled. */
export const LAMBDA_OPTIONS: BuildOptions = {
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // What is imported when it is wanted is a file of its own: a cold start does not read it.
  splitting: true,
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE_BANNER },
  // The same dependencies ask where they are.
  define: { __filename: 'import.meta.filename' },
  plugins: [requireBuiltins, environmentCredentials, openSolidityParser],
};

/** What a function runs in threads of its own: entries that are called so. */
function threadsOf(folder: string): Record<string, string> {
  const files = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith('-worker.ts'));
  return Object.fromEntries(files.map((file) => [parse(file).name, join(folder, file)]));
}

function lambdaTargets(): Target[] {
  const folder = join(ROOT, 'lambdas');
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'handler.ts')))
    .map((name) => ({
      name,
      entry: join('lambdas', name, 'handler.ts'),
      outfile: join(ROOT, 'dist', 'lambdas', name, 'index.mjs'),
      moreEntries: threadsOf(join('lambdas', name)),
      options: LAMBDA_OPTIONS,
      statics: [],
    }));
}

/** What of the console is fetched by its name when it is needed: style sheets, and what runs beside the page. */
export const CONSOLE_EXTRAS = {
  math: join('console', 'exam', 'statement', 'math.css'),
  'similarity-worker': join('console', 'staff', 'similarity', 'similarity-worker.ts'),
  'pdf-worker': join('node_modules', 'pdfjs-dist', 'legacy', 'build', 'pdf.worker.mjs'),
};

/** How the console is bundled: what is imported when it is wanted is a file of its own. */
export const CONSOLE_OPTIONS: BuildOptions = {
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  assetNames: 'fonts/[name]-[hash]',
  // Every browser that runs ES modules reads WOFF2.
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
  // The page's policy forbids code made from strings, and zod asks for it unless it is told before it is loaded.
  banner: { js: '(globalThis.__zod_globalConfig??={}).jitless=true;' },
};

function consoleTargets(): Target[] {
  if (!existsSync(join(ROOT, 'console', 'main.tsx'))) return [];
  const out = join(ROOT, 'dist', 'console');
  const statics = [
    { from: join(ROOT, 'console', 'index.html'), to: join(out, 'index.html') },
    { from: join(ROOT, 'console', 'public'), to: out },
  ].filter(({ from }) => existsSync(from));
  return [
    {
      name: 'console',
      entry: join('console', 'main.tsx'),
      outfile: join(out, 'main.js'),
      moreEntries: CONSOLE_EXTRAS,
      options: CONSOLE_OPTIONS,
      statics,
    },
  ];
}

/** Inputs of the last build, by which the next one knows that nothing changed. */
interface Stamp {
  readonly inputs: readonly string[];
  readonly fingerprint: string;
}

function stampOf(target: Target): string {
  return join(ROOT, 'node_modules', '.cache', 'assize-build', `${target.name}.json`);
}

function fingerprintOf(inputs: readonly string[]): string {
  const own = inputs.filter((file) => !file.startsWith('node_modules'));
  return fingerprintFiles(
    [
      ...own,
      'package-lock.json',
      'scripts/build.ts',
      'scripts/require-builtins.ts',
      'scripts/environment-credentials.ts',
      'scripts/open-solidity-parser.ts',
    ].map((file) => join(ROOT, file)),
    inputs.join('\n'),
  );
}

function isCurrent(target: Target): boolean {
  const file = stampOf(target);
  if (!existsSync(file) || !existsSync(target.outfile)) return false;
  const last = JSON.parse(readFileSync(file, 'utf8')) as Stamp;
  return fingerprintOf(last.inputs) === last.fingerprint;
}

function staticFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [relative(ROOT, path)];
  return readdirSync(path).flatMap((name) => staticFiles(join(path, name)));
}

async function buildTarget(target: Target): Promise<Bundle> {
  const rebuilt = !isCurrent(target);
  if (rebuilt) {
    const folder = dirname(target.outfile);
    // Beside the old one and then in its place: a synthesis that runs meanwhile finds a whole bundle.
    const made = `${folder}.${process.pid}`;
    const { metafile } = (await build({
      ...SHARED,
      ...target.options,
      entryPoints: { [parse(target.outfile).name]: target.entry, ...target.moreEntries },
      outdir: made,
    })) as { metafile: Metafile };
    for (const { from, to } of target.statics) {
      cpSync(from, join(made, relative(folder, to)), { recursive: true });
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
    const inputs = [
      ...Object.keys(metafile.inputs),
      ...target.statics.flatMap(({ from }) => staticFiles(from)),
    ].sort();
    const file = stampOf(target);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ inputs, fingerprint: fingerprintOf(inputs) } satisfies Stamp));
  }
  return { name: target.name, bytes: countCode(dirname(target.outfile)), rebuilt };
}

/** Bytes of code in a bundle's folder, source maps not counted. */
export function countCode(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?js$/.test(name))
    .reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0);
}

/**
 * Brings dist/ up to date with the sources.
 *
 * @throws esbuild's own error, which names file and line
 */
export async function buildAll(): Promise<Bundle[]> {
  const targets = [...lambdaTargets(), ...consoleTargets()];
  const wanted = new Set(targets.map(({ outfile }) => dirname(outfile)));
  const lambdas = join(ROOT, 'dist', 'lambdas');
  if (existsSync(lambdas)) {
    for (const name of readdirSync(lambdas)) {
      if (!wanted.has(join(lambdas, name))) rmSync(join(lambdas, name), { recursive: true, force: true });
    }
  }
  return Promise.all(targets.map(buildTarget));
}

if (import.meta.main) {
  const startedMs = performance.now();
  const bundles = await buildAll();
  for (const { name, bytes, rebuilt } of bundles) {
    console.log(
      `${name.padEnd(24)} ${String(Math.ceil(bytes / 1024)).padStart(5)} KB${rebuilt ? '' : '  unchanged'}`,
    );
  }
  console.log(`${bundles.length} bundles in ${Math.round(performance.now() - startedMs)} ms`);
}
