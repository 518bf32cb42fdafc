import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Judge } from '../core/grading/judge.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { readToken } from './read-token.ts';

/** A Judge0 that somebody named. */
export interface NamedJudge {
  readonly url: string;
  readonly token: string;
}

/** The options by which a command is told of another judge than one of its own. */
export interface JudgeOptions {
  readonly judge?: string;
  readonly tokenFile?: string;
}

export function addJudgeOptions(command: Command): Command {
  return command
    .option('--judge <url>', 'a Judge0 to use instead of a judge host of its own')
    .option(
      '--token-file <file>',
      'a file with its X-Auth-Token; - for standard input (default: ASSIZE_JUDGE_TOKEN)',
    );
}

/** The judge that the options name, if they do. Throws CommandError. */
export function readJudgeOptions({ judge, tokenFile }: JudgeOptions): NamedJudge | undefined {
  if (tokenFile !== undefined && judge === undefined)
    throw new CommandError(EXIT.badInput, '--token-file is for the judge of --judge; name that too');
  return judge === undefined ? undefined : { url: judge, token: readToken(tokenFile) ?? '' };
}

/** Does `work` with the judge that was named, or with a judge host of this machine's that ends with it. */
export async function withJudge<T>(
  named: NamedJudge | undefined,
  log: (line: string) => void,
  work: (judge: Judge) => Promise<T>,
): Promise<T> {
  const { Judge0Judge } = await import('../adapters/judge0/judge0-judge.ts');
  if (named !== undefined) return await work(new Judge0Judge(named));
  // Only here: whoever names a judge needs no sandbox of this machine's.
  const { startJudgeHost } = await import('../local/judge-host/start.ts');
  const { configOfLaunchedHosts } = await import('../local/judge-host/config.ts');
  const dataDirectory = mkdtempSync(join(tmpdir(), 'assize-judge-'));
  const token = randomBytes(16).toString('hex');
  const host = await startJudgeHost({
    address: '127.0.0.1',
    port: 0,
    token,
    slots: 1,
    dataDirectory,
    config: configOfLaunchedHosts(),
    log,
  });
  try {
    return await work(new Judge0Judge({ url: host.url, token }));
  } finally {
    await host.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
