import { chmod, copyFile, mkdir, realpath, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Toolchains } from '../toolchains.ts';
import { JUDGE_PATH } from './layout.ts';

/** May users other than this file's owner get there by its path? */
export async function isReachable(path: string): Promise<boolean> {
  for (let at = await realpath(path); ; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) return false;
    if (at === '/') return true;
  }
}

/**
 * The PATH for programs that run without a tree of their own: first a directory with the commands of every toolchain
 * that lies outside the system's directories. As root, a command that other users cannot reach is copied when it stands
 * alone (Node does), else left out.
 */
export async function makeCommandDirectory(directory: string, toolchains: Toolchains): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  for (const toolchain of toolchains.found) {
    for (const [command, path] of Object.entries(toolchain.commands)) {
      if (JUDGE_PATH.split(':').includes(dirname(path))) continue;
      const link = join(directory, command);
      await rm(link, { force: true });
      if (process.getuid?.() !== 0 || (await isReachable(path))) {
        await symlink(path, link);
      } else if (path === toolchain.home) {
        await copyFile(path, link);
        await chmod(link, 0o755);
      }
    }
  }
  return `${directory}:${JUDGE_PATH}`;
}
