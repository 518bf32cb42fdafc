import type { StoredFile } from '../../grading/output-validation.ts';
import type { Statement } from '../problem.ts';
import { fillConstants, type SettledReading } from './settings.ts';

const LANGUAGE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** Statements by language, with the names that they and `problem.yaml` give. */
export function readStatements(reading: SettledReading): {
  statements: Statement[];
  names: Record<string, string>;
} {
  const legacy = reading.settings.formatVersion === 'legacy';
  const folder = legacy ? 'problem_statement' : 'statement';
  const other = legacy ? 'statement' : 'problem_statement';
  const files = reading.below(folder);
  const statements: Statement[] = [];
  const attachments: StoredFile[] = [];
  for (const file of files) {
    const path = `${folder}/${file}`;
    const match = /^problem\.(?:([^.]+)\.)?(tex|md|pdf)$/.exec(file);
    if (match === null) {
      const stored = reading.store(path, file);
      if (stored !== null) attachments.push(stored);
      continue;
    }
    const language = match[1] ?? (legacy ? 'en' : '');
    const format = match[2] as Statement['format'];
    if (!LANGUAGE.test(language)) {
      reading.error(
        'statement-language',
        path,
        `The statement's language "${language}" is no code such as "en" or "pt-BR"; name the file problem.<language>.${format}.`,
      );
    } else if (statements.some((statement) => statement.language === language)) {
      reading.error('statement-twice', path, `There is more than one statement in "${language}"; keep one.`);
    } else {
      const statement = readStatement(reading, path, language, format, attachments);
      if (statement !== null) statements.push(statement);
    }
  }
  if (statements.length === 0 && !files.some((file) => file.startsWith('problem.'))) {
    const misplaced =
      reading.below(other).length > 0
        ? ` The folder ${other}/ belongs to the other format version; rename it.`
        : '';
    reading.error(
      'statement-missing',
      `${folder}/`,
      `There is no statement; add ${folder}/problem.en.${legacy ? 'tex' : 'md'}.${misplaced}`,
    );
  }
  return { statements: inOrder(statements), names: namesFor(reading, statements) };
}

function readStatement(
  reading: SettledReading,
  path: string,
  language: string,
  format: Statement['format'],
  attachments: readonly StoredFile[],
): Statement | null {
  if (format === 'pdf') {
    const file = reading.store(path, path.slice(path.indexOf('/') + 1));
    return file === null ? null : { language, format, file, attachments };
  }
  const text = reading.text(path);
  if (text === null) return null;
  if (text.trim() === '')
    reading.error('statement-empty', path, 'The statement is empty; participants would see nothing.');
  return {
    language,
    format,
    text: format === 'md' ? fillConstants(text, reading.settings.constants) : text,
    attachments,
  };
}

function namesFor(reading: SettledReading, statements: readonly Statement[]): Record<string, string> {
  const languages = statements.map((statement) => statement.language);
  if (reading.settings.formatVersion === '2025-09') {
    const named = Object.keys(reading.settings.names);
    for (const language of languages.filter((each) => named.length > 0 && !named.includes(each))) {
      reading.error(
        'name-languages',
        'problem.yaml',
        `There is a statement in "${language}" but no name; add name.${language}.`,
      );
    }
    for (const language of named.filter((each) => languages.length > 0 && !languages.includes(each))) {
      reading.error(
        'name-languages',
        'problem.yaml',
        `There is a name in "${language}" but no statement; add statement/problem.${language}.md or remove the name.`,
      );
    }
    return { ...reading.settings.names };
  }
  const { '': unlabelled, ...labelled } = reading.settings.names;
  const names: Record<string, string> = { ...labelled };
  for (const statement of inOrder(statements)) {
    const name =
      names[statement.language] ??
      (statement.format === 'pdf' ? undefined : nameInTex(statement.text)) ??
      unlabelled;
    if (name !== undefined) names[statement.language] = name;
  }
  if (Object.keys(names).length === 0 && unlabelled !== undefined) names['en'] = unlabelled;
  if (Object.keys(names).length === 0) {
    reading.error(
      'name-missing',
      'problem.yaml',
      'The problem has no name; add "name: ..." or \\problemname{...} in the statement.',
    );
  }
  return names;
}

function nameInTex(text: string): string | undefined {
  const plain =
    /%%\s*plainproblemname:\s*(.+)/.exec(text)?.[1] ?? /\\problemname\{([^{}]+)\}/.exec(text)?.[1];
  return plain?.trim();
}

function inOrder(statements: readonly Statement[]): Statement[] {
  const key = (statement: Statement) => (statement.language === 'en' ? '' : statement.language);
  return [...statements].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
