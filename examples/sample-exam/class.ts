import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LanguageId, languageOfExtension } from '../../core/grading/languages/index.ts';
import type { Verdict } from '../../core/grading/verdict.ts';
import { Random } from '../generators/random.ts';
import type { PlannedParticipant, PlannedSubmission } from '../planned-exam.ts';
import { varySource } from './vary-source.ts';

/** The exam's problems by label, in the order of the exam. */
export const LABELS = { A: 'reading-room', B: 'rope-fence', C: 'busiest-word', D: 'exact-change' } as const;
type Label = keyof typeof LABELS;

/** A program that somebody of the class hands in, what it deserves, and how many hand it in. */
interface Kind {
  readonly label: Label;
  /** Below the problem's `submissions/`, or `class/<file>` below `submissions/<problem>/` of the exam. */
  readonly file: string;
  readonly expected: Verdict;
  readonly copies: number;
}

const kind = (label: Label, expected: Verdict, file: string, copies = 1): Kind => ({
  label,
  file,
  expected,
  copies,
});

/** The class's 136 submissions. Java starts slowly, so few of it; programs that are too slow cost a second each. */
const KINDS: readonly Kind[] = [
  kind('A', 'AC', 'accepted/events.js', 3),
  kind('A', 'AC', 'class/two-lists.js', 3),
  kind('A', 'AC', 'accepted/events.py', 4),
  kind('A', 'AC', 'class/heap.py', 3),
  kind('A', 'AC', 'accepted/heap.cpp', 2),
  kind('A', 'AC', 'class/changes.cpp', 2),
  kind('A', 'AC', 'accepted/Main.java'),
  kind('A', 'WA', 'wrong_answer/last_peak.js', 2),
  kind('A', 'WA', 'wrong_answer/keeps_the_seat.py', 2),
  kind('A', 'WA', 'wrong_answer/counts_everybody.cpp', 2),
  kind('A', 'WA', 'wrong_answer/Main.java', 2),
  kind('A', 'TLE', 'class/every-second.js'),
  kind('A', 'TLE', 'time_limit_exceeded/every_minute.py'),
  kind('A', 'TLE', 'time_limit_exceeded/every_minute.cpp'),
  kind('A', 'RTE', 'run_time_error/no_such_field.js'),
  kind('A', 'CE', 'class/unclosed.js', 2),
  kind('A', 'CE', 'class/no-colon.py'),
  kind('A', 'RTE', 'run_time_error/reads_too_far.py'),
  kind('A', 'RTE', 'run_time_error/short_table.cpp'),
  kind('A', 'RTE', 'run_time_error/Main.java'),
  kind('A', 'MLE', 'class/everything.js'),
  kind('A', 'MLE', 'memory_limit_exceeded/table_of_minutes.py'),
  kind('A', 'CE', 'compile_error/forgot_the_brace.cpp'),
  kind('A', 'CE', 'compile_error/Main.java', 2),

  kind('B', 'AC', 'accepted/shoelace.js', 3),
  kind('B', 'AC', 'class/trapezia.js', 3),
  kind('B', 'AC', 'accepted/shoelace.py', 3),
  kind('B', 'AC', 'class/complex.py', 4),
  kind('B', 'AC', 'accepted/shoelace.cpp', 2),
  kind('B', 'AC', 'class/struct.cpp', 2),
  kind('B', 'AC', 'accepted/Main.java'),
  kind('B', 'WA', 'wrong_answer/negative_area.js', 2),
  kind('B', 'WA', 'class/rounded.js'),
  kind('B', 'WA', 'wrong_answer/forgets_the_last_side.py', 2),
  kind('B', 'WA', 'wrong_answer/two_decimals.py'),
  kind('B', 'WA', 'wrong_answer/whole_metres.cpp', 2),
  kind('B', 'TLE', 'time_limit_exceeded/never_closes.js'),
  kind('B', 'TLE', 'class/endless.py'),
  kind('B', 'RTE', 'run_time_error/next_post.js'),
  kind('B', 'RTE', 'run_time_error/next_post.py', 2),
  kind('B', 'RTE', 'class/zero.cpp'),
  kind('B', 'RTE', 'run_time_error/null_post.cpp'),
  kind('B', 'MLE', 'memory_limit_exceeded/maps_the_meadow.js'),
  kind('B', 'MLE', 'class/grid.py'),
  kind('B', 'MLE', 'memory_limit_exceeded/maps_the_meadow.cpp'),
  kind('B', 'CE', 'compile_error/no_such_function.cpp'),

  kind('C', 'AC', 'accepted/map.js', 3),
  kind('C', 'AC', 'class/object.js', 2),
  kind('C', 'AC', 'accepted/counter.py', 4),
  kind('C', 'AC', 'class/dictionary.py', 3),
  kind('C', 'AC', 'accepted/hash.cpp', 2),
  kind('C', 'AC', 'class/sorted.cpp'),
  kind('C', 'AC', 'accepted/Main.java'),
  kind('C', 'WA', 'class/last-of-a-tie.js', 2),
  kind('C', 'WA', 'wrong_answer/first_of_a_tie.py', 2),
  kind('C', 'WA', 'wrong_answer/neighbours.cpp'),
  kind('C', 'TLE', 'time_limit_exceeded/counts_again.py'),
  kind('C', 'TLE', 'time_limit_exceeded/counts_again.cpp'),
  kind('C', 'RTE', 'run_time_error/missing_key.js'),
  kind('C', 'RTE', 'class/lookup.py', 2),
  kind('C', 'RTE', 'run_time_error/small_shelf.cpp'),
  kind('C', 'MLE', 'memory_limit_exceeded/keeps_every_prefix.cpp'),
  kind('C', 'CE', 'compile_error/Main.java'),

  kind('D', 'AC', 'accepted/table.js', 3),
  kind('D', 'AC', 'class/memo.js', 2),
  kind('D', 'AC', 'accepted/table.py', 3),
  kind('D', 'AC', 'class/slices.py', 3),
  kind('D', 'AC', 'accepted/table.cpp', 2),
  kind('D', 'AC', 'class/longs.cpp'),
  kind('D', 'AC', 'accepted/Main.java'),
  kind('D', 'WA', 'class/greedy.js', 2),
  kind('D', 'WA', 'wrong_answer/order_matters.py', 2),
  kind('D', 'WA', 'wrong_answer/no_modulus.cpp', 2),
  kind('D', 'WA', 'class/Off.java'),
  kind('D', 'TLE', 'time_limit_exceeded/tries_all.js'),
  kind('D', 'TLE', 'time_limit_exceeded/tries_all.cpp'),
  kind('D', 'RTE', 'class/no-such-name.js'),
  kind('D', 'RTE', 'class/divides.py'),
  kind('D', 'RTE', 'run_time_error/Main.java'),
  kind('D', 'CE', 'compile_error/undeclared.cpp'),
  kind('D', 'CE', 'class/Type.java'),
];

