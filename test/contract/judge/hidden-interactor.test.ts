import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

/**
 * A /proc that shows a program no process that it may not look into (hidepid), as Judge0's isolate mounts it: of the
 * sandboxes here that of namespaces has one. An interactor is such a process for the supervisor too.
 */
const under = useJudge({}, 'namespaces');

const limits = {
  timeMs: 20,
  memoryKiB: 20 * 1024,
  outputKiB: 256,
  validationTimeMs: 6_000,
  validationMemoryKiB: 64 * 1024,
};
const WAITS = '#include <stdio.h>\nint main() { puts("x"); fflush(stdout); getchar(); return 0; }';

async function judgeBeside(interactor: string, input: string, program = WAITS) {
  const data = makeTestData([[input, '']]);
  const files = [{ name: 'interactor.c', ...data.store(interactor) }];
  const validation: OutputValidation = { kind: 'interactive', args: [], program: { language: 'c', files } };
  return await judgeWith(under.judge, 'c', program, data, { limits, validation });
}

it('ends an interactor that holds more memory than it may, while its program waits for it', async () => {
  const result = await judgeBeside(
    `
#include <unistd.h>
static volatile char held[128 << 20];
int main() { for (int at = 0; at < sizeof held; at += 4096) held[at] = 1; for (;;) pause(); }`,
    '',
  );
  expect(result.perCase.map(({ verdict, detail }) => [verdict, detail.feedback])).toEqual([
    ['JE', expect.stringMatching(/memory/)],
  ]);
});

it('leaves neither side a descriptor of how the interactor is watched', async () => {
  const result = await judgeBeside(
    `
#include <fcntl.h>
int main() {
  for (int at = 3; at < 1024; at++) if ((at < 10 || at > 12) && fcntl(at, F_GETFD) >= 0) return 43;
  return 42;
}`,
    '',
    '#include <fcntl.h>\nint main() { for (int at = 3; at < 1024; at++) if (fcntl(at, F_GETFD) >= 0) return 1; return 0; }',
  );
  expect(tellVerdicts(result)).toEqual(['AC']);
});

const MISSING = spawnSync('taskset', ['-V']).status === 0 ? '' : ' (skipped: there is no taskset)';

it.skipIf(MISSING !== '')(
  `does not count as sleep that an interactor waits for a processor${MISSING}`,
  async () => {
    // All on one processor, each in a session of its own: where the kernel shares by session they are no single one.
    const allowed = readFileSync('/proc/self/status', 'utf8');
    const processor = /^Cpus_allowed_list:\s*(\d+)/m.exec(allowed)?.[1] ?? '0';
    const busy: ChildProcess[] = Array.from({ length: 8 }, () =>
      spawn('taskset', ['-c', processor, 'sh', '-c', 'while :; do :; done'], { detached: true }),
    );
    try {
      const result = await judgeBeside(
        `
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(int count, char **argument) {
  FILE *input = fopen(argument[1], "r");
  int processor;
  cpu_set_t one;
  if (input == NULL || fscanf(input, "%d", &processor) != 1) return 9;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0) return 8;
  while (clock() < 0.4 * CLOCKS_PER_SEC) continue;
  return getchar() == 'x' ? 42 : 43;
}`,
        processor,
      );
      // A program may sleep for about a second; its interactor has a ninth of a processor.
      expect(tellVerdicts(result)).toEqual(['AC']);
    } finally {
      for (const child of busy) child.kill('SIGKILL');
    }
  },
);
