/**
 * `npm test` and its longer relatives. Builds what the tests read, runs the suites by vitest, and ends with
 * one line, `N passed, N failed`, that a gate can read.
 *
 *   npm test                      unit, contract, infra and a short local exam
 *   npm run verify                all of it: chaos, browser, template validation; corpus, twenty browsers, whole systems
 *   npm run verify -- --long      what `npm test` leaves out, but for the last three: what the gate adds
 *   npm run test:judge0           the judge's contract suite against JUDGE0_URL with JUDGE0_TOKEN
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const SHORT_PROJECTS = ['unit', 'contract', 'infra', 'local'];
const LONG_PROJECTS = ['chaos', 'browser'];
/** Every jury submission there is, an exam with twenty browsers, and systems that are started whole: too long for a gate. */
const LONGEST_PROJECTS = ['corpus', 'crowd', 'whole'];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a command with this Node, its output shown; resolves with the exit code. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs vitest on some projects and files, and counts what its JSON report says. */
async function runVitest(
  projects: readonly string[],
  filters: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'assize-test-'));
  const report = join(folder, 'report.json');
  try {
    const code = await run(
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...filters,
      ],
      env,
    );
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTodoTests: number;
      success: boolean;
    };
    // A suite that could not be loaded, or an error outside any test, has no failed test to its name: count the run itself.
    const unnamed = numFailedTests === 0 && (code !== 0 || !success) ? 1 : 0;
    return {
      passed: numPassedTests,
      failed: numFailedTests + unnamed,
      skipped: numPendingTests + numTodoTests,
    };
  } catch (error) {
    console.error(`vitest ended without a report: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counts a step that is not a vitest suite as one test. */
async function runStep(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Counts> {
  const startedMs = Date.now();
  const code = await run(args, env);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    judge0: { type: 'boolean', default: false },
  },
});

const results: Counts[] = [];
if (values.judge0) {
  if (!process.env.JUDGE0_URL) {
    console.error('Set JUDGE0_URL (and JUDGE0_TOKEN) to the Judge0 that the suite is to run against.');
    process.exit(2);
  }
  results.push(
    await runVitest(['contract'], ['test/contract/judge/', 'test/contract/judge-host/judge0-'], {}),
  );
} else {
  results.push(await runStep('build', ['scripts/build.ts']));
  results.push(await runStep('synth', ['scripts/synth.ts']));
  const short = !values.long;
  const long = values.all || values.long;
  if (short) results.push(await runStep('types', ['node_modules/typescript/bin/tsc', '-b']));
  if (short)
    results.push(await runStep('lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']));
  if (long) results.push(await runStep('template validation', ['scripts/synth.ts', '--validate']));
  const projects = [
    ...(short ? SHORT_PROJECTS : []),
    ...(long ? LONG_PROJECTS : []),
    // `npm run verify` says --all by itself; with --long it is the gate's part.
    ...(values.all && !values.long ? LONGEST_PROJECTS : []),
  ];
  results.push(await runVitest(projects, positionals, long ? { ASSIZE_LONG_TESTS: '1' } : {}));
}

const total = results.reduce((sum, counts) => ({
  passed: sum.passed + counts.passed,
  failed: sum.failed + counts.failed,
  skipped: sum.skipped + counts.skipped,
}));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
