import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGE_IDS, LANGUAGES, languageOfExtension } from '../../../../core/grading/languages/index.ts';
import { readComparison } from '../../../../core/similarity/compare-programs.ts';
import type { Program, Template } from '../../../../core/similarity/program.ts';
import type { RankingRules } from '../../../../core/similarity/rank-pairs.ts';
import { DEFAULT_RULES, type SimilarityReport } from '../../../../core/similarity/similarity-report.ts';

const EXAM = join(import.meta.dirname, '../../../../examples/sample-exam');

/** Languages as a stage tells them. */
export const languages = LANGUAGE_IDS.map((id) => {
  const { grammar } = LANGUAGES[id].editor;
  return { id, ...(grammar === undefined ? {} : { grammar }) };
});

/** A submission of the sample exam's jury: `rope-fence/accepted/shoelace.py`. */
export function jurySource(path: string): string {
  const [problem = '', ...rest] = path.split('/');
  return readFileSync(join(EXAM, problem, 'submissions', ...rest), 'utf8');
}

let serial = 0;

/** A program of somebody; of a participant of its own unless told. */
export function programOf(source: string, more: Partial<Program> = {}): Program {
  const number = String(++serial);
  return {
    submissionId: `01${number.padStart(24, '0')}`,
    participantId: `p${number}`,
    name: `Person ${number}`,
    language: 'python',
    submittedAt: '2026-11-27T10:00:00.000Z',
    verdict: 'AC',
    source,
    ...more,
  };
}

/** A submission of the jury as somebody's. */
export function juryProgram(path: string, more: Partial<Program> = {}): Program {
  const language = languageOfExtension(path.split('.').at(-1) ?? '') ?? '';
  return programOf(jurySource(path), { language, participantId: path, ...more });
}

/** How similar programs are. */
export async function compare(
  programs: readonly Program[],
  rules: Partial<RankingRules> = {},
  templates: readonly Template[] = [],
): Promise<SimilarityReport> {
  const comparison = await readComparison({ programs, templates, languages });
  return comparison.report({ ...DEFAULT_RULES, ...rules });
}

/** How similar two programs are, 0 to 1. */
export async function similarityOf(left: Program, right: Program): Promise<number> {
  const { pairs } = await compare([left, right]);
  return pairs[0]?.similarity ?? 0;
}