/** Languages that somebody of the class writes. */
export const CLASS_LANGUAGES: readonly LanguageId[] = [...new Set(KINDS.map(({ file }) => languageOf(file)))];

const FIRST_NAMES = [
  ...[
    'Amara',
    'Anton',
    'Aylin',
    'Bence',
    'Bjarne',
    'Chiara',
    'Clara',
    'Dilan',
    'Dmitri',
    'Elif',
    'Emil',
    'Eszter',
    'Farid',
  ],
  ...[
    'Fenja',
    'Giulia',
    'Hanna',
    'Henrik',
    'Ines',
    'Ivan',
    'Jana',
    'Jonas',
    'Juno',
    'Kamala',
    'Kenji',
    'Lea',
    'Linh',
    'Lovisa',
  ],
  ...[
    'Luca',
    'Malik',
    'Mara',
    'Mateo',
    'Mila',
    'Nadia',
    'Nils',
    'Noor',
    'Olga',
    'Omar',
    'Paula',
    'Piotr',
    'Quentin',
    'Rania',
  ],
  ...['Rosa', 'Samir', 'Sanna', 'Tariq', 'Theo', 'Uma', 'Viktor', 'Yara', 'Zoe'],
];
const FAMILY_NAMES = [
  ...[
    'Abel',
    'Berg',
    'Castro',
    'Dahl',
    'Engel',
    'Faber',
    'Ganz',
    'Horn',
    'Ito',
    'Jansen',
    'Kaya',
    'Lind',
    'Moreau',
    'Nowak',
  ],
  ...['Okafor', 'Petrov', 'Quist', 'Rossi', 'Sato', 'Toth', 'Ulrich', 'Varga', 'Weiss', 'Yilmaz', 'Zeman'],
];

