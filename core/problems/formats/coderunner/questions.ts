import { PackageReading, type PackageTree } from '../../package/package-tree.ts';
import type { Translation } from '../translation.ts';
import { readXml, type XmlElement } from '../xml.ts';

/** Characters in which a file of questions shows what it is. */
const HEAD_BYTES = 4096;
const MOST_NAMED = 10;

/** The file of questions at a package's root, if there is one. */
export function findQuiz(reading: PackageReading): string | undefined {
  return reading.atRoot().find((file) => {
    if (!/\.xml$/i.test(file)) return false;
    const head = reading.bytes(file)?.subarray(0, HEAD_BYTES);
    return head !== undefined && /<quiz[\s>]/.test(new TextDecoder().decode(head));
  });
}

/** The questions of a file that are to be solved: of the type CodeRunner, and no prototypes of such. */
function questionsIn(quiz: XmlElement): XmlElement[] {
  return quiz
    .all('question')
    .filter((question) => question.attribute('type') === 'coderunner')
    .filter((question) => ['0', undefined].includes(question.said('prototypetype')));
}

/** The question that is meant; `null` with a fault where there is none, or several and none of them is meant. */
export function chooseQuestion({ reading, settingsFile }: Translation): XmlElement | null {
  const quiz = readXml(reading, settingsFile);
  if (quiz === null) return null;
  const questions = questionsIn(quiz);
  const [first, second] = questions;
  const meant = reading.question === undefined ? undefined : questions[reading.question - 1];
  if (meant !== undefined) return meant;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined)
    reading.error(
      'coderunner-none',
      settingsFile,
      'There is no question of the type CodeRunner in this file; export some in the format "Moodle XML".',
    );
  else {
    const names = questions.slice(0, MOST_NAMED).map((each) => each.said('name', 'text') ?? '?');
    const more = questions.length > names.length ? ` and ${questions.length - names.length} more` : '';
    reading.error(
      'coderunner-several',
      settingsFile,
      `There are ${questions.length} questions in this file (${names.join(', ')}${more}), and a package is one problem; "assize problem import" and "convert" take them one by one, or export each by itself.`,
    );
  }
  return null;
}

/** A package that is one of several in its file. */
export interface Part {
  /** What the question is called. */
  readonly name: string;
  readonly tree: PackageTree;
}

/** The problems of a file of several questions, each as a package of its own; undefined where there are not several. */
export function partsOf(tree: PackageTree): readonly Part[] | undefined {
  const reading = new PackageReading(tree);
  const quiz = findQuiz(reading);
  const root = quiz === undefined ? null : readXml(reading, quiz);
  const questions = root === null ? [] : questionsIn(root);
  if (questions.length < 2) return undefined;
  return questions.map((question, index) => ({
    name: question.said('name', 'text') ?? `question ${index + 1}`,
    tree: { ...tree, question: index + 1 },
  }));
}
