import { describe, expect, it } from 'vitest';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const limits = { timeMs: 1000, memoryKiB: 128 * 1024, outputKiB: 8 * 1024 };

describe("Python's fork server", () => {
  /** Runs a program on inputs 1, X, 3, 4 with the server, and on each alone with a process of its own. */
  const both = async (source: string, limitsHere = limits) => {
    const data = makeTestData(['1', 'X', '3', '4'].map((input, index) => [`${input}\n`, `${index + 1}\n`]));
    const together = await judgeWith(under.judge, 'python', source, data, { limits: limitsHere });
    const alone: string[] = [];
    for (const testCase of data.testCases)
      alone.push(
        ...tellVerdicts(
          await judgeWith(
            under.judge,
            'python',
            source,
            { ...data, testCases: [testCase] },
            { limits: limitsHere },
          ),
        ),
      );
    return { together: tellVerdicts(together), alone, result: together };
  };

  it.each([
    ['exit codes', 'import sys\ns = input()\nif s == "X": sys.exit(7)\nprint(s)'],
    ['exit messages', 'import sys\ns = input()\nif s == "X": sys.exit("no")\nprint(s)'],
    ['exceptions', 's = input()\nif s == "X": raise ValueError(s)\nprint(s)'],
    [
      'threads that outlive the main program',
      'import threading, time\ns = input()\ndef late():\n  time.sleep(0.05)\n  print(s if s != "X" else 2)\nthreading.Thread(target=late).start()',
    ],
    ['atexit', 'import atexit\ns = input()\natexit.register(lambda: print(s if s != "X" else 2))'],
    [
      '__main__',
      'import sys\nif __name__ == "__main__":\n  assert sys.argv[1:] == [] and sys.modules["__main__"].__dict__ is globals()\n  s = input()\n  print(s if s != "X" else 2)',
    ],
    ['reading all of stdin', 'import sys\ns = sys.stdin.read().strip()\nprint(s if s != "X" else 2)'],
    ['reading bytes', 'import os\ns = os.read(0, 10).decode().strip()\nprint(s if s != "X" else 2)'],
    [
      'seeking in stdin',
      'import sys\nsys.stdin.read()\nsys.stdin.seek(0)\ns = sys.stdin.readline().strip()\nprint(s if s != "X" else 2)',
    ],
    [
      'globals that would tell of other test cases',
      'import builtins\nbuiltins.n = getattr(builtins, "n", 0) + 1\ns = input()\nprint(2 if s == "X" else s if builtins.n == 1 else "told")',
    ],
    [
      'os._exit without a flush',
      'import os\ns = input()\nprint(s, flush=s != "X")\nif s == "X": os._exit(4)',
    ],
    [
      'signals of its own',
      'import os, signal\ns = input()\nif s == "X": os.kill(os.getpid(), signal.SIGTERM)\nprint(s)',
    ],
    [
      'a closed stdout',
      'import sys\ns = input()\nprint(s)\nif s == "X":\n  sys.stdout.flush()\n  sys.stdout.close()',
    ],
    [
      'deep recursion',
      'import sys\nsys.setrecursionlimit(100000)\ndef f(n): return 0 if n == 0 else 1 + f(n - 1)\ns = input()\nprint(f(900) - 898 if s == "X" else s)',
    ],
  ])('does not change what becomes of %s', async (_, source) => {
    const { together, alone } = await both(source);
    expect(together).toEqual(alone);
  });

  it.each([
    [
      'kills the server',
      'for p in [os.getppid(), *range(1, 60), -1]:\n    try: p != os.getpid() and os.kill(p, 9)\n    except OSError: pass',
    ],
    ...[9, 19].flatMap((signal) => [
      [
        `signals the server's process group with ${signal}`,
        `for g in range(2, 60):\n    try: g != os.getpgrp() and os.kill(-g, ${signal})\n    except OSError: pass`,
      ],
      [
        `joins the server's process group and signals it with ${signal}`,
        `for g in range(2, 60):\n    try: g != os.getpid() and (os.setpgid(0, g), os.kill(0, ${signal}))\n    except OSError: pass`,
      ],
    ]),
    ['stops its own process group', 'os.kill(0, 19)'],
    [
      "writes into the server's memory",
      'for p in range(2, 60):\n    try: open("/proc/%d/mem" % p, "r+b") and print(2)\n    except OSError: pass',
    ],
    [
      'reads the next requests',
      'for f in range(3, 40):\n    try: os.read(f, 100) and print(2)\n    except OSError: pass',
    ],
    [
      "takes the server's descriptors",
      'import glob\n  for f in glob.glob("/proc/[0-9]*/fd/[34]"):\n    if "/%d/" % os.getpid() in f: continue\n    try: open(f, "r+b") and print(2)\n    except OSError: pass',
    ],
    [
      'leaves a writer behind',
      'if os.fork() == 0:\n    os.setsid()\n    import time\n    while True: print("late", flush=True); time.sleep(0.001)',
    ],
    [
      'burns CPU in children',
      'for _ in range(3):\n    if os.fork() == 0:\n      while True: pass\n  os.wait()',
    ],
    [
      'replaces the server and its own program',
      'for n in os.listdir("../prog"): os.unlink("../prog/" + n)\n  open("../prog/main.py", "w").write("print(1)")',
    ],
  ])('is out of reach of a program that %s', async (_, body) => {
    const { together, result } = await both(
      `import os\ns = input()\nif s == "X":\n  ${body}\n  raise SystemExit(9)\nprint(s)`,
    );
    expect([together[0], together[2], together[3]]).toEqual(['AC', 'AC', 'AC']);
    expect(together[1]).toMatch(/^(RTE exit 9|RTE signal|TLE)/);
    expect(result.judgeCalls).toBe(1);
  });
});
