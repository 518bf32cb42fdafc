import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { verifyProblems } from '../../../cli/commands/problem-verify.ts';
import { type JudgeUnderTest, startJudgeUnderTest } from '../judge/judge-under-test.ts';

/** Package folders and a judge for `assize problem verify`. */
export interface VerifyWorld {
  readonly folder: string;
  readonly judge: JudgeUnderTest;
  /** Writes these files as a package's folder of its own, or of this name, and answers its path. */
  write(files: Readonly<Record<string, string | null>>, name?: string): string;
  /** Runs the command on these places: with the world's judge, or (`here`) with a judge host of its own. */
  verify(
    path: string | readonly string[],
    json?: boolean,
    here?: boolean,
  ): Promise<{
    readonly exit: number;
    readonly out: string[];
    readonly err: string[];
    readonly progress: string[];
  }>;
  stop(): Promise<void>;
}

/** Starts the judge and makes room for packages. */
export async function startVerifyWorld(): Promise<VerifyWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'assize-package-'));
  const judge = await startJudgeUnderTest();
  let serial = 0;
  return {
    folder,
    judge,
    write(files, name) {
      serial += 1;
      const root = join(folder, name ?? `twice${serial}`);
      for (const [path, text] of Object.entries(files)) {
        if (text === null) continue;
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return root;
    },
    async verify(path, json = true, here = false) {
      const out: string[] = [];
      const err: string[] = [];
      const progress: string[] = [];
      const exit = await verifyProblems(
        typeof path === 'string' ? [path] : path,
        { json, ...(here ? {} : { judge: { url: judge.url, token: judge.token } }) },
        {
          out: (line) => out.push(line),
          err: (line) => err.push(line),
          progress: (what) => progress.push(what),
        },
      );
      return { exit, out, err, progress };
    },
    async stop() {
      await judge.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
