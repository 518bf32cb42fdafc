import { isLanguageId, LANGUAGES, type LanguageId } from '../../../grading/languages/index.ts';
import { languageOfCode } from '../../package/package-languages.ts';
import type { PackageFile } from '../../package/package-tree.ts';
import { compareScript } from '../compare-script.ts';
import { type ForeignTest, writePlainTests, writeScoredGroups } from '../scored-groups.ts';
import type { Translation } from '../translation.ts';
import type { XmlElement } from '../xml.ts';
import { FRAMES, type FrameOfType } from './coderunner-frames.ts';
import { writeStatement } from './coderunner-statement.ts';
import { chooseQuestion } from './questions.ts';

/** Graders that compare, by what they compare. */
const GRADERS = { EqualityGrader: 'text', NearEqualityGrader: 'nearText' } as const;
/** Editors in which an answer is a program. */
const PLAIN_EDITORS = ['', 'ace', 'none'];
const ONLY_ANSWER = /^\s*\{\{\s*STUDENT_ANSWER\s*\}\}\s*$/;

/** A test as the question has it. */
interface Test {
  readonly number: number;
  readonly code: string;
  readonly stdin: string;
  readonly expected: string;
  readonly mark: number;
  readonly isExample: boolean;
}

/** Translates a question of Moodle's type CodeRunner. */
export function translateCodeRunner(translation: Translation): void {
  const question = chooseQuestion(translation);
  if (question === null) return;
  const type = question.said('coderunnertype') ?? '';
  const language = languageOf(type);
  const tests = readTests(translation, question);
  if (language === undefined) {
    refuse(
      translation,
      question,
      'coderunner-type',
      `Questions of the type ${JSON.stringify(type.slice(0, 60))} are not supported; those are whose type comes with CodeRunner and is in a language that is judged, such as python3, c_function or java_program.`,
    );
    return;
  }
  refuseWhatIsNotStock(translation, question);
  const needsFrame = !type.endsWith('_program') && tests.some(({ code }) => code.trim() !== '');
  const frame = needsFrame ? FRAMES[type] : undefined;
  writeTests(translation, question, tests, frame);
  writeComparison(translation, question);
  if (frame !== undefined) writeFrame(translation, language, frame);
  const examples = frame === undefined ? [] : tests.filter(({ isExample }) => isExample);
  writeStatement(translation, question, examples);
  writeAnswer(translation, question, language);
  const seconds = Number(question.said('cputimelimitsecs') ?? 0);
  const mebibytes = Number(question.said('memlimitmb') ?? 0);
  translation.writeYaml('problem.yaml', {
    problem_format_version: '2025-09',
    name: question.said('name', 'text') ?? 'Untitled',
    type: isScored(question) ? 'scoring' : 'pass-fail',
    languages: [LANGUAGES[language].packageCodes?.[0] ?? language],
    limits: {
      time_limit: seconds > 0 ? seconds : undefined,
      memory: mebibytes > 0 ? mebibytes : undefined,
    },
  });
}

function refuse(translation: Translation, at: XmlElement, code: string, message: string): void {
  translation.reading.unsupported(code, translation.settingsFile, message, at.line);
}

/** The language of a type that comes with CodeRunner: `python3`, `c_function`; of others nobody here knows what they do. */
function languageOf(type: string): LanguageId | undefined {
  const [word = '', kind = 'function', more] = type.split('_');
  const language = languageOfCode(word);
  const isKnown = kind === 'program' || Object.hasOwn(FRAMES, type);
  return isKnown && more === undefined && isLanguageId(language) ? language : undefined;
}

function isScored(question: XmlElement): boolean {
  return question.said('allornothing') === '0';
}

