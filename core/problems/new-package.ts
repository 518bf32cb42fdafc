import { FIRST_NUMBER, fillParts, readPart } from '../grading/languages/fill.ts';
import { writeStatement } from './new-package-statement.ts';

/** A program that a new package begins with: a language's own `jury/largest`. */
export interface FirstProgram {
  /** The ending of its file, without the dot. */
  readonly extension: string;
  /** Makes a comment of a line of text. */
  readonly comment: (text: string) => string;
  /** Its text, with `solve` alone as a part. */
  readonly text: string;
}

/** What a new package is to be. */
export interface NewPackage {
  /** What people read. */
  readonly name: string;
  readonly uuid: string;
  /** Who wrote it; absent: nobody is named. */
  readonly credits?: string;
  readonly kind: 'pass-fail' | 'scoring';
  /** Participants write `solve` instead of a whole program. */
  readonly isFunction: boolean;
  /** Codes of the statements' languages, at least one. */
  readonly statements: readonly string[];
  /** At least one. */
  readonly programs: readonly FirstProgram[];
}

const SCORES = [40, 60] as const;
const MOST_NUMBERS = 1000;
const LARGEST = 10 ** 9;

/** Some numbers that look like none in particular, the same each time: from `least` to 10^9. */
function scatter(least: number): readonly number[] {
  let state = 1;
  return Array.from({ length: MOST_NUMBERS }, () => {
    state = (state * 48_271) % (2 ** 31 - 1);
    return least + (state % (LARGEST - least + 1));
  });
}

const SAMPLES: readonly (readonly number[])[] = [
  [3, 1, 4, 1, 5],
  [7, 7],
];

/** Secret test cases by name; in the first group no number is less than 1. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  '1-positive': {
    '01-one': [42],
    '02-first': [9, 8, 7],
    '03-last': [1, 2, 3, LARGEST],
    '04-many': scatter(1),
  },
  '2-any': {
    '05-negative': [-7, -3, -12],
    '06-least': [-LARGEST],
    '07-zero': [-1, 0, -2],
    '08-many': scatter(-LARGEST),
  },
};

/**
 * A whole problem package in the format `2025-09`, by path: settings, statements, samples, secret data, an input validator
 * with an input that it must refuse, and in each language a program that is right and one that is not. It is valid as it
 * stands; its problem is there to be replaced.
 */
export function makePackage(wanted: NewPackage): Readonly<Record<string, string>> {
  const { isFunction, kind } = wanted;
  const scores = kind === 'scoring' ? SCORES : null;
  const files: Record<string, string> = { 'problem.yaml': writeSettings(wanted) };
  if (isFunction) files['signature.yaml'] = SIGNATURE;
  for (const language of wanted.statements)
    files[`statement/problem.${language}.md`] = writeStatement({ language, isFunction, scores });

  const write = (path: string, numbers: readonly number[]) => {
    files[`data/${path}.in`] = isFunction
      ? `${JSON.stringify([numbers])}\n`
      : `${numbers.length}\n${numbers.join(' ')}\n`;
    files[`data/${path}.ans`] = `${Math.max(...numbers)}\n`;
  };
  for (const [at, numbers] of SAMPLES.entries()) write(`sample/${at + 1}`, numbers);
  for (const [at, [group, cases]] of Object.entries(GROUPS).entries()) {
    const folder = scores === null ? 'secret' : `secret/${group}`;
    for (const [name, numbers] of Object.entries(cases)) write(`${folder}/${name}`, numbers);
    if (scores !== null)
      files[`data/${folder}/test_group.yaml`] =
        `# Points of this group: all or nothing, unless score_aggregation says sum or min.\nmax_score: ${scores[at]}\n`;
  }
  if (scores !== null)
    files['data/secret/test_group.yaml'] = `max_score: ${scores[0] + scores[1]}\nscore_aggregation: sum\n`;
  files['data/invalid_input/1-nothing.in'] = isFunction ? '[[]]\n' : '0\n\n';
  if (!isFunction) files['data/invalid_input/2-too-few.in'] = '3\n1 2\n';
  files['input_validators/validate.py'] = isFunction ? FUNCTION_VALIDATOR : VALIDATOR;

  for (const { extension, comment, text } of wanted.programs) {
    const right = isFunction ? readPart(text, 'solve') : fillParts(text, { solve: true });
    files[`submissions/accepted/largest.${extension}`] = right;
    files[`submissions/wrong_answer/starts_at_zero.${extension}`] = putComment(
      comment('Wrong where all numbers are less than 0.'),
      right.replace(FIRST_NUMBER, '0'),
    );
  }
  return files;
}