/** Fifty participants, p01 to p50, in two groups; one has a tenth more time. */
export function participants(durationMinutes: number): PlannedParticipant[] {
  return FIRST_NAMES.map((first, index) => ({
    participantId: `p${String(index + 1).padStart(2, '0')}`,
    name: `${first} ${FAMILY_NAMES[(index * 7) % FAMILY_NAMES.length] ?? ''}`,
    group: index < 25 ? 'morning course' : 'evening course',
    extraTimeMinutes: index === 16 ? durationMinutes / 10 : 0,
  }));
}

/** Which part of the class plays, and how fast. */
export interface ClassOptions {
  /** Languages whose toolchains there are; submissions in others are not made. */
  readonly languages: readonly string[];
  /** Everybody hands in a program for every problem. */
  readonly full: boolean;
  /** The last submission is made this many ms after the window opened. */
  readonly withinMs: number;
}

/**
 * What the class hands in, and when. The same every time: people, programs and times follow from a seed. Everybody
 * has a style of their own, so that hardly any two sources are the same bytes.
 */
export function planSubmissions({ languages, full, withinMs }: ClassOptions): PlannedSubmission[] {
  const kinds = KINDS.filter(({ file }) => languages.includes(languageOf(file)));
  const handedIn = full ? everybodyEverything(kinds) : shared(kinds);
  const random = new Random(20_261_122);
  return handedIn
    .map(({ kind: { label, file, expected }, person }, index) => ({
      participantId: `p${String(person + 1).padStart(2, '0')}`,
      label,
      language: languageOf(file),
      source: varySource(readSource(label, file), languageOf(file), person, index),
      expected,
      // A right program comes after the failed tries.
      afterMs: Math.round(
        (expected === 'AC' ? random.between(150, 1000) : random.between(0, 850)) * (withinMs / 1000),
      ),
      name: `${LABELS[label]}/${file}`,
    }))
    .sort((a, b) => a.afterMs - b.afterMs);
}

/** Deals the kinds out: everybody gets two or three, mixed. */
function shared(kinds: readonly Kind[]): { kind: Kind; person: number }[] {
  const pile = kinds.flatMap((each) => Array.from({ length: each.copies }, () => each));
  const random = new Random(50);
  for (let index = pile.length - 1; index > 0; index -= 1) {
    const other = random.between(0, index);
    [pile[index], pile[other]] = [pile[other] as Kind, pile[index] as Kind];
  }
  return pile.map((each, index) => ({ kind: each, person: index % FIRST_NAMES.length }));
}

/** Everybody hands in one program for each problem; going round, so that every kind of program comes up. */
function everybodyEverything(kinds: readonly Kind[]): { kind: Kind; person: number }[] {
  return [...Map.groupBy(kinds, ({ label }) => label).values()].flatMap((ofProblem) =>
    FIRST_NAMES.map((_, person) => ({ kind: ofProblem[person % ofProblem.length]!, person })),
  );
}

function languageOf(file: string): LanguageId {
  const language = languageOfExtension(file.slice(file.lastIndexOf('.') + 1));
  if (language === undefined) throw new Error(`what language is ${file} in?`);
  return language;
}

function readSource(label: Label, file: string): string {
  const problem = LABELS[label];
  const path = file.startsWith('class/')
    ? join('submissions', problem, file.slice('class/'.length))
    : join(problem, 'submissions', file);
  return readFileSync(join(import.meta.dirname, path), 'utf8');
}
