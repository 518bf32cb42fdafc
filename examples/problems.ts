import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LABELS } from './sample-exam/class.ts';
import { folderOf } from './sample-exam/exam.ts';

const CORPUS = join(import.meta.dirname, 'corpus');

/** Folders of every problem package here: the sample exam's, then the corpus. */
export function problemFolders(): string[] {
  return [
    ...Object.values(LABELS).map(folderOf),
    ...readdirSync(CORPUS)
      .sort()
      .map((name) => join(CORPUS, name)),
  ];
}
