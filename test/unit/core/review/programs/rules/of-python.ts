import type { RuleCase } from './rule-case.ts';

/** Rules of Python. */
export const OF_PYTHON: readonly RuleCase[] = [
  {
    rule: 'python/bare-except',
    language: 'python',
    faulty: 'try:\n    f()\nexcept:\n    pass\n',
    line: 3,
    sound: 'try:\n    f()\nexcept ValueError:\n    pass\ntry:\n    f()\nexcept:\n    raise\n',
  },
  {
    rule: 'python/mutable-default',
    language: 'python',
    faulty: 'def f(a, b=[]):\n    b.append(a)\n    return b\nf(1)\n',
    line: 1,
    sound: 'def f(a, b=[], c=None):\n    return a in b or c\nf(1)\n',
  },
  {
    rule: 'python/is-literal',
    language: 'python',
    faulty: 'a = input()\nif a is "x":\n    print(1)\n',
    line: 2,
    sound: 'a = input()\nif a == "x" or a is None:\n    print(1)\n',
  },
  {
    rule: 'python/hidden-builtin',
    language: 'python',
    faulty: 'max = 0\nfor x in [1, 2]:\n    max = max(max, x)\n',
    line: 3,
    sound: 'largest = 0\nfor x in [1, 2]:\n    largest = max(largest, x)\n',
  },
  {
    rule: 'python/shadowed-builtin',
    language: 'python',
    faulty: 'sum = 0\nfor x in [1, 2]:\n    sum += x\n',
    line: 1,
    sound: 'import sys\ninput = sys.stdin.readline\ntotal = 0\nfor x in [1, 2]:\n    total += x\n',
  },
  {
    rule: 'python/shared-rows',
    language: 'python',
    faulty: 'n = int(input())\nrows = [[0] * n] * n\nrows[0][1] = 2\n',
    line: 2,
    sound:
      'n = int(input())\nrows = [[0] * n for _ in range(n)]\nrows[0][1] = 2\nflat = [0] * n\npairs = [(0, 0)] * n\n',
  },
  {
    rule: 'python/changed-while-iterated',
    language: 'python',
    faulty: 'a = [1, 2]\nfor x in a:\n    if x > 1:\n        a.remove(x)\n',
    line: 4,
    sound:
      'a = [1, 2]\nfor x in a[:]:\n    a.remove(x)\nfor x in a:\n    if x > 1:\n        a.remove(x)\n        break\n',
  },
  {
    rule: 'python/none-result',
    language: 'python',
    faulty: 'a = [2, 1]\na = a.sort()\n',
    line: 2,
    sound: 'a = [2, 1]\na.sort()\nb = sorted(a)\n',
  },
  {
    rule: 'python/dropped-result',
    language: 'python',
    faulty: 'a = input()\na.strip()\nprint(a)\n',
    line: 2,
    sound: 'a = input()\na = a.strip()\nprint(a.upper())\n',
  },
  {
    rule: 'python/assert-tuple',
    language: 'python',
    faulty: 'a = 1\nassert (a == 2, "two")\n',
    line: 2,
    sound: 'a = 1\nassert a == 2, "two"\nassert (a == 2)\n',
  },
  {
    rule: 'python/inconsistent-return',
    language: 'python',
    faulty: 'def f(a):\n    if a > 2:\n        return 1\nprint(f(3))\n',
    line: 1,
    sound:
      'def f(a):\n    if a > 2:\n        return 1\n    raise ValueError\ndef g(a):\n    if a:\n        return\n    print(a)\nprint(f(3), g(1))\n',
  },
  {
    rule: 'python/front-of-list',
    language: 'python',
    faulty: 'q = [1]\nwhile q:\n    x = q.pop(0)\n',
    line: 3,
    sound: 'q = [1]\nwhile q:\n    x = q.pop()\nq.insert(0, 1)\n',
  },
  {
    rule: 'python/search-in-list',
    language: 'python',
    faulty: 'seen = []\nfor x in input().split():\n    if x not in seen:\n        seen.append(x)\n',
    line: 3,
    sound: 'seen = set()\nfor x in input().split():\n    if x not in seen:\n        seen.add(x)\n',
  },
  {
    rule: 'python/deep-recursion',
    language: 'python',
    faulty: 'def f(n):\n    if n == 0:\n        return 0\n    return n + f(n - 1)\nprint(f(int(input())))\n',
    line: 4,
    sound:
      'import sys\nsys.setrecursionlimit(10 ** 6)\ndef f(n):\n    if n == 0:\n        return 0\n    return n + f(n - 1)\nprint(f(int(input())))\n',
  },
  {
    rule: 'python/evaluates-input',
    language: 'python',
    faulty: 'n = eval(input())\nprint(n)\n',
    line: 1,
    sound: 'n = int(input())\nprint(eval("1 + 2"), n)\n',
  },
  {
    rule: 'python/equals-none',
    language: 'python',
    faulty: 'a = None\nprint(a == None)\n',
    line: 2,
    sound: 'a = None\nprint(a is None)\n',
  },
  {
    rule: 'python/redefined',
    language: 'python',
    faulty: 'def f():\n    return 1\ndef f():\n    return 2\nprint(f())\n',
    line: 3,
    sound: 'def f():\n    return 1\nprint(f())\ndef f():\n    return 2\nprint(f())\n',
  },
  {
    rule: 'python/dropped-result',
    language: 'python',
    faulty: 'a = input()\na.title()\nprint(a)\n',
    line: 2,
    sound: 'import matplotlib.pyplot as plt\nplt.title("a")\nplt.show()\n',
  },
];
