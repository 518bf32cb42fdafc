import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countCode } from '../scripts/build.ts';
import { type Figure, makeFigure } from './figure.ts';

const ROOT = dirname(import.meta.dirname);
const PAIRS = 15;
/** A function's cold start may cost this many times a bare Node's; functions with the large EC2 client a little more. */
const INIT_BOUND = 6;
const INIT_BOUND_WITH_EC2 = 7;
const WITH_EC2 = new Set(['scheduler-launcher', 'health-monitor', 'auto-shutdown']);

/** Size of each function's bundle, and what importing it costs beside a bare Node (CPU time, interleaved pairs). */
export async function measure(): Promise<readonly Figure[]> {
  const bundles = globSync('dist/lambdas/*/index.mjs', { cwd: ROOT }).sort();
  if (bundles.length === 0) throw new Error('There are no bundles: run npm run build first.');
  const environments = readEnvironments();
  return bundles.flatMap((bundle) => {
    const name = basename(dirname(bundle));
    const file = join(ROOT, bundle);
    const env = environments.get(name) ?? {};
    const ratios = Array.from({ length: PAIRS }, () => {
      const bare = cpuMsOf('', {});
      return cpuMsOf(`await import(${JSON.stringify(pathToFileURL(file).href)})`, env) / bare;
    });
    const bound = WITH_EC2.has(name) ? INIT_BOUND_WITH_EC2 : INIT_BOUND;
    return [
      {
        ...makeFigure(`bundle-kb:${name}`, [countCode(dirname(file)) / 1024], 'KiB'),
        note: 'minified, SDK inside',
      },
      makeFigure(`init-vs-bare-node:${name}`, ratios, 'x CPU', { atMost: bound }),
    ];
  });
}

/** CPU time (user and system, ms) of a Node that runs `code` and ends. Throws an Error when it fails. */
function cpuMsOf(code: string, env: Record<string, string>): number {
  const report =
    "process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('cpu-us='+(user+system))});";
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', `${report}${code};process.exit(0)`], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      ...env,
    },
    encoding: 'utf8',
  });
  const cpuUs = /cpu-us=(\d+)/.exec(run.stderr)?.[1];
  if (run.status !== 0 || cpuUs === undefined) throw new Error(`A bundle cannot be imported:\n${run.stderr}`);
  return Number(cpuUs) / 1000;
}

/** Each function's environment from the synthesized templates; what only a deployment knows gets a value of the right form. */
function readEnvironments(): Map<string, Record<string, string>> {
  const environments = new Map<string, Record<string, string>>();
  for (const file of globSync('cdk.out/*.template.json', { cwd: ROOT })) {
    const { Resources } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as {
      Resources: Record<
        string,
        { Type: string; Properties?: { Environment?: { Variables?: Record<string, unknown> } } }
      >;
    };
    for (const { Type, Properties } of Object.values(Resources)) {
      const variables = Properties?.Environment?.Variables;
      if (Type !== 'AWS::Lambda::Function' || variables === undefined) continue;
      const name = Object.keys(variables).length === 0 ? undefined : matchFunction(variables);
      if (name !== undefined) {
        environments.set(
          name,
          Object.fromEntries(
            Object.entries(variables).map(([key, value]) => [key, plausibleValue(key, value)]),
          ),
        );
      }
    }
  }
  return environments;
}

/** The function whose environment this is, by the service name that its logger carries. */
function matchFunction(variables: Record<string, unknown>): string | undefined {
  const name = variables['POWERTOOLS_SERVICE_NAME'];
  return typeof name === 'string' && existsSync(join(ROOT, 'dist/lambdas', name)) ? name : undefined;
}

function plausibleValue(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (key.endsWith('_ARN')) return 'arn:aws:sns:us-east-1:000000000000:bench';
  if (key.endsWith('_ID') || key.endsWith('_IDS')) return 'bench-0123456789abcdef0';
  return 'bench';
}
