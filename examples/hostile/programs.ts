import { KNOWN_ATTACKS, makeAttack, NEW_ATTACKS } from './attacks.ts';
import { TIME_MS } from './problem.ts';

/** A program that is handed in to do harm: to its judge, to whoever is judged beside it, or to whoever waits behind it. */
export interface HostileProgram {
  readonly name: string;
  readonly language: 'c' | 'cpp' | 'python';
  readonly source: string;
  /** Keeps to the limits, or nearly: it may be right. */
  readonly mayPass?: true;
}

const c = (name: string, source: string): HostileProgram => ({ name, language: 'c', source });
const cpp = (name: string, source: string): HostileProgram => ({ name, language: 'cpp', source });
const python = (name: string, source: string): HostileProgram => ({ name, language: 'python', source });

/** Attacks on the engine, which harm nobody's test case but their own. */
const attacks = [...KNOWN_ATTACKS, ...NEW_ATTACKS].map((attack) => c(attack.name, makeAttack(attack)));

/** Compilers that read, think, write or talk without end. */
const compilers = [
  c('a source that includes itself', '#include __FILE__\n#include __FILE__\nint main(void) { return 0; }\n'),
  c('a compiler that reads zeros', '#include "/dev/zero"\nint main(void) { return 0; }\n'),
  c('a compiler that reads nothing', '#include "/dev/random"\nint main(void) { return 0; }\n'),
  c('an assembler that reads zeros', '__asm__(".incbin \\"/dev/zero\\"");\nint main(void) { return 0; }\n'),
  c('an artefact of eight gigabytes', 'char a[1ull << 33] = {1};\nint main(void) { return a[5]; }\n'),
  c(
    'a flood of errors',
    `#define A(x) int x = undefined_${'n'.repeat(2_000)};\n${Array.from({ length: 8_000 }, (_, i) => `A(a${i})`).join('\n')}\nint main(void) {}\n`,
  ),
  c(
    'a macro of a million tokens',
    `#define T0 +1\n${Array.from({ length: 20 }, (_, i) => `#define T${i + 1} T${i} T${i}`).join('\n')}\nint main(void) { return 0 T20; }\n`,
  ),
  cpp(
    'a bomb of templates',
    'template <int N, int M> struct Bomb { static constexpr long long n = Bomb<N - 1, 2 * M>::n + Bomb<N - 1, 2 * M + 1>::n; };\ntemplate <int M> struct Bomb<0, M> { static constexpr long long n = M; };\nint main() { return Bomb<24, 1>::n; }\n',
  ),
  cpp(
    'a constant that takes for ever',
    'constexpr int count(int n) { int sum = 0; for (int i = 0; i < n; i++) for (int k = 0; k < 200000; k++) sum ^= i * k; return sum; }\nconstexpr int sum = count(200000);\nint main() { return sum; }\n',
  ),
  python('a constant that takes for ever', 'print(9 ** 9 ** 9)\n'),
  python('more brackets than a parser bears', `print(${'('.repeat(60_000)}1${')'.repeat(60_000)})\n`),
];

/** Programs that keep a slot, or a core, for as long as they may. */
const sloths = [
  python('a sleeper', 'import time\ntime.sleep(1000)\n'),
  python('one that reads for ever', 'import os\nr, w = os.pipe()\nos.read(r, 1)\n'),
  c('a sleeper', '#include <unistd.h>\nint main(void) { for (;;) pause(); }\n'),
  python('one that computes for ever', 'while True: pass\n'),
  c('one that computes for ever', 'int main(void) { for (volatile int i = 0;; i++); }\n'),
  python(
    'threads that compute for ever',
    'import threading\ndef burn():\n    while True: pass\nfor _ in range(50): threading.Thread(target=burn).start()\n',
  ),
  ...[80, 95, 105].map((percent): HostileProgram => {
    const seconds = (percent * TIME_MS) / 100_000;
    const source = `import time\nword = input()\nwhile time.process_time() < ${seconds}: pass\nprint(2 if word == 'X' else word)\n`;
    return { ...python(`${percent} % of the time limit`, source), mayPass: true };
  }),
];

/** Programs that take memory, processes, files or room. */
const hogs = [
  python('a fork bomb', 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n'),
  python('a memory hog', 'kept = []\nwhile True: kept.append(bytearray(10 ** 6))\n'),
  python('an allocation of a terabyte', 'kept = bytearray(10 ** 12)\n'),
  python(
    'endless recursion',
    'import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n): return f(n + 1)\nf(0)\n',
  ),
  python('a flood of output', 'while True: print("x" * 100000)\n'),
  python('a flood of errors', 'import sys\nwhile True: sys.stderr.write("x" * 100000)\n'),
  python(
    'bytes that are no text',
    'import sys\nwhile True: sys.stdout.buffer.write(bytes(range(256)) * 100)\n',
  ),
  python(
    'one that fills the disk',
    'import os\nfor i in range(100000):\n    with open(f"/tmp/f{i}", "wb") as f: f.write(os.urandom(1 << 20))\n',
  ),
  python(
    'one that kills whom it finds',
    'import os, signal\nfor pid in [-1, *map(int, filter(str.isdigit, os.listdir("/proc")))]:\n    try: os.kill(pid, signal.SIGKILL)\n    except OSError: pass\n',
  ),
];

/** Every hostile program that is known. */
export const HOSTILE_PROGRAMS: readonly HostileProgram[] = [...attacks, ...compilers, ...sloths, ...hogs];
