import type { StoredFile } from '../../grading/output-validation.ts';
import type { Statement } from '../problem.ts';
import { fillConstants } from './constants.ts';
import type { SettledReading } from './settings.ts';

const LANGUAGE = /^[a-z]{2,3}(-[A-Z]{2})?$/;
const STATEMENT = /^problem\.(?:([^.]+)\.)?(md|tex|pdf|html)$/;

/** What is written, before what is made of it. */
const FORMATS = ['md', 'tex', 'pdf', 'html'] as const;

/** A file that is a statement by its name. */
interface Candidate {
  readonly path: string;
  readonly format: (typeof FORMATS)[number];
  /** What stands between the dots, if anything does. */
  readonly language: string | undefined;
}

/** What a package puts before participants. */
export interface Statements {
  readonly statements: Statement[];
  /** Names by language, as the statements and `problem.yaml` give them. */
  readonly names: Record<string, string>;
  /** Statements that cannot be shown, to be downloaded. */
  readonly downloads: StoredFile[];
}

/** Statements by language: in the folder of the package's version or of the other one, or a PDF at the root. */
export function readStatements(reading: SettledReading): Statements {
  const folder = folderOf(reading);
  const attachments: StoredFile[] = [];
  const candidates: Candidate[] = [];
  for (const file of reading.below(folder)) {
    const candidate = candidateOf(`${folder}/${file}`, file);
    if (candidate !== undefined) candidates.push(candidate);
    else {
      const stored = reading.store(`${folder}/${file}`, file);
      if (stored !== null) attachments.push(stored);
    }
  }
  if (candidates.length === 0)
    candidates.push(...reading.atRoot().flatMap((file) => candidateOf(file, file) ?? []));
  const statements: Statement[] = [];
  const downloads: StoredFile[] = [];
  for (const candidate of candidates.sort((a, b) => rank(a) - rank(b)))
    readCandidate(reading, candidate, { statements, downloads, attachments });
  if (candidates.length === 0) warnOfNone(reading);
  const ordered = inOrder(statements);
  return { statements: ordered, names: namesFor(reading, ordered), downloads };
}

/** Those that say their language first, since others are guessed to be in one, then by how well they are shown. */
function rank({ language, format }: Candidate): number {
  const guessed = language === undefined || !LANGUAGE.test(language);
  return (guessed ? FORMATS.length : 0) + FORMATS.indexOf(format);
}

function folderOf(reading: SettledReading): string {
  const [own, other] =
    reading.settings.formatVersion === 'legacy'
      ? (['problem_statement', 'statement'] as const)
      : (['statement', 'problem_statement'] as const);
  const holds = (folder: string) => reading.below(folder).some((file) => STATEMENT.test(file));
  return !holds(own) && holds(other) ? other : own;
}

function candidateOf(path: string, file: string): Candidate | undefined {
  const [, language, format] = STATEMENT.exec(file) ?? [];
  return format === undefined ? undefined : { path, format: format as Candidate['format'], language };
}

function readCandidate(
  reading: SettledReading,
  candidate: Candidate,
  to: { statements: Statement[]; downloads: StoredFile[]; attachments: readonly StoredFile[] },
): void {
  const { path, format } = candidate;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (format === 'html') {
    reading.warn(
      'statement-html',
      path,
      'Statements in HTML are not shown, and participants can download them; add one in Markdown, TeX or PDF.',
    );
    const file = reading.store(path, name);
    if (file !== null) to.downloads.push(file);
    return;
  }
  const language = languageOf(reading, candidate);
  if (to.statements.some((statement) => statement.language === language)) {
    reading.passOver(path, `there is another statement in "${language}"`);
    return;
  }
  const { attachments } = to;
  if (format === 'pdf') {
    const file = reading.store(path, name);
    if (file !== null) to.statements.push({ language, format, file, attachments });
    return;
  }
  const text = reading.text(path);
  if (text === null) return;
  if (text.trim() === '')
    reading.warn('statement-empty', path, 'The statement is empty; participants would see nothing.');
  const shown = format === 'md' ? fillConstants(text, reading.settings.constants) : text;
  to.statements.push({ language, format, text: shown, attachments });
}

/** The language that the file's name says; where it says none, the only one that names say, or English. */
function languageOf(reading: SettledReading, { path, format, language }: Candidate): string {
  if (language !== undefined && LANGUAGE.test(language)) return language;
  const [only, another] = Object.keys(reading.settings.names).filter((each) => each !== '');
  const taken = only === undefined || another !== undefined ? 'en' : only;
  if (language !== undefined)
    reading.warn(
      'statement-language',
      path,
      `The statement's language "${language}" is no code such as "en" or "pt-BR", so it is taken for "${taken}"; name the file problem.<language>.${format}.`,
    );
  return taken;
}

function warnOfNone(reading: SettledReading): void {
  const [folder, ending] =
    reading.settings.formatVersion === 'legacy' ? ['problem_statement', 'tex'] : ['statement', 'md'];
  reading.warn(
    'statement-missing',
    `${folder}/`,
    `There is no statement, so participants are shown none; add ${folder}/problem.en.${ending}.`,
  );
}

/** A name for each statement, and what else `problem.yaml` names; at least one. */
function namesFor(reading: SettledReading, statements: readonly Statement[]): Record<string, string> {
  const { '': unlabelled, ...labelled } = reading.settings.names;
  const names: Record<string, string> = { ...labelled };
  const [first] = Object.values(labelled);
  for (const statement of statements) {
    const { language } = statement;
    if (Object.hasOwn(names, language)) continue;
    const name = (statement.format === 'tex' ? nameInTex(statement.text) : undefined) ?? unlabelled ?? first;
    if (first !== undefined)
      reading.warn(
        'name-languages',
        'problem.yaml',
        `There is a statement in "${language}" but no name; add name.${language}.`,
      );
    if (name !== undefined) names[language] = name;
  }
  for (const language of Object.keys(labelled))
    if (statements.length > 0 && !statements.some((statement) => statement.language === language))
      reading.warn(
        'name-languages',
        'problem.yaml',
        `There is a name in "${language}" but no statement; add one or remove the name.`,
      );
  if (Object.keys(names).length > 0) return names;
  if (unlabelled !== undefined) return { en: unlabelled };
  const name = reading.name === '' ? 'Untitled' : reading.name;
  reading.warn(
    'name-missing',
    'problem.yaml',
    `The problem has no name, so it is called "${name}"; add "name: ..." or \\problemname{...} in the statement.`,
  );
  return { en: name };
}

function nameInTex(text: string): string | undefined {
  const plain =
    /%%\s*plainproblemname:\s*(.+)/.exec(text)?.[1] ?? /\\problemname\{([^{}]+)\}/.exec(text)?.[1];
  const name = plain?.trim();
  // Some leave the name to problem.yaml by a command of their own.
  return name === undefined || name === '' || name.startsWith('\\') ? undefined : name;
}

function inOrder(statements: readonly Statement[]): Statement[] {
  const key = (statement: Statement) => (statement.language === 'en' ? '' : statement.language);
  return [...statements].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
