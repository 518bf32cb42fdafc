import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlaySummary } from '../../local/play/report.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** How a run of `npm start` ended. */
export interface StartRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Its last line, where that is JSON. */
  readonly summary: PlaySummary | undefined;
}

/** A folder of its own for a local system, and how to remove it. */
export function makeDataDir(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'assize-local-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Starts the program behind `npm start`; `onLine` sees every line of its output as it comes.
 * @param setting another checkout to run in, and a program (with leading arguments) that runs the command in its turn
 */
export function spawnStart(
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
  { root = ROOT, within = [] }: { readonly root?: string; readonly within?: readonly string[] } = {},
) {
  const [program = process.execPath, ...leading] = [...within, process.execPath];
  const child = spawn(
    program,
    [...leading, '--disable-warning=ExperimentalWarning', 'local/start.ts', ...args],
    {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  let partial = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    const lines = (partial + chunk).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<StartRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      resolve({
        code,
        stdout,
        stderr,
        summary: last.startsWith('{') ? (JSON.parse(last) as PlaySummary) : undefined,
      });
    });
  });
  return { child, ended };
}
