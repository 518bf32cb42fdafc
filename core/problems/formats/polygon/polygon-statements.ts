import { baseName, plainName, type Translation } from '../translation.ts';
import type { XmlElement } from '../xml.ts';

/** Polygon's names of languages that statements are in, by their codes. */
const CODES: Readonly<Record<string, string>> = Object.fromEntries(
  `english en russian ru ukrainian uk belarusian be polish pl czech cs slovak sk german de french fr spanish es italian it
   portuguese pt dutch nl danish da swedish sv norwegian no finnish fi estonian et latvian lv lithuanian lt hungarian hu
   romanian ro bulgarian bg serbian sr croatian hr slovene sl macedonian mk greek el turkish tr armenian hy azerbaijani az
   azerbaijanian az georgian ka kazakh kk kyrgyz ky uzbek uz tajik tg turkmen tk mongolian mn hebrew he arabic ar persian fa
   farsi fa hindi hi bengali bn indonesian id malay ms thai th vietnamese vi chinese zh japanese ja korean ko`
    .trim()
    .split(/\s+/)
    .reduce<[string, string][]>((pairs, word, index, words) => {
      if (index % 2 === 0) pairs.push([word, words[index + 1] ?? '']);
      return pairs;
    }, []),
);

/** The parts of a statement behind its beginning, with their titles in the languages that are written most. */
const PARTS = [
  { file: 'input', titles: { en: 'Input', ru: 'Входные данные' } },
  { file: 'output', titles: { en: 'Output', ru: 'Выходные данные' } },
  { file: 'interaction', titles: { en: 'Interaction', ru: 'Протокол взаимодействия' } },
  { file: 'scoring', titles: { en: 'Scoring', ru: 'Система оценки' } },
  { file: 'notes', titles: { en: 'Notes', ru: 'Замечание' } },
] as const;

const PICTURE = /\.(?:png|jpe?g|gif|svg|pdf|eps)$/i;

/** The code of Polygon's name for a language; undefined where it is none of those known. */
export function languageCodeOf(name: string): string | undefined {
  return Object.hasOwn(CODES, name.toLowerCase()) ? CODES[name.toLowerCase()] : undefined;
}

/** Takes over the statements: the parts in TeX that Polygon makes all others of, else its whole TeX, PDF or HTML. */
export function readStatements(translation: Translation, problem: XmlElement): void {
  const { reading } = translation;
  const listed = problem.every('statements', 'statement');
  for (const language of new Set(listed.map((each) => each.attribute('language') ?? ''))) {
    const code = languageCodeOf(language) ?? 'en';
    if (translation.has(`statement/problem.${code}.tex`)) continue;
    const name =
      problem
        .every('names', 'name')
        .find((each) => each.attribute('language') === language)
        ?.attribute('value')
        ?.trim() ?? '';
    const parts = `statement-sections/${language}`;
    const from = (ending: string) =>
      listed
        .filter((each) => each.attribute('language') === language)
        .map((each) => each.attribute('path') ?? '')
        .find((path) => path.endsWith(ending) && reading.get(path) !== undefined);
    const [tex, pdf, html] = [from('.tex'), from('.pdf'), from('.html')];
    if (reading.get(`${parts}/legend.tex`) !== undefined) {
      translation.write(
        `statement/problem.${code}.tex`,
        fromParts(translation, parts, code, name),
        `${parts}/legend.tex`,
      );
      copyPictures(translation, parts);
    } else if (tex !== undefined) {
      const text = fromOlymp(reading.text(tex) ?? '', code, name);
      translation.write(`statement/problem.${code}.tex`, text, tex);
      copyPictures(translation, tex.slice(0, tex.lastIndexOf('/')));
    } else if (pdf !== undefined) translation.copy(pdf, `statement/problem.${code}.pdf`);
    else if (html !== undefined) translation.copy(html, `statement/problem.${code}.html`);
  }
}

function copyPictures(translation: Translation, folder: string): void {
  for (const file of translation.reading.below(folder))
    if (PICTURE.test(file) && !/^(?:statement|problem|tutorial)\.pdf$/.test(file))
      translation.copy(`${folder}/${file}`, `statement/${plainName(baseName(file))}`);
}

function fromParts({ reading }: Translation, folder: string, code: string, name: string): string {
  const legend = reading.text(`${folder}/legend.tex`) ?? '';
  const rest = PARTS.flatMap(({ file, titles }) => {
    const text = reading.text(`${folder}/${file}.tex`)?.trim() ?? '';
    return text === '' ? [] : [section(titleIn(titles, code)), text];
  });
  return texOf(name, [legend.trim(), ...rest]);
}

/** A statement in the way of `olymp.sty`, which Polygon writes, without its frame and its samples. */
function fromOlymp(text: string, code: string, name: string): string {
  const [input, output, interaction, scoring, notes] = PARTS.map(({ titles }) =>
    section(titleIn(titles, code)),
  );
  const body = withoutExamples(text)
    .replace(/^[\s\S]*?\\begin\s*\{problem\}(?:\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|%[^\n]*))*/, '')
    .replace(/\\end\s*\{problem\}[\s\S]*$/, '')
    .replace(/\\Examples?(?![a-zA-Z])/g, '')
    .replace(/\\InputFile(?![a-zA-Z])/g, () => input ?? '')
    .replace(/\\OutputFile(?![a-zA-Z])/g, () => output ?? '')
    .replace(/\\Interaction(?![a-zA-Z])/g, () => interaction ?? '')
    .replace(/\\Scoring(?![a-zA-Z])/g, () => scoring ?? '')
    .replace(/\\(?:Note|Explanation|Explanations|Notes)(?![a-zA-Z])/g, () => notes ?? '');
  return texOf(name, [body.trim()]);
}

/** Samples are shown from the test data. */
function withoutExamples(text: string): string {
  return ['example', 'examples', 'examplewide', 'examplethree'].reduce((rest, name) => {
    const [begin, end] = [`\\begin{${name}}`, `\\end{${name}}`];
    const kept: string[] = [];
    let at = 0;
    for (let from = rest.indexOf(begin); from >= 0; from = rest.indexOf(begin, at)) {
      const to = rest.indexOf(end, from);
      if (to < 0) break;
      kept.push(rest.slice(at, from));
      at = to + end.length;
    }
    return [...kept, rest.slice(at)].join('');
  }, text);
}

function texOf(name: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map(withPlainMacros).join('\n\n');
  const title = name.replace(/[{}\\%]/g, '');
  return `${title === '' ? '' : `\\problemname{${title}}\n\n`}${body}\n`;
}

/** What Polygon allows in statements beside LaTeX, in LaTeX. */
function withPlainMacros(text: string): string {
  return text
    .replace(/\\t\s*\{/g, '\\texttt{')
    .replace(/\\bf\s*\{/g, '\\textbf{')
    .replace(/\\it\s*\{/g, '\\textit{')
    .replace(/\\tt\s*\{/g, '\\texttt{')
    .replace(/\\s\s*\{/g, '\\sout{')
    .replace(/"---/g, '---');
}

const section = (title: string) => `\\section*{${title}}`;

function titleIn(titles: Readonly<Record<string, string>>, code: string): string {
  return titles[code] ?? titles['en'] ?? '';
}
