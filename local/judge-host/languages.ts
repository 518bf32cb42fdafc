import { LANGUAGES } from '../../core/grading/languages/index.ts';
import { type Offer, OTHER_LANGUAGES } from './other-languages.ts';
import type { FoundToolchain, Toolchains } from './toolchains.ts';

/** A language as Judge0's API shows it. `%s` in `compile_cmd` stands for the submission's compiler options. */
export type Language = {
  id: number;
  name: string;
  is_archived: boolean;
  source_file: string | null;
  compile_cmd: string | null;
  run_cmd: string | null;
};

/** The id of "Multi-file program": a zip with `run`, and perhaps `compile`, at its root. */
export const MULTI_FILE_LANGUAGE_ID = 89;

const own: readonly Offer[] = Object.values(LANGUAGES);

/**
 * Judge0 1.13.1's languages that this host can offer: its ids, its file names, and the commands by the names under
 * which the sandbox shows the machine's own toolchains.
 */
export const OFFERS: readonly Offer[] = [
  ...own,
  ...OTHER_LANGUAGES.filter(({ judge0 }) => !own.some((language) => language.judge0.id === judge0.id)),
];

/** "C++ (GCC)" and 12.2.0 are "C++ (GCC 12.2.0)"; "Python" and 3.11.2 are "Python (3.11.2)", as in Judge0's lists. */
function nameWithVersion(title: string, toolchain: FoundToolchain | undefined): string {
  if (!toolchain) return title;
  return title.endsWith(')')
    ? `${title.slice(0, -1)} ${toolchain.version})`
    : `${title} (${toolchain.version})`;
}

/**
 * The languages that the found toolchains allow, by ascending name as Judge0 lists them. Old and new compilers of one
 * language are the same compiler here. Multi-file programs always.
 */
export function listLanguages(toolchains: Toolchains): Language[] {
  const have = new Map(toolchains.found.map((t) => [t.name, t]));
  const languages = OFFERS.flatMap(({ judge0, toolchain, alsoNeeds = [] }): Language[] => {
    const needs = toolchain === undefined ? alsoNeeds : [toolchain.name, ...alsoNeeds];
    if (!needs.every((name) => have.has(name))) return [];
    return [...(judge0.olderIds ?? []), judge0.id].map((id) => ({
      id,
      name: nameWithVersion(judge0.title, toolchain === undefined ? undefined : have.get(toolchain.name)),
      is_archived: false,
      source_file: judge0.sourceFile,
      compile_cmd: judge0.compile ?? null,
      run_cmd: judge0.run,
    }));
  });
  languages.push({
    id: MULTI_FILE_LANGUAGE_ID,
    name: 'Multi-file program',
    is_archived: false,
    source_file: null,
    compile_cmd: null,
    run_cmd: null,
  });
  return languages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
}
