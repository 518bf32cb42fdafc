import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Judge0Judge } from '../../../adapters/judge0/judge0-judge.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import { examineHeadStart } from '../../../core/examination/examine-head-start.ts';
import { examineHost } from '../../../core/examination/examine-host.ts';
import { makeBundle } from '../../../core/grading/bundle.ts';
import { writeHeadStartScript } from '../../../core/grading/head-starts.ts';
import { judgeSubmission } from '../../../core/grading/judge-submission.ts';
import { HEAD_STARTS } from '../../../core/grading/languages/head-start.ts';
import { LANGUAGES, type Language, type LanguageId } from '../../../core/grading/languages/index.ts';
import { parseJudgeHostConfig } from '../../../local/judge-host/config.ts';
import { type JudgeHost, startJudgeHost } from '../../../local/judge-host/start.ts';
import { makeTestData, THOROUGH } from '../judge/judge-under-test.ts';

const lacks = (program: string) => spawnSync(program, ['--version']).status !== 0;
const MISSING = lacks('g++') ? ' (skipped: there is no g++)' : '';
const TIMEOUT = 120_000;
const HOST = {
  address: '127.0.0.1',
  port: 0,
  token: 'token',
  slots: 2,
  config: parseJudgeHostConfig({}),
  log: () => undefined,
};

let folder: string;
let host: JudgeHost;
let judge: Judge0Judge;
/** What the host made, by the script of the hosts in the cloud. */
let made: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assize-head-start-'));
  const headStarts = join(folder, 'head-starts');
  host = await startJudgeHost({ ...HOST, dataDirectory: join(folder, 'data'), headStarts });
  judge = new Judge0Judge({ url: host.url, token: HOST.token });
  made = join(headStarts, readdirSync(headStarts)[0] ?? '');
}, TIMEOUT);

