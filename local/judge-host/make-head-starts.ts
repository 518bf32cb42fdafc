import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeHeadStartScript } from '../../core/grading/head-starts.ts';
import { JUDGE_PATH } from './sandbox/layout.ts';
import type { Toolchains } from './toolchains.ts';

const run = promisify(execFile);

/**
 * Makes ready what compilers take, below `directory`, by the script of the hosts in the cloud; answers where it is. What
 * was made for the same toolchains is kept, so only the first host waits for it. Throws an Error when somebody else could
 * write there: compilers believe what they find.
 */
export async function makeHeadStarts(
  directory: string,
  { found }: Toolchains,
  log: (line: string) => void,
): Promise<string> {
  const script = writeHeadStartScript();
  const key = createHash('sha256')
    .update(JSON.stringify([script, found]))
    .digest('hex')
    .slice(0, 16);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await requireOwn(directory);
  const place = join(directory, key);
  await mkdir(place, { recursive: true, mode: 0o755 });
  await requireOwn(place);
  try {
    await run('/bin/bash', ['-c', script, 'head-starts', place], {
      env: { PATH: JUDGE_PATH },
      maxBuffer: 1 << 24,
    });
  } catch (error) {
    log(`a head start could not be made: ${error instanceof Error ? error.message : String(error)}`);
  }
  const ready = (await readdir(place)).filter((name) => !name.startsWith('.'));
  log(`head starts of ${ready.join(', ') || 'no language'} in ${place}`);
  return place;
}

async function requireOwn(directory: string): Promise<void> {
  const { uid, mode } = await lstat(directory);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    throw new Error(
      `--head-starts: ${directory} must belong to the user of the judge host and be writable for nobody else`,
    );
}
