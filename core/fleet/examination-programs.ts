import type { LanguageId } from '../grading/languages/language.ts';

/**
 * One known program a language. Its input says what it does, so that one judge call shows a right answer, a wrong one,
 * a crash, an endless loop and the host's speed:
 *
 *     add A B   prints A + B
 *     crash     exits with 3
 *     loop      never ends
 *     burn N    prints what N steps of x -> 1103515245 x + 12345 (mod 2^31) make of 1
 */
const PROGRAMS: Readonly<Record<LanguageId, string>> = {
  c: `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
  char word[16];
  long a = 0, b = 0;
  if (scanf("%15s %ld %ld", word, &a, &b) < 1) return 1;
  if (!strcmp(word, "crash")) exit(3);
  if (!strcmp(word, "loop")) for (volatile unsigned i = 0;; i++) {}
  if (!strcmp(word, "burn")) {
    unsigned x = 1;
    for (long i = 0; i < a; i++) x = (x * 1103515245u + 12345u) & 0x7fffffffu;
    printf("%u\\n", x);
  } else printf("%ld\\n", a + b);
  return 0;
}
`,
  cpp: `#include <cstdlib>
#include <iostream>
#include <string>
int main() {
  std::string word;
  long a = 0, b = 0;
  std::cin >> word >> a >> b;
  if (word == "crash") std::exit(3);
  if (word == "loop") for (volatile unsigned i = 0;; i = i + 1) {}
  if (word == "burn") {
    unsigned x = 1;
    for (long i = 0; i < a; i++) x = (x * 1103515245u + 12345u) & 0x7fffffffu;
    std::cout << x << std::endl;
  } else std::cout << a + b << std::endl;
}
`,
  java: `import java.util.Scanner;
public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    String word = in.next();
    if (word.equals("crash")) System.exit(3);
    if (word.equals("loop")) for (int i = 0; ; i++) if (i == -1 && args.length > 9) break;
    long a = in.nextLong();
    if (word.equals("burn")) {
      int x = 1;
      for (long i = 0; i < a; i++) x = (x * 1103515245 + 12345) & 0x7fffffff;
      System.out.println(x);
    } else System.out.println(a + in.nextLong());
  }
}
`,
  python: `import sys
words = sys.stdin.read().split()
if words[0] == "crash":
    sys.exit(3)
while words[0] == "loop":
    pass
if words[0] == "burn":
    x = 1
    for _ in range(int(words[1])):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    print(x)
else:
    print(int(words[1]) + int(words[2]))
`,
  javascript: `const words = require('fs').readFileSync(0, 'utf8').split(/\\s+/);
if (words[0] === 'crash') process.exit(3);
while (words[0] === 'loop') {}
if (words[0] === 'burn') {
  let x = 1;
  for (let i = 0; i < Number(words[1]); i++) x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
  console.log(x);
} else console.log(Number(words[1]) + Number(words[2]));
`,
  typescript: `const words: string[] = require('fs').readFileSync(0, 'utf8').split(/\\s+/);
if (words[0] === 'crash') process.exit(3);
while (words[0] === 'loop') {}
if (words[0] === 'burn') {
  let x = 1;
  for (let i = 0; i < Number(words[1]); i++) x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
  console.log(x);
} else console.log(Number(words[1]) + Number(words[2]));
`,
  go: `package main

import (
	"fmt"
	"os"
)

func main() {
	var word string
	var a, b int64
	fmt.Scan(&word, &a, &b)
	if word == "crash" {
		os.Exit(3)
	}
	for word == "loop" {
	}
	if word == "burn" {
		x := uint32(1)
		for i := int64(0); i < a; i++ {
			x = (x*1103515245 + 12345) & 0x7fffffff
		}
		fmt.Println(x)
	} else {
		fmt.Println(a + b)
	}
}
`,
  rust: `use std::io::Read;
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words[0] == "crash" {
        std::process::exit(3);
    }
    let mut turns: u32 = 1;
    while words[0] == "loop" {
        turns = unsafe { std::ptr::read_volatile(&turns) }.wrapping_add(2);
    }
    let a: i64 = words[1].parse().unwrap();
    if words[0] == "burn" {
        let mut x: u32 = 1;
        for _ in 0..a {
            x = x.wrapping_mul(1103515245).wrapping_add(12345) & 0x7fffffff;
        }
        println!("{}", x);
    } else {
        println!("{}", a + words[2].parse::<i64>().unwrap());
    }
}
`,
};

/** The known program of a language, undefined when there is none. */
export function examinationProgram(language: string): string | undefined {
  return (PROGRAMS as Readonly<Record<string, string | undefined>>)[language];
}

/** What no compiler of any language takes. */
export const BROKEN_PROGRAM = 'this is ( no program in any language @@@\n';

/** Steps of the calibration: some tens of milliseconds of CPU in each language, where its limit is a second. */
export function burnSteps(language: string): number {
  if (language === 'python') return 300_000;
  return language === 'javascript' || language === 'typescript' ? 4_000_000 : 20_000_000;
}

/** What `burn N` prints. */
export function burnAnswer(steps: number): number {
  let x = 1;
  for (let step = 0; step < steps; step++) x = (Math.imul(x, 1_103_515_245) + 12_345) & 0x7fffffff;
  return x;
}

/** Tells the machine's architecture, and whether a program can open a connection to anywhere; run by bash. */
export const EGRESS_SCRIPT = `echo "machine $HOSTTYPE"
for target in 1.1.1.1/443 169.254.169.254/80; do
  if timeout 2 bash -c "exec 3<>/dev/tcp/$target" 2>/dev/null; then echo "open $target"; else echo "closed $target"; fi
done
`;
