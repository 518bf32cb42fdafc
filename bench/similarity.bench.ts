import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readComparison } from '../core/similarity/compare-programs.ts';
import type { Program } from '../core/similarity/program.ts';
import { DEFAULT_RULES } from '../core/similarity/similarity-report.ts';
import { loadTokenizer } from '../core/similarity/tokenizers.ts';
import { varySource } from '../examples/sample-exam/vary-source.ts';
import { type Figure, makeFigure } from './figure.ts';

const EXAM = join(import.meta.dirname, '..', 'examples', 'sample-exam');
const FILES = [
  'reading-room/submissions/accepted/heap.cpp',
  'reading-room/submissions/wrong_answer/counts_everybody.cpp',
  'rope-fence/submissions/accepted/shoelace.cpp',
  'busiest-word/submissions/accepted/hash.cpp',
  'exact-change/submissions/accepted/table.cpp',
] as const;
const PEOPLE = 300;
const ROUNDS = 7;
/** Comparing a class may cost this many times reading it, which nothing that compares by its structure can leave out. */
const BOUND = 4;

/** What comparing a class costs beside reading its programs once. */
export async function measure(): Promise<readonly Figure[]> {
  const sources = FILES.map((file) => readFileSync(join(EXAM, file), 'utf8'));
  const programs = Array.from({ length: PEOPLE }, (_, person): Program => {
    const id = String(person).padStart(26, '0');
    const own = [0, 1, 2].map((step) => sources[(person * (step + 1) + step) % sources.length] ?? '');
    return {
      ...{ submissionId: id, participantId: id, name: id, language: 'cpp', verdict: 'AC' },
      submittedAt: '2026-11-27T10:00:00.000Z',
      source: varySource(own.join('\n'), 'cpp', person, person),
    };
  });
  const input = { programs, templates: [], languages: [{ id: 'cpp', grammar: 'cpp' }] };
  const tokenize = await loadTokenizer('cpp');
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    let tokens = 0;
    for (const { source } of programs) tokens += tokenize(source).tokens.length;
    const readMs = performance.now() - startedMs;
    const comparison = await readComparison(input);
    comparison.report(DEFAULT_RULES);
    ratios.push((performance.now() - startedMs - readMs) / readMs);
    rates.push(tokens / (performance.now() - startedMs - readMs));
  }
  return [
    makeFigure(
      'similarity-vs-tokenizing',
      ratios,
      'x',
      { atMost: BOUND },
      `${PEOPLE} programs, every pair, the fragments of those that are listed`,
    ),
    makeFigure('similarity-tokens-per-ms', rates, 'tokens/ms'),
  ];
}
