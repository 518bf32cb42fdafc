/** Function submissions in each language that has a function mode. */
interface Solver {
  /** Sums `numbers`; `word` names a misdeed or is `add`. */
  readonly sum: string;
  /** Returns its one argument, a record of everything. */
  readonly roundTrip: string;
  readonly missing: string;
  /** A `solve` with another signature. */
  readonly other: string;
  /** Counts its calls in a global, and returns the count. */
  readonly globals: string;
}

export const ROUND_TRIP = {
  signature: {
    records: {
      Point: [
        { name: 'x', type: 'int32' },
        { name: 'y', type: 'float' },
      ],
      Everything: [
        { name: 'small', type: 'int32' },
        { name: 'large', type: 'int64' },
        { name: 'real', type: 'float' },
        { name: 'flag', type: 'bool' },
        { name: 'word', type: 'string' },
        { name: 'flags', type: 'list<bool>' },
        { name: 'grid', type: 'list<list<int64>>' },
        { name: 'cube', type: 'list<list<list<string>>>' },
        { name: 'points', type: 'list<Point>' },
      ],
    },
    parameters: [{ name: 'value', type: 'Everything' }],
    returns: 'Everything',
  },
  values: [
    '{"small":0,"large":0,"real":0,"flag":false,"word":"","flags":[],"grid":[],"cube":[],"points":[]}',
    '{"small":-2147483648,"large":-9223372036854775808,"real":-1.5e-300,"flag":true,"word":"a b\\n\\"\\u00e9\\ud83d\\ude00\\u0000z","flags":[true,false],"grid":[[1],[],[9223372036854775807,-1]],"cube":[[["x y",""],[]],[]],"points":[{"x":1,"y":0.1}]}',
    '{"small":2147483647,"large":9007199254740993,"real":1.7976931348623157e308,"flag":true,"word":"1 2 3:4 ","flags":[false],"grid":[[],[]],"cube":[],"points":[{"x":-1,"y":123456789.123456789},{"x":2,"y":"Infinity"}]}',
  ],
} as const;

export const SOLVERS: Record<'cpp' | 'java' | 'python' | 'javascript' | 'typescript' | 'go', Solver> = {
  cpp: {
    sum: `#include <bits/stdc++.h>
using namespace std;
#define int long long
long long solve(vector<signed> &numbers, const string &word) {
  if (word == "wrong") return 7;
  if (word == "spin") for (volatile long i = 0;; i++) {}
  if (word == "crash") abort();
  if (word == "exit") exit(3);
  if (word == "hoard") for (;;) memset(new char[1 << 20], 1, 1 << 20);
  if (word == "print") { cout << "5" << endl; puts("6"); cerr << "7"; }
  return accumulate(numbers.begin(), numbers.end(), 0LL);
}`,
    roundTrip: 'Everything solve(Everything value) { return value; }',
    missing: 'int add(int a, int b) { return a + b; }',
    other: '#include <string>\nlong long solve(std::string word) { return 1; }',
    globals:
      '#include <vector>\n#include <string>\nint calls = 0;\nlong long solve(std::vector<int>, std::string) { return ++calls; }',
  },
  java: {
    sum: `import java.util.*;
class Solution {
  long solve(int[] numbers, String word) throws RuntimeException {
    if (word.equals("wrong")) return 7;
    if (word.equals("spin")) for (long i = 0; ; i++) if (i < 0) System.out.println(i);
    if (word.equals("crash")) throw new IllegalStateException("crash");
    if (word.equals("exit")) System.exit(3);
    if (word.equals("hoard")) { List<long[]> all = new ArrayList<>(); while (true) all.add(new long[1000000]); }
    if (word.equals("print")) { System.out.println("5"); System.err.println("6"); }
    return Arrays.stream(numbers).asLongStream().sum();
  }
}`,
    roundTrip: 'class Solution { static Everything solve(Everything value) { return value; } }',
    missing: 'class Solution { int add(int a, int b) { return a + b; } }',
    other: 'class Solution { long solve(String word) { return 1; } }',
    globals:
      'class Solution { static int calls = 0; long solve(int[] numbers, String word) { return ++calls; } }',
  },
  python: {
    sum: `import os, sys
def solve(numbers, word):
  if word == "wrong": return 7
  while word == "spin": pass
  if word == "crash": os.abort()
  if word == "exit": sys.exit(3)
  all = [0]
  while word == "hoard": all.append("x" * 1000000)
  if word == "print": print("5"); print("6", file=sys.stderr)
  return sum(numbers)`,
    roundTrip: 'def solve(value):\n  assert value.small == value[0]\n  return value',
    missing: 'def add(a, b): return a + b',
    other: 'def solve(word): return 1',
    globals: 'calls = 0\ndef solve(numbers, word):\n  global calls\n  calls += 1\n  return calls',
  },
  javascript: {
    sum: `const solve = (numbers, word) => {
  if (word === 'wrong') return 7;
  while (word === 'spin') {}
  if (word === 'crash') null.x;
  if (word === 'exit') process.exit(3);
  const all = [];
  while (word === 'hoard') all.push(new Array(1e5).fill(Math.random()));
  if (word === 'print') { console.log('5'); console.error('6'); }
  return numbers.reduce((a, b) => a + b, 0);
};`,
    roundTrip: 'async function solve(value) { return value; }',
    missing: 'function add(a, b) { return a + b; }',
    other: 'function solve(word) { return "a string"; }',
    globals:
      'globalThis.calls = globalThis.calls || 0; Array.prototype.calls = (Array.prototype.calls || 0) + 1;\nfunction solve() { calls++; return Math.max(calls, [].calls); }',
  },
  typescript: {
    sum: `export function solve(numbers: number[], word: string): bigint {
  if (word === 'wrong') return BigInt(7);
  while (word === 'spin') {}
  if (word === 'crash') throw new Error(word);
  if (word === 'exit') process.exit(3);
  const all: number[][] = [];
  while (word === 'hoard') all.push(new Array(1e5).fill(Math.random()));
  if (word === 'print') { console.log('5'); console.error('6'); }
  return BigInt(numbers.reduce((a, b) => a + b, 0));
}`,
    roundTrip:
      'interface Everything { small: number }\nfunction solve(value: Everything): Everything { return value; }',
    missing: 'function add(a: number, b: number) { return a + b; }',
    other: 'function solve(word: string): string { return word; }',
    globals: 'let calls = 0;\nfunction solve(): number { return ++calls; }',
  },
  go: {
    sum: `package main
import ("fmt"; "os")
func solve(numbers []int, word string) int64 {
  if word == "wrong" { return 7 }
  for i := 0; word == "spin"; i++ { if i < 0 { fmt.Println(i) } }
  if word == "crash" { var p *int; *p = 1 }
  if word == "exit" { os.Exit(3) }
  var all [][]byte
  for word == "hoard" { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }
  if word == "print" { fmt.Println("5"); fmt.Fprintln(os.Stderr, "6") }
  var total int64
  for _, n := range numbers { total += int64(n) }
  return total
}`,
    roundTrip: 'package main\nfunc solve(value Everything) Everything { return value }',
    missing: 'package main\nfunc add(a, b int) int { return a + b }',
    other: 'package main\nfunc solve(word string) int64 { return 1 }',
    globals:
      'package main\nvar calls int64\nfunc solve(numbers []int, word string) int64 { calls++; return calls }',
  },
};
