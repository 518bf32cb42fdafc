import { LANGUAGES, type Language } from '../../../grading/languages/index.ts';
import { codeOf, languageOfFiles } from '../../package/package-languages.ts';
import type { PackageFile } from '../../package/package-tree.ts';
import type { YamlMap } from '../../package/yaml-map.ts';
import { plainName, type Translation } from '../translation.ts';
import type { Archive } from './dmoj-cases.ts';

/** Languages that DMOJ judges so are those of C's headers. */
const LANGUAGES_OF_HEADERS = Object.values<Language>(LANGUAGES).filter(({ headers = [] }) =>
  headers.includes('h'),
);
const HEADERS = new Set(LANGUAGES_OF_HEADERS.flatMap(({ headers = [] }) => headers));
const hasHeaders = (language: string) => LANGUAGES_OF_HEADERS.some(({ id }) => id === language);
const DEFINED = '#define SIGNATURE_GRADER 1\n';

/**
 * Puts the entry and the header of a signature grader beside every program, and in front of every source what the judge puts
 * there: the header, and another name for a `main` that a participant may have left. Answers the codes of the languages: that
 * of the entry, and another that compiles it too, as C++ does what is in C; undefined where a problem has no such grader, and
 * with a fault.
 */
export function takeSignatureGrader(
  translation: Translation,
  yaml: YamlMap,
  archive: Archive,
): readonly string[] | undefined {
  const map = yaml.has('signature_grader') ? yaml.child('signature_grader') : undefined;
  if (map === undefined) return undefined;
  map.allowOnly(['entry', 'header', 'allow_main']);
  const entry = find(translation, map, 'entry', archive);
  const header = find(translation, map, 'header', archive);
  if (entry === undefined || header === undefined) return undefined;
  const languages = LANGUAGES_OF_HEADERS.filter(
    ({ id, alsoTakes = [] }) => id === entry.language || alsoTakes.includes(entry.language),
  );
  const renamed = map.boolean('allow_main') === true ? '' : '#define main main_of_the_submission\n';
  const before = `${DEFINED}#include "${header.name}"\n${renamed}#line 1\n`;
  const text = new TextDecoder().decode(entry.file.read());
  for (const { id, extensions } of languages) {
    const folder = `include/${codeOf(id)}`;
    const name = entry.name.replace(/\.[^.]*$/, '');
    translation.write(`${folder}/${name}.${extensions[0]}`, `${DEFINED}#line 1\n${text}`, entry.file.path);
    translation.put(`${folder}/${header.name}`, header.file);
  }
  const codes = languages.map(({ id }) => codeOf(id));
  translation.writeYaml('include.yaml', { before: Object.fromEntries(codes.map((code) => [code, before])) });
  return codes;
}

interface Found {
  readonly name: string;
  readonly file: PackageFile;
  readonly language: string;
}

function find({ reading }: Translation, map: YamlMap, key: string, archive: Archive): Found | undefined {
  const name = map.string(key);
  if (name === undefined) {
    map.error('dmoj-signature', key, `signature_grader names no ${key}; name the file beside init.yml.`);
    return undefined;
  }
  const file = reading.get(name) ?? archive.get(name);
  if (file === undefined) {
    map.error(
      'dmoj-signature',
      key,
      `The file ${JSON.stringify(name.slice(0, 100))} is neither in the package nor in its archive; put it there.`,
    );
    return undefined;
  }
  const language = languageOfFiles([name]);
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const isKind = key === 'entry' ? hasHeaders(language) : HEADERS.has(ending);
  if (isKind && name === plainName(name) && /^[^.]+\.[^.]+$/.test(name)) return { name, file, language };
  map.unsupported(
    'dmoj-signature',
    key,
    `${JSON.stringify(name.slice(0, 100))} is no ${key === 'entry' ? 'source in C or C++' : 'header'} by its name, or judges cannot take one of this name; use letters, digits, _ and an ending, and no folder.`,
  );
  return undefined;
}
