import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SSMClient } from '@aws-sdk/client-ssm';
import { SsmJudgeRegistry } from '../adapters/ssm/judge-registry.ts';
import { EVERY_INSTRUCTOR } from '../core/exam/caller.ts';
import { TOKEN_VARIABLE } from '../local/judge-host/token-variables.ts';
import type { LocalAccess } from '../local/local-access.ts';
import { ROOT } from '../scripts/fingerprint.ts';

/** A judge host of this machine that somebody keeps; it ends with its standard input. */
export interface KeptJudge {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

/** Starts a judge host of so many slots, with its state below `data`. */
export async function startKeptJudge(slots: number, data: string, token: string): Promise<KeptJudge> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'local', 'judge-host', 'main.ts'), '--port', '0', '--slots', String(slots), '--data', data],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, [TOKEN_VARIABLE]: token } },
  );
  for await (const line of createInterface({ input: child.stdout }))
    return { child, token, url: (JSON.parse(line) as { url: string }).url };
  throw new Error('the judge host ended before it was there: see above');
}

/** Ends judges, and resolves when they have. */
export async function endKeptJudges(judges: readonly KeptJudge[]): Promise<void> {
  for (const { child } of judges) child.stdin?.end();
  await Promise.all(
    judges.map(async ({ child }) => {
      if (child.exitCode === null && child.signalCode === null)
        await new Promise<void>((resolve) => child.once('exit', () => resolve()));
    }),
  );
}

/** Registers a judge with a local system, for whoever books it there. @returns the name of its parameter */
export async function registerKeptJudge(
  { endpointUrl: endpoint, region, credentials }: Pick<LocalAccess, 'endpointUrl' | 'region' | 'credentials'>,
  name: string,
  { url: origin, token }: Pick<KeptJudge, 'url' | 'token'>,
): Promise<string> {
  const tokenParameter = `/assize/dev/judges/${name}`;
  const client = new SSMClient({ endpoint, region, credentials });
  await new SsmJudgeRegistry(client).register(
    { tokenParameter, origin, owners: [EVERY_INSTRUCTOR], reach: 'private' },
    token,
  );
  client.destroy();
  return tokenParameter;
}