afterAll(async () => {
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

/** Runs the compile script of a bundle as the supervisor does; what it said, how it ended, and the program that it left. */
function compile(language: LanguageId, files: Files, headStarts?: string) {
  const place = mkdtempSync(join(folder, 'box-'));
  const layout = LANGUAGES[language].layOut(
    Object.entries(files).map(([name, content]) => ({ name, content })),
  );
  const bundle = unzipSync(
    makeBundle({
      language: LANGUAGES[language],
      layout,
      memoryKiB: 262_144,
      compileLimits: { cpuMs: 15_000, wallMs: 20_000, memoryKiB: 524_288 },
      headStart: headStarts !== undefined,
      architectures: ['x86_64'],
    }),
  );
  for (const [name, content] of Object.entries(bundle)) {
    const path = join(place, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name === 'compile' ? readScript(content, headStarts) : content);
  }
  const { status, stdout, stderr } = spawnSync('bash', ['compile', 'inside'], {
    cwd: place,
    encoding: 'utf8',
  });
  const left = readdirSync(join(place, 'prog'), { withFileTypes: true })
    .flatMap((entry) => (entry.isFile() && !(entry.name in files) ? [entry.name] : []))
    .sort();
  const artefacts = left.map((name) => [name, readFileSync(join(place, 'prog', name)).toString('base64')]);
  rmSync(place, { recursive: true, force: true });
  return { status, said: stdout + stderr, artefacts };
}

/** The script with head starts where the test has them. */
const readScript = (content: Uint8Array, headStarts: string | undefined) => {
  const text = new TextDecoder().decode(content);
  return headStarts === undefined ? text : text.replaceAll(HEAD_STARTS, headStarts);
};

const BODY = 'using namespace std;\nint main() { int n; cin >> n; cout << n + 1 << endl; }\n';
const ALL = '#include <bits/stdc++.h>\n';

const PROGRAMS: readonly (readonly [what: string, files: Files])[] = [
  ['the header first', { 'main.cpp': ALL + BODY }],
  ['after a comment, without a space', { 'main.cpp': `// mine\n\n#include<bits/stdc++.h>\n${BODY}` }],
  ['after a byte-order mark', { 'main.cpp': `\ufeff${ALL}${BODY}` }],
  [
    'after #define int long long',
    {
      'main.cpp': `#define int long long\n${ALL}using namespace std;\nsigned main() { int n; cin >> n; cout << n + (1ll << 40); }\n`,
    },
  ],
  ['after #define endl', { 'main.cpp': `#define endl '\\n'\n${ALL}${BODY}` }],
  ['after #define private public', { 'main.cpp': `#define private public\n${ALL}${BODY}` }],
  [
    'after macros of its own',
    {
      'main.cpp': `#define pb push_back\n#define rep(i, n) for (int i = 0; i < n; i++)\n${ALL}using namespace std;\nint main() { vector<int> v; rep(i, 3) v.pb(i); cout << v.size(); }\n`,
    },
  ],
  ['after the debug mode is asked for', { 'main.cpp': `#define _GLIBCXX_DEBUG\n${ALL}${BODY}` }],
  ['after NDEBUG', { 'main.cpp': `#define NDEBUG\n${ALL}int main() { assert(false); }\n` }],
  [
    'after #pragma GCC',
    { 'main.cpp': `#pragma GCC optimize("O3")\n#pragma GCC target("sse4.2")\n${ALL}${BODY}` },
  ],
  [
    'before #pragma GCC',
    {
      'main.cpp': `${ALL}#pragma GCC optimize("Ofast,unroll-loops")\n#pragma GCC target("avx2")\n#include <immintrin.h>\n${BODY}`,
    },
  ],
  ['twice', { 'main.cpp': ALL + ALL + BODY }],
  ['after another header', { 'main.cpp': `#include <cstdio>\n${ALL}${BODY}` }],
  ['where it is asked for', { 'main.cpp': `#if __has_include(<bits/stdc++.h>)\n${ALL}#endif\n${BODY}` }],
  ['by #import and by a digraph', { 'main.cpp': `#import <bits/stdc++.h>\n%:include <iostream>\n${BODY}` }],
  ['after a token', { 'main.cpp': `int first = 7;\n${ALL}${BODY}` }],
  ['in a header of the program', { 'main.cpp': `#include "all.h"\n${BODY}`, 'all.h': ALL }],
  [
    'one of the program’s own that is called so',
    { 'main.cpp': ALL + 'int main() { return OWN; }\n', 'bits/stdc++.h': '#define OWN 3\n' },
  ],
  [
    'in two sources',
    {
      'main.cpp': `${ALL}int more(int);\nint main() { std::cout << more(1); }\n`,
      'more.cpp': `#define X\n${ALL}int more(int a) { return a + 1; }\n`,
    },
  ],
  [
    'counters and levels',
    {
      'main.cpp': `${ALL}static_assert(__INCLUDE_LEVEL__ == 0, "");\nint main() { return __COUNTER__ + __LINE__; }\n`,
    },
  ],
  [
    'one usual header, and a name that another would take',
    {
      'main.cpp':
        '#include <iostream>\nusing namespace std;\nint gcd(int a, int b) { return b == 0 ? a : gcd(b, a % b); }\nint main() { cout << gcd(12, 18); }\n',
    },
  ],
  [
    'one usual header, and one that is missing',
    { 'main.cpp': '#include <iostream>\nint main() { std::regex missing; }\n' },
  ],
  ['a fault', { 'main.cpp': `${ALL}int main() { int n = "text" }\n` }],
  ['a warning', { 'main.cpp': `${ALL}#warning look\n${BODY}` }],
  [
    'threads, streams, containers',
    {
      'main.cpp': `${ALL}using namespace std;\nint main() { map<string, vector<double>> m; m["a"] = {1.5, 2}; thread t([&] { m["b"].push_back(3); }); t.join(); regex r("a+"); ostringstream o; for (auto &[k, v] : m) o << k << setprecision(3) << accumulate(v.begin(), v.end(), 0.0); sort(m["a"].rbegin(), m["a"].rend()); cout << o.str() << regex_match("aa", r); }\n`,
    },
  ],
];

const SPOILED: readonly (readonly [how: string, spoil: (header: string) => void])[] = [
  ['no precompiled header', (header: string) => writeFileSync(header, 'int main( {\n')],
  ['empty', (header: string) => writeFileSync(header, '')],
  ['cut', (header: string) => writeFileSync(header, readFileSync(header).subarray(0, 3_000_000))],
  ['of a compiler that says another version', (header: string) => spoil(header, 0, 64)],
  ['holes in the middle', (header: string) => spoil(header, 8_000_000, 4_000_000)],
  [
    'made with other options',
    (header) =>
      execFileSync('bash', [
        '-c',
        `echo '#include <vector>' >${header}.h; g++ -O0 -x c++-header -o ${header} ${header}.h`,
      ]),
  ],
];

describe.skipIf(MISSING !== '')(`a C++ program compiled with a head start${MISSING}`, () => {
  it.each(PROGRAMS.filter((_, at) => THOROUGH || at === 0))(
    'is the same to the last byte: %s',
    { timeout: TIMEOUT },
    (_, files) => {
      const plain = compile('cpp', files);
      const ready = compile('cpp', files, made);
      expect({ ...ready, said: '' }).toEqual({ ...plain, said: '' });
      // Of a program that does not compile, people read what the compiler says.
      if (plain.status !== 0) expect(ready.said).toBe(plain.said);
    },
  );

  it.each(SPOILED.filter((_, at) => THOROUGH || at === SPOILED.length - 2))(
    'is the same where what the host has is spoiled: %s',
    { timeout: TIMEOUT },
    (_, change) => {
      const copy = mkdtempSync(join(folder, 'spoiled-'));
      cpSync(made, copy, { recursive: true });
      change(join(copy, 'cpp/bits/stdc++.h.gch'));
      for (const source of [ALL + BODY, `${ALL}int main() { return undeclared; }\n`]) {
        const plain = compile('cpp', { 'main.cpp': source });
        expect(compile('cpp', { 'main.cpp': source }, copy)).toEqual(plain);
      }
      rmSync(copy, { recursive: true, force: true });
    },
  );
});

/** Overwrites bytes of a file with zeros. */
function spoil(file: string, from: number, count: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0, from, from + count);
  writeFileSync(file, bytes);
}

const NO_JAVA = lacks('javac') ? ' (skipped: there is no javac)' : '';

describe.skipIf(NO_JAVA !== '')(`a Java program compiled with a head start${NO_JAVA}`, () => {
  it.each([
    [
      'many classes',
      {
        'Main.java':
          'import java.util.*;\npublic class Main { sealed interface S permits A {} record A(int x) implements S {} public static void main(String[] a) { var m = new HashMap<String, Integer>(); m.merge("a", 1, Integer::sum); Runnable r = () -> System.out.println(m + " " + new A(3)); r.run(); } }\n',
      },
    ],
    [
      'two files',
      {
        'Main.java':
          'public class Main { public static void main(String[] a) { System.out.println(Other.x()); } }\n',
        'Other.java': 'class Other { static int x() { return 3; } }\n',
      },
    ],
    [
      'a fault',
      { 'Main.java': 'public class Main { public static void main(String[] a) { int n = "text"; } }\n' },
    ],
  ] as const)('is the same to the last byte: %s', { timeout: TIMEOUT }, (_, files) => {
    const plain = compile('java', files);
    expect(compile('java', files, made)).toEqual(plain);
    const other = mkdtempSync(join(folder, 'other-'));
    mkdirSync(join(other, 'java'));
    writeFileSync(join(other, 'java/javac.jsa'), 'no archive');
    expect(compile('java', files, other)).toEqual(plain);
  });
});

describe.skipIf(MISSING !== '')(`a host with head starts${MISSING}`, () => {
  const ports = { clock: systemClock, judgeSubmission, newNonce: () => randomBytes(16).toString('hex') };

  const examine = async (languages: string[]) =>
    await examineHost(languages, judge, ports, AbortSignal.timeout(TIMEOUT));
  const judgeCpp = async (source: string, headStartLanguages: string[], input = '41\n') =>
    await judgeSubmission({
      language: 'cpp',
      source,
      limits: { timeMs: 2000, memoryKiB: 262_144, outputKiB: 64 },
      ...makeTestData([[input, '42\n']]),
      policy: 'run-all',
      validation: { kind: 'default', args: [] },
      judge,
      newNonce: ports.newNonce,
      headStartLanguages,
    });

  it('is found out at its examination, language by language', { timeout: TIMEOUT }, async () => {
    const { headStarts, reason } = await examine(['cpp', 'javascript']);
    expect(headStarts).toEqual([{ language: 'cpp', share: expect.any(Number) }]);
    expect(headStarts?.[0]?.share).toBeLessThanOrEqual(0.9);
    expect(reason).toMatch(/; cpp compiles in 0\.\d+ of the time with the host's head start$/);
  });

  it('judges as without, and no program can write there', { timeout: TIMEOUT }, async () => {
    for (const ways of [[], ['cpp']]) {
      expect(await judgeCpp(ALL + BODY, ways)).toMatchObject({ verdict: 'AC', judgeCalls: 1 });
      expect(await judgeCpp(`${ALL}int main() { return 1 }\n`, ways)).toMatchObject({
        verdict: 'CE',
        compileOutput: expect.stringContaining('error: expected ‘;’'),
      });
    }
    const header = `${HEAD_STARTS}/cpp/bits/stdc++.h.gch`;
    const attack = `${ALL}#include <fcntl.h>\n#include <sys/stat.h>\n#include <unistd.h>
int main() {
  const char *file = "${header}", *folder = "${HEAD_STARTS}/cpp/mine";
  std::cout << (access(file, R_OK) == 0) << (open(file, O_WRONLY) >= 0) << (open(file, O_RDWR | O_TRUNC) >= 0) << (unlink(file) == 0)
    << (rename(file, "/tmp/x") == 0) << (chmod(file, 0777) == 0) << (mkdir(folder, 0777) == 0) << (symlink("/tmp", folder) == 0);
}\n`;
    const { perCase } = await judgeCpp(attack, ['cpp']);
    expect(perCase[0]?.outputHead).toBe('10000000');
  });

  it('is not used where it is spoiled, which the examination says', { timeout: TIMEOUT }, async () => {
    const spoiled = join(made, 'cpp/bits/stdc++.h');
    const reason = async () => await examineHeadStart('cpp', judge, AbortSignal.timeout(TIMEOUT));
    rmSync(`${spoiled}.gch`);
    writeFileSync(spoiled, '#include <iostream>\n#include <map>\nint more = 3;\n');
    const examination = await examine(['cpp']);
    expect(examination).toMatchObject({ passed: true, batchLanguages: ['cpp'], headStarts: [] });
    expect(examination.reason).toMatch(
      /; the host's head start is not used for cpp, since a known program is another one with it$/,
    );
    writeFileSync(spoiled, '#error spoiled\n');
    expect(await reason()).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/^a known program does not compile with it: .*#error spoiled/),
    });
  });
});

