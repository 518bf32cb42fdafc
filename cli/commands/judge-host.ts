import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

export function addJudgeHost(program: Command): void {
  program
    .command('judge-host')
    .option('--port <port>', 'port on 127.0.0.1; 0 for a free one', '2358')
    .option('--slots <count>', 'submissions judged at a time', '2')
    .option('--data <folder>', 'where boxes are put; emptied at start (default: a temporary folder)')
    .option('--config <json or file>', 'settings of judge0.conf')
    .description(
      "a Judge0 1.13.1 API over this machine's compilers, in the best sandbox that it offers; until Ctrl-C",
    )
    .addHelpText(
      'after',
      '\nWith ASSIZE_JUDGE_TOKEN in the environment every request must carry it in X-Auth-Token; never on the command line,\nwhich every user of the machine can read.',
    )
    .action(async (options: Record<string, string>) => {
      const temporary =
        options['data'] === undefined ? mkdtempSync(join(tmpdir(), 'assize-judge-')) : undefined;
      const given = { ...options, ...(temporary === undefined ? {} : { data: temporary }) };
      const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL('../../local/judge-host/main.ts', import.meta.url)), ...args],
        {
          stdio: 'inherit',
        },
      );
      // The terminal tells the whole group; a signal that comes to us alone is passed on.
      for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
      process.on('SIGINT', () => undefined);
      await new Promise<void>((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', (code, signal) => {
          process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
          resolve();
        });
      });
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    });
}
