import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `GET /about` says, and programs find in their environment as Judge0's image sets it. */
export const ABOUT = {
  version: '1.13.1',
  homepage: 'https://judge0.com',
  source_code: 'https://github.com/judge0/judge0',
  maintainer: 'Assize, whose local judge host this is; it is not Judge0',
} as const;

/** The locale of Judge0's image where this machine has it (else bash says so on every stderr), or one that all have. */
async function findLocale(): Promise<string> {
  const { stdout } = await run('/usr/bin/locale', ['-a']).catch(() => ({ stdout: '' }));
  return /^en_US\.utf-?8$/im.test(stdout) ? 'en_US.UTF-8' : 'C.UTF-8';
}

/** The environment of every program: the variables that Judge0 1.13.1 and isolate set, with this PATH. */
export async function makeEnvironment(path: string): Promise<Record<string, string>> {
  const locale = await findLocale();
  return {
    LIBC_FATAL_STDERR_: '1',
    HOME: '/tmp',
    PATH: path,
    LANG: locale,
    LANGUAGE: 'en_US:en',
    LC_ALL: locale,
    JUDGE0_HOMEPAGE: ABOUT.homepage,
    JUDGE0_SOURCE_CODE: ABOUT.source_code,
    JUDGE0_MAINTAINER: ABOUT.maintainer,
    JUDGE0_VERSION: ABOUT.version,
  };
}