describe('head starts', () => {
  it('are made by the host’s own compiler or not at all, and what is there is left', () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    for (const tool of ['bash', 'cat', 'chmod', 'dirname', 'find', 'mkdir', 'mktemp', 'mv', 'rm', 'timeout'])
      symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(tools, tool));
    const give = (compiler: string, code: number) =>
      writeFileSync(
        join(tools, compiler),
        `#!${tools}/bash\nwhile (($# > 1)); do [[ $1 != -o ]] || echo made >"$2"; shift; done\nexit ${code}\n`,
        { mode: 0o755 },
      );
    const make = (place: string) => {
      // This machine's own compilers are looked for by their paths, too.
      const text = writeHeadStartScript().replaceAll('/usr/', '/nowhere/');
      const script = ['-c', text, 'head-starts', join(folder, place)];
      spawnSync('/bin/bash', script, { env: { PATH: tools } });
      return readdirSync(join(folder, place)).sort();
    };
    expect(make('bare')).toEqual([]);
    give('g++', 1);
    expect(make('bare')).toEqual([]);
    give('g++', 0);
    const kept = join(folder, 'kept');
    mkdirSync(join(kept, 'cpp'), { recursive: true });
    writeFileSync(join(kept, 'cpp/mine'), '');
    mkdirSync(join(kept, '.cpp.torn'));
    utimesSync(join(kept, '.cpp.torn'), 0, 0);
    expect(make('kept')).toEqual(['cpp']);
    expect(readdirSync(join(kept, 'cpp'))).toEqual(['mine']);
    expect(make('bare')).toEqual(['cpp']);
    expect(readFileSync(join(folder, 'bare/cpp/bits/stdc++.h.gch'), 'utf8')).toBe('made\n');
  });

  it.each(Object.values<Language>(LANGUAGES).filter(({ headStart }) => headStart !== undefined))(
    'are asked for where a host has them, and say what compiling leaves: $id',
    { timeout: TIMEOUT },
    ({ id, compile: write, headStart, layOut, toolchain }) => {
      const { known, artefacts } = headStart!;
      const layout = layOut([known]);
      expect(write?.(layout, '/ready')).toContain('/ready');
      expect(write?.(layout)).not.toContain('/ready');
      if (lacks(toolchain.programs[0] ?? '')) return;
      const left = compile(id as LanguageId, { [known.name]: String(known.content) });
      const pattern = new RegExp(`^${artefacts.replace('.', '\\.').replace('*', '[^/]+')}$`);
      const names = left.artefacts.map(([name]) => `prog/${name}`);
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !pattern.test(name))).toEqual([]);
    },
  );

  it('are there for the languages that take most of their time to compile', () => {
    expect(LANGUAGES.cpp.headStart).toBeDefined();
    expect(LANGUAGES.java.headStart).toBeDefined();
  });

  it('are refused in a directory that others can write to', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    execFileSync('chmod', ['777', open]);
    await expect(
      startJudgeHost({ ...HOST, dataDirectory: join(folder, 'unused'), headStarts: open }),
    ).rejects.toThrow(/must belong to the user of the judge host and be writable for nobody else/);
  });
});
