import { isLanguageId } from '../../../grading/languages/index.ts';
import { languageOfFiles } from '../../package/package-languages.ts';
import type { YamlMap } from '../../package/yaml-map.ts';
import { copySolution, plainName, type Translation } from '../translation.ts';
import type { CmsGraders } from './cms-grader.ts';

/** Names of files for statements in a language, beside its code. */
const LANGUAGES: Readonly<Record<string, string>> = {
  english: 'en',
  italian: 'it',
  italiano: 'it',
  french: 'fr',
  german: 'de',
  spanish: 'es',
  polish: 'pl',
};

/** Takes over statements, attachments and the official solution; answers the language of the statement. */
export function readParts(
  translation: Translation,
  yaml: YamlMap,
  fileNames: readonly string[],
  graders: CmsGraders | undefined,
): string {
  const { reading } = translation;
  const stated = yaml.string('primary_language') ?? '';
  const primary = /^[a-z]{2,3}(-[A-Z]{2})?$/.test(stated) ? stated : 'it';
  for (const folder of ['statement', 'testo'])
    for (const file of reading.below(folder)) {
      const [, name = '', ending = ''] = /^([^/]+)\.(pdf|md)$/.exec(file) ?? [];
      if (ending === '') continue;
      const isPrimary = ['statement', 'testo'].includes(name);
      const code = isPrimary
        ? primary
        : (LANGUAGES[name.toLowerCase()] ?? (/^[a-z]{2}$/.test(name) ? name : undefined));
      const to = `statement/problem.${code}.${ending}`;
      if (code !== undefined && !translation.has(to)) translation.copy(`${folder}/${file}`, to);
    }
  for (const file of reading.below('att')) {
    const to = `attachments/${file.split('/').map(plainName).join('/')}`;
    if (!translation.has(to)) translation.copy(`att/${file}`, to);
  }
  for (const file of reading.below('sol')) {
    const path = `sol/${file}`;
    if (/^(?:solution|soluzione)\.[^/.]+$/.test(file)) takeSolution(translation, file, fileNames, graders);
    else if (
      /^[^/]+\.[^/.]+$/.test(file) &&
      graders?.files.has(file) !== true &&
      !/\.(?:h|hpp|txt|md)$|^(?:grader|stub|template)\./.test(file)
    )
      reading.passOver(path, 'nothing says what this solution must get');
  }
  return primary;
}

/** The official solution, which graders call by the name of the task. */
function takeSolution(
  translation: Translation,
  file: string,
  fileNames: readonly string[],
  graders: CmsGraders | undefined,
): void {
  const path = `sol/${file}`;
  if (graders === undefined) {
    copySolution(translation, path, 'accepted', fileNames);
    return;
  }
  const language = languageOfFiles([file]);
  if (isLanguageId(language) && graders.languages.includes(language))
    copySolution(
      translation,
      path,
      'accepted',
      fileNames,
      graders.nameOf(file.slice(file.lastIndexOf('.') + 1)),
    );
  else translation.reading.passOver(path, 'the task has no grader in its language');
}