/** A comment above a program; what must be in its first line stays there. */
function putComment(comment: string, program: string): string {
  const [, first = ''] = /^(<\?php\n|#!.*\n)/.exec(program) ?? [];
  return `${first}${comment}\n${program.slice(first.length)}`;
}

function writeSettings({ name, uuid, credits, kind, statements }: NewPackage): string {
  const text = JSON.stringify(name);
  return `# The format: https://www.kattis.com/problem-package-format/spec/2025-09.html
problem_format_version: 2025-09

# pass-fail: all test cases must be right. scoring: groups of test cases in data/secret give points.
type: ${kind}

# What people read, by language of the statement: each statement has its name.
name:
${statements.map((language) => `  ${language}: ${text}\n`).join('')}
# Tells this problem from all others. It was made for it: keep it, also through renamings.
uuid: ${uuid}

# Who wrote it, and what others may do with it: unknown, public domain, cc0, cc by, cc by-sa, educational or permission.
${credits === undefined ? '# credits: Ada Lovelace' : `credits: ${JSON.stringify(credits)}`}
license: unknown

limits:
  # CPU time of a test case, in seconds. \`assize problem verify\` proposes one by the programs in submissions/.
  time_limit: 2
  # Memory in MiB; what a language's own machine takes comes on top.
  memory: 256

# What participants may write in: all, or a list such as [cpp, java, python3].
languages: all
`;
}

const SIGNATURE = `# What participants write: solve, with these parameters. An input is the JSON array of their values, an answer the JSON
# of the result. Types: int32, int64, float, bool, string, list<...>, and records of your own.
parameters:
  - {name: numbers, type: list<int32>}
returns: int32
`;

const VALIDATOR = `# Ends with 42 when the input is as the statement promises; with anything else it is refused, for the reason that was printed.
import re
import sys


def refuse(reason):
    print(reason)
    sys.exit(43)


lines = sys.stdin.read().split("\\n")
if len(lines) != 3 or lines[2] != "":
    refuse("there are not two lines, each with its end")
if not re.fullmatch("[1-9][0-9]*", lines[0]) or int(lines[0]) > ${MOST_NUMBERS}:
    refuse("n is no number from 1 to ${MOST_NUMBERS}")
numbers = lines[1].split(" ")
if len(numbers) != int(lines[0]):
    refuse(f"there are {len(numbers)} numbers, and n is {lines[0]}")
for number in numbers:
    if not re.fullmatch("0|-?[1-9][0-9]*", number) or abs(int(number)) > 10**9:
        refuse(f"{number!r} is no number from -10^9 to 10^9")
sys.exit(42)
`;

const FUNCTION_VALIDATOR = `# Ends with 42 when the input is as the statement promises; with anything else it is refused, for the reason that was printed.
# That its values have the types of signature.yaml has been seen to before.
import json
import sys


def refuse(reason):
    print(reason)
    sys.exit(43)


(numbers,) = json.load(sys.stdin)
if not 1 <= len(numbers) <= ${MOST_NUMBERS}:
    refuse(f"there are {len(numbers)} numbers")
for number in numbers:
    if abs(number) > 10**9:
        refuse(f"{number} is no number from -10^9 to 10^9")
sys.exit(42)
`;
