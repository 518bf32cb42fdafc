import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBatchOutput, writeBatchInput } from '../../core/grading/batch-protocol.ts';
import { type Figure, makeFigure } from '../figure.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const PAIRS = 15;
const COUNT = 200;
const NONCE = '0'.repeat(32);
const TRIVIAL =
  '#include <stdio.h>\nint main(void) { int a, b; return scanf("%d %d", &a, &b) == 2 ? !printf("%d\\n", a + b) : 1; }';

/**
 * Burns and hoards as its input says, then tells what it used by its own clock and its own peak. The clock of its only
 * thread: where RLIMIT_CPU is set, Linux brings a process's clock up to date at timer ticks only.
 */
const SPENDER = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static double used(void) { struct timespec t; clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return t.tv_sec * 1e3 + t.tv_nsec / 1e6; }
int main(void) {
  int ms, mb; char line[256]; long peak = 0;
  if (scanf("%d %d", &ms, &mb) != 2) return 1;
  char *memory = malloc((size_t)mb << 20);
  memset(memory, 1, (size_t)mb << 20);
  while (used() < ms) memory[0]++;
  FILE *status = fopen("/proc/self/status", "r");
  while (fgets(line, sizeof line, status)) if (!strncmp(line, "VmHWM:", 6)) peak = atol(line + 6);
  printf("%.3f %ld\\n", used(), peak);
  return 0;
}`;

/** Cost and truth of the supervisor itself, in a bubblewrap sandbox with a PID namespace of its own. */
export async function measure(): Promise<readonly Figure[]> {
  const bench = await openWorkbench();
  try {
    return [...measureOverhead(bench), ...measureTruth(bench)];
  } finally {
    await bench.stop();
  }
}

/** Makes a box with a compiled program and the supervisor; returns its path. */
function makeBox(bench: Workbench, name: string, source: string): string {
  const box = join(bench.folder, name);
  mkdirSync(join(box, 'prog'), { recursive: true });
  writeFileSync(join(box, 'main.c'), source);
  execFileSync('gcc', ['-O2', '-static', '-o', join(box, 'prog/main'), join(box, 'main.c')]);
  const supervisor = join(box, 'supervisor');
  cpSync(
    join(
      import.meta.dirname,
      `../../supervisor/assize-supervisor-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`,
    ),
    supervisor,
  );
  chmodSync(supervisor, 0o755);
  return box;
}

function supervise(box: string, inputs: readonly string[]) {
  rmSync(join(box, 'work'), { recursive: true, force: true });
  const stdin = writeBatchInput(
    {
      nonce: NONCE, cpuMs: 5000, wallMs: 10_000, memoryKiB: 400_000, dataKiB: 4_000_000, stackKiB: 64_000,
      outputBytes: 100_000, processes: 64, totalCpuMs: 60_000, totalWallMs: 60_000, totalOutputBytes: 4_000_000,
      stopAtFailure: false, mode: 'process-each',
    }, // biome-ignore format: one line a group
    inputs.map((input) => Buffer.from(input)),
  );
  const sandbox = [
    '--unshare-all',
    '--die-with-parent',
    '--ro-bind',
    '/',
    '/',
    '--dev',
    '/dev',
    '--proc',
    '/proc',
    '--tmpfs',
    '/tmp',
    '--bind',
    box,
    box,
    '--chdir',
    box,
  ];
  const stdout = execFileSync('bwrap', [...sandbox, './supervisor', join(box, 'prog/main')], {
    input: stdin,
    maxBuffer: 1 << 26,
  });
  const batch = parseBatchOutput(stdout, NONCE, inputs.length);
  if (batch.end === undefined || batch.frames.length !== inputs.length)
    throw new Error(`the batch did not end well: ${batch.fault}`);
  return { ...batch, end: batch.end };
}

function measureOverhead(bench: Workbench): Figure[] {
  const box = makeBox(bench, 'trivial', TRIVIAL);
  const bare = bench.bare();
  const inputs = Array.from({ length: COUNT }, () => '20 22\n');
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const bareRuns = bare(COUNT, '20 22\n', [join(box, 'prog/main')]);
    const { end } = supervise(box, inputs);
    cpu.push(((end.cpuUs + end.ownCpuUs) / 1000 - bareRuns.cpuMs) / COUNT);
    wall.push((end.wallUs / 1000 - bareRuns.wallMs) / COUNT);
  }
  const note = `a test case, over vfork and exec; N = ${COUNT}`;
  return [
    makeFigure('supervisor-overhead-ms', cpu, 'ms', { atMost: 0.3 }, `CPU time ${note}`),
    makeFigure('supervisor-overhead-wall-ms', wall, 'ms', undefined, `wall time ${note}`),
  ];
}

function measureTruth(bench: Workbench): Figure[] {
  const box = makeBox(bench, 'spender', SPENDER);
  const inputs = [0, 5, 20, 50, 100, 200].flatMap((ms) => [1, 25, 100].map((mb) => `${ms} ${mb}\n`));
  const cpu: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < 3; round++) {
    for (const frame of supervise(box, inputs).frames) {
      const [ownMs = 0, ownKiB = 0] = Buffer.from(frame.output).toString().split(' ').map(Number);
      const told = frame.cpuUs / 1000;
      cpu.push(Math.abs(told - ownMs) / Math.max(1 + (0.12 * ownKiB) / 1024, 0.02 * ownMs));
      memory.push(Math.abs(frame.peakKiB - ownKiB) / Math.max(256, 0.03 * ownKiB));
    }
  }
  const note =
    'of what is allowed, median of 54 runs of 0-200 ms x 1-100 MB against the program’s own clock and VmHWM';
  return [
    makeFigure('cpu-accuracy', cpu, 'x', { atMost: 1 }, note),
    makeFigure('cpu-accuracy:worst', [Math.max(...cpu)], 'x', { atMost: 1 }, 'the worst of them'),
    makeFigure('memory-accuracy', memory, 'x', { atMost: 1 }, note),
    makeFigure('memory-accuracy:worst', [Math.max(...memory)], 'x', { atMost: 1 }, 'the worst of them'),
  ];
}
