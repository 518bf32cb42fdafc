import {
  LANGUAGES,
  type Language,
  type LanguageId,
  languageOfExtension,
} from '../../../grading/languages/index.ts';
import { codeOf } from '../../package/package-languages.ts';
import type { YamlMap } from '../../package/yaml-map.ts';
import { plainName, type Translation } from '../translation.ts';

/**
 * CMS tells the compilers of C, C++ and Pascal that they compile for it by defining this word (`-DEVAL`, `-dEVAL`); here what
 * is compiled says so itself. No line moves but in Pascal, which has no way to say where it is.
 */
const BEFORE: Partial<Record<LanguageId, string>> = {
  c: '#define EVAL 1\n#line 1\n',
  cpp: '#define EVAL 1\n#line 1\n',
  pascal: '{$define EVAL}\n',
};
/** Files beside programs do where they ask, once for all that include one another. */
const ASKED = [
  {
    asks: /^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif)\b.*\bEVAL\b/m,
    says: '#ifndef EVAL\n#define EVAL 1\n#endif\n#line 1\n',
  },
  { asks: /\{\$(?:if|ifdef|ifndef)\b[^}]*\bEVAL\b/i, says: '{$define EVAL}' },
];

/** What a task's programs are compiled with. */
export interface CmsGraders {
  /** Languages that have a grader: CMS takes no others. */
  readonly languages: readonly LanguageId[];
  /** Files of `sol/` that are beside programs. */
  readonly files: ReadonlySet<string>;
  /** What graders call a program of this ending. */
  nameOf(ending: string): string;
}

/**
 * Puts the graders of a task beside every program, with the headers and libraries that CMS copies, and before every program
 * what CMS defines; undefined for a task without any, and with a fault.
 *
 * @param fileNames the files that programs use elsewhere
 */
export function takeGraders(
  translation: Translation,
  yaml: YamlMap,
  fileNames: readonly string[],
): CmsGraders | undefined {
  const { reading } = translation;
  const files = reading.below('sol').filter((file) => !file.includes('/'));
  const graders = files.filter((file) => /^grader\.[^.]+$/.test(file));
  const [first] = graders;
  if (first === undefined) return undefined;
  const name = plainName(yaml.string('name') ?? yaml.string('nome_breve') ?? '');
  if (!/^[A-Za-z]\w*$/.test(name)) {
    yaml.error(
      'cms-name',
      'name',
      'Graders call a program by the name of its task, so write a name of letters, digits and _ here.',
    );
    return undefined;
  }
  const languages: LanguageId[] = [];
  const put = new Set<string>();
  for (const grader of graders) {
    const ending = grader.slice('grader.'.length);
    const id = languageOfExtension(ending);
    if (id === undefined) {
      reading.passOver(`sol/${grader}`, 'its language is not judged');
      continue;
    }
    const { headers, linked, canStart }: Language = LANGUAGES[id];
    // Where a language has neither, this name is what says that the file starts.
    const startsByName = linked !== true && canStart === undefined;
    const beside = headers?.map((one) => `.${one}`) ?? [`lib.${ending}`];
    for (const file of files) {
      if (file !== grader && !beside.some((end) => file.endsWith(end))) continue;
      const to = file === grader && startsByName ? `main.${ending}` : plainName(file);
      putManager(translation, file, `include/${codeOf(id)}/${to}`, fileNames);
      put.add(file);
    }
    languages.push(id);
  }
  if (languages.length > 0) {
    const before = languages.flatMap((id) => (BEFORE[id] === undefined ? [] : [[codeOf(id), BEFORE[id]]]));
    if (before.length > 0) translation.writeYaml('include.yaml', { before: Object.fromEntries(before) });
    return {
      languages,
      files: put,
      // CMS names modules of Haskell as that language demands.
      nameOf: (ending) =>
        `${ending === 'hs' ? name.charAt(0).toUpperCase() + name.slice(1) : name}.${ending}`,
    };
  }
  reading.unsupported(
    'include',
    `sol/${first}`,
    'Programs are compiled with a grader, and it is in no language that is judged; add one in a language that is.',
  );
  return undefined;
}

function putManager(translation: Translation, file: string, to: string, fileNames: readonly string[]): void {
  const from = `sol/${file}`;
  const text = translation.reading.text(from) ?? '';
  if (fileNames.some((name) => text.includes(name)))
    translation.reading.unsupported(
      'cms-grader-files',
      from,
      'It opens the files that the task names, which are not there; let it read standard input and write standard output, and make infile and outfile empty.',
    );
  const says = ASKED.find(({ asks }) => asks.test(text))?.says ?? '';
  if (says === '') translation.copy(from, to);
  else translation.write(to, `${says}${text}`, from);
}
