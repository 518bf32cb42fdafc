import { expect, it } from 'vitest';
import { LANGUAGES, type LanguageId } from '../../../core/grading/languages/index.ts';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { judgeWith, makeTestData, useJudge } from './judge-under-test.ts';

const under = useJudge();
const limits = {
  timeMs: 1000,
  memoryKiB: 64 * 1024,
  outputKiB: 256,
  validationTimeMs: 2000,
  validationMemoryKiB: 64 * 1024,
};

/** Tells nothing, and accepts nobody who does not know the secret. */
const IN_C = `#include <stdio.h>
#include <string.h>
int main(int count, char **argument) {
  char secret[64], line[64] = "";
  FILE *input = fopen(argument[1], "r");
  if (input == NULL || fscanf(input, "%63s", secret) != 1) return 9;
  puts("guess"); fflush(stdout);
  return scanf("%63s", line) == 1 && strcmp(line, secret) == 0 ? 42 : 43;
}
`;
const IN_PYTHON = `import argparse, asyncio, decimal, email, json, random, statistics, sys, unittest
secret = open(sys.argv[1]).read().strip()
print("guess", flush=True)
sys.exit(42 if sys.stdin.readline().strip() == secret else 43)
`;

async function judgeBeside(
  language: LanguageId,
  source: string,
  interactor: readonly [language: string, name: string, source: string],
  secrets: readonly string[] = ['SECRET1', 'SECRET2'],
  policy: 'run-all' | 'first-failure' = 'run-all',
) {
  const data = makeTestData(secrets.map((secret) => [`${secret}\n`, '']));
  const [written, name, content] = interactor;
  const validation: OutputValidation = {
    kind: 'interactive',
    args: [],
    program: { language: written, files: [{ name, ...data.store(content) }] },
  };
  return await judgeWith(under.judge, language, source, data, { limits, validation, policy });
}

