import { join } from 'node:path';
import { zipSync } from 'fflate';
import { readDirectory } from '../../adapters/packages/read-directory.ts';
import { readPackage } from '../../core/problems/package/read-package.ts';
import { nameOf } from '../../core/problems/problem.ts';
import type { PlannedExam, PlannedProblem } from '../planned-exam.ts';
import { CLASS_LANGUAGES, type ClassOptions, LABELS, participants, planSubmissions } from './class.ts';

/**
 * The sample exam as it is played: four problems, a class of fifty, and what everybody submits. `durationMinutes` is
 * the window; submissions are spread over its first two thirds, so that the last ones are judged while it is open.
 */
export function sampleExam(
  options: Pick<ClassOptions, 'languages' | 'full'> & { readonly durationMinutes: number },
): PlannedExam {
  const { languages, full, durationMinutes } = options;
  return {
    name: 'Sample exam',
    durationMinutes,
    problems: Object.entries(LABELS).map(([label, problemId]) => packProblem(label, problemId)),
    participants: participants(durationMinutes),
    submissions: planSubmissions({ languages, full, withinMs: durationMinutes * 40_000 }),
    languages: CLASS_LANGUAGES.filter((language) => languages.includes(language)),
  };
}

/** The time that the archives carry, so that the same packages are the same bytes. */
const PACKED_AT = new Date(2026, 0, 1);

/** Folder of a problem of the sample exam. */
export function folderOf(problemId: string): string {
  return join(import.meta.dirname, problemId);
}

function packProblem(label: string, problemId: string): PlannedProblem {
  const tree = readDirectory(folderOf(problemId));
  const { manifest } = readPackage(tree);
  if (manifest === null)
    throw new Error(
      `the sample problem ${problemId} has faults; \`assize problem verify ${folderOf(problemId)}\` lists them`,
    );
  const files = Object.fromEntries(
    tree.files.map((file) => [`${problemId}/${file.path}`, new Uint8Array(file.read())]),
  );
  return { label, problemId, name: nameOf(manifest), zip: zipSync(files, { level: 1, mtime: PACKED_AT }) };
}
