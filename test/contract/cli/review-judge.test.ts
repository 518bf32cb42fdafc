import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../core/grading/languages/index.ts';
import { doorEnvironment } from '../../support/door-environment.ts';
import { useJudge } from '../judge/judge-under-test.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
/** A detector and gcc say what line 3 lacks, gcc alone what line 6 writes. */
const CARELESS = `#include <cstdio>
#include <cstring>
int sign(int a) { if (a > 0) return 1; }
int main() {
  char text[4];
  std::strcpy(text, "much too long for it");
  std::printf("%d %s\\n", sign(2), text);
}
`;
const UNUSED = 'def double(a):\n    left = 1\n    return a * 2\n\n\nprint(double(2) is 4)\n';

const under = useJudge();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-review-judge-'));
  writeFileSync(join(folder, 'a.cpp'), CARELESS);
  writeFileSync(join(folder, 'b.py'), UNUSED);
  writeFileSync(join(folder, 'C.java'), 'class C { }\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command line in a process of its own, without a system and a login. */
async function review(...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'review', ...args], {
    cwd: folder,
    env: {
      ...doorEnvironment,
      HOME: folder,
      NO_COLOR: '1',
      ASSIZE_LOCAL: '',
      ASSIZE_JUDGE_TOKEN: under.token,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: code as number };
}

interface Told {
  readonly name: string;
  readonly report: {
    readonly findings: readonly { ruleId: string; line: number; foundBy: string; recommendation: string }[];
    readonly gaps: readonly { what: string; why: string }[];
  };
}
const told = (out: string): readonly Told[] => JSON.parse(out).items;
const linesOf = ({ report }: Told) =>
  report.findings.map(({ ruleId, line, foundBy }) => `${ruleId} ${line} ${foundBy}`);
const NOT_ASKED = {
  what: 'what a compiler says',
  why: "Compilers run in a judge's sandbox alone, and none was asked.",
};

// Each command is a process of its own, on a machine that may be busy.
describe('on the command line, a review with a judge', { timeout: 120_000 }, () => {
  it('has what compilers say beside what detectors find, once, and of other languages nothing more', async (context) => {
    for (const language of ['cpp', 'python'] as const)
      if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
    const files = ['a.cpp', 'b.py', 'C.java'];
    const [alone, asked] = await Promise.all([
      review(...files, '--offline', '--json'),
      review(...files, '--json', '--judge', under.url),
    ]);
    expect([alone.code, asked.code, asked.err]).toEqual([0, 0, '']);
    const [cppAlone, pythonAlone, javaAlone] = told(alone.out);
    const [cpp, python, java] = told(asked.out);
    expect(cppAlone!.report.gaps).toEqual([NOT_ASKED]);
    expect(pythonAlone!.report.gaps).toEqual([NOT_ASKED]);
    expect([cpp, python].flatMap((one) => one!.report.gaps)).toEqual([]);
    expect(linesOf(cpp!)).toEqual(
      expect.arrayContaining([...linesOf(cppAlone!), 'gcc/out-of-bounds 6 sandbox']),
    );
    expect(cpp!.report.findings.filter(({ line }) => line === 3)).toHaveLength(1);
    expect(cpp!.report.findings.every(({ recommendation }) => recommendation !== '')).toBe(true);
    // Both name each: it is told once.
    expect(linesOf(python!)).toEqual(linesOf(pythonAlone!));
    expect(linesOf(python!)).toEqual(['program/unused-variable 2 detector', 'python/is-literal 6 detector']);
    expect(java).toEqual(javaAlone);
  });

  it('is by a judge host of its own unless one is named, and says who found what', async (context) => {
    if (!under.offers(LANGUAGES.cpp.judge0.id)) context.skip('the host has no C++');
    const shown = await review('a.cpp', '--judge');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/gcc\/out-of-bounds CWE-787, found in a judge's sandbox\n/);
    expect(shown.out).not.toContain('not looked at');
  });

  it('has a gap with the reason where the judge fails, and all that detectors find', async () => {
    const server = createServer((_, response) => response.writeHead(401).end('no'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [failed, sarif] = await Promise.all([
      review('a.cpp', 'C.java', '--json', '--judge', `http://127.0.0.1:${port}`),
      review('a.cpp', '--sarif', '--judge', `http://127.0.0.1:${port}`),
    ]);
    server.close();
    expect(failed.code).toBe(0);
    const [cpp, java] = told(failed.out);
    expect(linesOf(cpp!)).toEqual(['c/missing-return 3 detector']);
    expect(cpp!.report.gaps).toEqual([
      { what: NOT_ASKED.what, why: expect.stringMatching(/^Of the compiler in a judge's sandbox: .*401/) },
    ]);
    expect(java!.report.gaps).toEqual([]);
    const [notification] = JSON.parse(sarif.out).runs[0].invocations[0].toolExecutionNotifications;
    expect(notification.message.text).toMatch(/^Not looked at: what a compiler says\. Of the compiler /);
  });

  it('says once of several that no judge was asked, and refuses what it cannot mean', async () => {
    const shown = await review('a.cpp', 'b.py', '--offline');
    expect(shown.out.split(`not looked at: ${NOT_ASKED.what}: ${NOT_ASKED.why}`)).toHaveLength(2);
    const refusals = await Promise.all([
      review('--judge', 'a.cpp'),
      review('a.cpp', '--judge', '--session', 'x'),
      review('0'.repeat(26), '--judge'),
      review('a.cpp', '--offline', '--token-file', 'b.py'),
      review('a.cpp', '--staff'),
    ]);
    expect(refusals.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(refusals.map(({ err }) => err.split('\n')[0])).toEqual([
      expect.stringMatching(/a\.cpp is no address of a Judge0/),
      expect.stringMatching(/--judge is for files/),
      expect.stringMatching(/--judge is for files/),
      expect.stringMatching(/--token-file is for the judge of --judge/),
      expect.stringMatching(/--staff is for reviews of this machine/),
    ]);
  });
});