/** What changes how the question is judged from what its type says. */
function refuseWhatIsNotStock(translation: Translation, question: XmlElement): void {
  const template = question.said('template') ?? '';
  if (template !== '' && !ONLY_ANSWER.test(template))
    refuse(
      translation,
      question.find('template') ?? question,
      'coderunner-template',
      'The question has a template of its own, which is a program for CodeRunner; only the templates of the types that come with it are known here.',
    );
  const grader = question.said('grader');
  if (grader !== undefined && !Object.hasOwn(GRADERS, grader))
    refuse(
      translation,
      question.find('grader') ?? question,
      'coderunner-grader',
      `The grader ${grader.slice(0, 60)} is not supported; use EqualityGrader or NearEqualityGrader.`,
    );
  if (!PLAIN_EDITORS.includes(question.said('uiplugin') ?? ''))
    refuse(
      translation,
      question.find('uiplugin') ?? question,
      'coderunner-editor',
      'Answers to the question are made by an editor of CodeRunner (uiplugin) and are no programs; use the plain one.',
    );
  const texts = [question.find('name'), question.find('questiontext'), question.find('testcases')];
  if (question.said('twigall') === '1' && texts.some((each) => /\{[{%]/.test(each?.text ?? '')))
    refuse(
      translation,
      question,
      'coderunner-random',
      'The question is another one for each participant (twigall); write one out, or one question for each variant.',
    );
  if ((question.find('testcases')?.all('file') ?? []).length > 0)
    refuse(
      translation,
      question.find('testcases') ?? question,
      'input-files',
      'Files beside the program are not supported; put the input on standard input.',
    );
}

function readTests(translation: Translation, question: XmlElement): Test[] {
  const all = question.every('testcases', 'testcase');
  // Of the type 1 are those that only a check before handing in runs.
  const counted = all.filter((each) => each.attribute('testtype') !== '1');
  if (counted.length < all.length)
    translation.reading.warn(
      'coderunner-precheck',
      translation.settingsFile,
      `${all.length - counted.length} tests are for checks before handing in alone and are left out.`,
      question.line,
    );
  const text = (test: XmlElement, name: string) =>
    (test.find(name, 'text')?.text ?? '').replace(/\r\n?/g, '\n');
  return counted.map((test, index) => ({
    number: index + 1,
    code: [text(test, 'extra'), text(test, 'testcode')].filter((each) => each.trim() !== '').join('\n'),
    stdin: withLineEnd(text(test, 'stdin')),
    expected: withLineEnd(text(test, 'expected')),
    mark: markOf(test),
    isExample: test.attribute('useasexample') === '1',
  }));
}

function markOf(test: XmlElement): number {
  const mark = Number(test.attribute('mark') ?? '1');
  return Number.isFinite(mark) && mark >= 0 ? mark : 1;
}

const withLineEnd = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

function writeTests(
  translation: Translation,
  question: XmlElement,
  tests: readonly Test[],
  frame: FrameOfType | undefined,
): void {
  const foreign = tests.map((test): ForeignTest & { readonly isExample: boolean } => ({
    input: fileOf(translation, frame === undefined ? test.stdin : `${test.number}\n${test.stdin}`),
    answer: fileOf(translation, test.expected),
    points: test.mark,
    isExample: test.isExample,
    ...(frame === undefined ? {} : { code: frame.test(test.number, test.code) }),
  }));
  const examples = foreign.filter(({ isExample }) => isExample);
  writePlainTests(translation, 'sample', examples, { args: [] });
  if (!isScored(question)) {
    const others = foreign.filter(({ isExample }) => !isExample);
    writePlainTests(translation, 'secret', others, { args: [] });
    return;
  }
  const points = tests.reduce((sum, { mark }) => sum + mark, 0);
  writeScoredGroups(translation, [{ name: 'tests', gives: 'each', points, tests: foreign, requires: [] }], {
    args: [],
  });
}

function fileOf({ settingsFile }: Translation, text: string): PackageFile {
  const bytes = new TextEncoder().encode(text);
  return { path: settingsFile, bytes: bytes.length, kind: 'file', read: () => bytes };
}

function writeComparison(translation: Translation, question: XmlElement): void {
  const grader = (question.said('grader') ?? 'EqualityGrader') as keyof typeof GRADERS;
  translation.write('output_validator/compare.py', compareScript(GRADERS[grader] ?? 'text'));
}

function writeFrame(translation: Translation, language: LanguageId, frame: FrameOfType): void {
  translation.writeYaml('frame.yaml', {
    language: LANGUAGES[language].packageCodes?.[0] ?? language,
    before: frame.before,
    between: frame.between,
    after: frame.after,
    test_cases: Object.fromEntries(translation.testCode),
    replace: frame.replace,
  });
}

/** The author's answer; Java's compiler wants the name of a public class for its file. */
function writeAnswer(translation: Translation, question: XmlElement, language: LanguageId): void {
  const answer = question.find('answer')?.text ?? '';
  if (answer.trim() === '') return;
  const className = /\bpublic\s+class\s+(\w+)/.exec(answer)?.[1];
  const [extension] = LANGUAGES[language].extensions;
  translation.write(`submissions/accepted/${className ?? 'answer'}.${extension}`, answer);
}