it('has no module in its Python that a program left in its home', async () => {
  const source = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
int main(void) {
  static const char code[] = "import os\\nos.write(1, b'seen')\\nos._exit(42)\\n";
  const char *homes[] = {getenv("HOME"), "/tmp", "/nonexistent", "."};
  for (int h = 0; h < 4; h++) for (int minor = 6; minor < 20; minor++) {
    char path[512];
    if (homes[h] == NULL) continue;
    const char *below[] = {".local", ".local/lib", ".local/lib/python3.%d", ".local/lib/python3.%d/site-packages"};
    for (int i = 0; i < 4; i++) {
      int at = snprintf(path, sizeof path, "%s/", homes[h]);
      snprintf(path + at, sizeof path - at, below[i], minor);
      mkdir(path, 0777);
    }
    const char *names[] = {"usercustomize.py", "sitecustomize.py", "evil.pth"};
    for (int i = 0; i < 3; i++) {
      char file[600];
      snprintf(file, sizeof file, "%s/%s", path, names[i]);
      FILE *f = fopen(file, "w");
      if (f == NULL) continue;
      if (i < 2) fputs(code, f);
      else fputs("import os; os._exit(42)\\n", f);
      fclose(f);
    }
  }
  char line[64];
  if (fgets(line, sizeof line, stdin)) puts("guesses");
  return 0;
}
`;
  const secrets = Array.from({ length: 6 }, (_, at) => `SECRET${at}`);
  const { perCase } = await judgeBeside('c', source, ['python', 'main.py', IN_PYTHON], secrets);
  expect(perCase.map(({ verdict }) => verdict)).toEqual(secrets.map(() => 'WA'));
});

it("does not meet what a program has run while it is read: Perl's BEGIN runs beside it as the program does", async (context) => {
  if (!under.offers(LANGUAGES.perl.judge0.id)) context.skip('the host has no Perl');
  const source = `BEGIN {
  for my $file ("interactor/prog/main", "interactor/program.zip", "run", "run.sh") {
    next unless -e $file || $file eq "run.sh";
    unlink $file;
    open(F, ">", $file); print F "#!/bin/bash\\nexit 42\\n"; close(F);
    chmod 0755, $file;
  }
}
<STDIN>; $| = 1; print "guesses\\n";
`;
  for (const interactor of [
    ['c', 'interactor.c', IN_C],
    ['python', 'main.py', IN_PYTHON],
  ] as const) {
    const result = await judgeBeside('perl', source, interactor);
    expect(result).toMatchObject({ judgeCalls: 1, perCase: [{ verdict: 'WA' }, { verdict: 'WA' }] });
  }
});

it('is not there for languages whose compilers run code of programs', async () => {
  const judging = judgeBeside('haskell', 'main = pure ()\n', ['c', 'interactor.c', IN_C]);
  await expect(judging).rejects.toMatchObject({
    kind: 'rejected',
    message: expect.stringMatching(/^Haskell runs code of a program while it compiles it/),
  });
});

it('is not said to have met limits of the host when a wrong answer ends the batch', async () => {
  const source = '#include <stdio.h>\nint main(void) { puts("guesses"); return 0; }\n';
  const result = await judgeBeside('c', source, ['c', 'interactor.c', IN_C], undefined, 'first-failure');
  expect(result).toMatchObject({
    judgeCalls: 1,
    whySplit: [],
    perCase: [{ verdict: 'WA' }, { verdict: 'not-run' }],
  });
});

it("leaves nothing of what Go's compiler kept of it", async (context) => {
  if (!under.offers(LANGUAGES.go.judge0.id)) context.skip('the host has no Go');
  const go = `package main
import ("bufio"; "fmt"; "os")
func main() {
  fmt.Println("guess")
  said, _ := bufio.NewReader(os.Stdin).ReadString('\\n')
  if said == "STRATEGY" + "-7\\n" { os.Exit(42) }
  os.Exit(43)
}
`;
  const source = `import os, sys
input()
for top in ("/tmp", "/dev/shm", "..", "."):
    for folder, _, names in os.walk(top):
        for name in names:
            try:
                if b"STRATEGY" + b"-7" in open(os.path.join(folder, name), "rb").read(): print("STRATEGY" + "-7", flush=True)
            except OSError: pass
print("guesses")
`;
  const { perCase } = await judgeBeside('python', source, ['go', 'main.go', go]);
  expect(perCase.map(({ verdict }) => verdict)).toEqual(['WA', 'WA']);
});

const FINDS_A_FILE = {
  c: `#include <stdio.h>
#include <stdlib.h>
int main(void) {
  char path[512], line[64];
  puts("guess"); fflush(stdout);
  if (scanf("%63s", line) != 1) return 1;
  const char *places[] = {getenv("HOME"), getenv("TMPDIR"), "."};
  for (int i = 0; i < 3; i++) {
    if (places[i] == NULL) continue;
    snprintf(path, sizeof path, "%s/.planted", places[i]);
    if (fopen(path, "r") != NULL) return 42;
  }
  return 43;
}
`,
  python: `import os, pathlib, sys, tempfile
print("guess", flush=True)
input()
places = [os.path.expanduser("~"), pathlib.Path.home(), tempfile.gettempdir(), "."]
sys.exit(42 if any(os.path.exists(os.path.join(place, ".planted")) for place in places) else 43)
`,
};

it.each([
  ['c', 'interactor.c'],
  ['python', 'main.py'],
] as const)(
  'finds no file of the program in its home, nor where temporary files are: in %s',
  async (language, name) => {
    const source = `import os
input()
for place in [os.path.expanduser("~"), os.environ.get("HOME"), os.environ.get("TMPDIR"), "/tmp", "/dev/shm", ".", "..", "/", "/proc/self/fd/12"]:
    try: open(os.path.join(place or "/tmp", ".planted"), "w").close()
    except OSError: pass
print("guesses", flush=True)
`;
    const { perCase } = await judgeBeside('python', source, [language, name, FINDS_A_FILE[language]]);
    expect(perCase.map(({ verdict }) => verdict)).toEqual(['WA', 'WA']);
  },
);
