import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { writeComment } from '../../core/grading/languages/comment.ts';
import {
  LANGUAGE_IDS,
  LANGUAGES,
  type Language,
  type LanguageId,
} from '../../core/grading/languages/index.ts';
import { type FirstProgram, makePackage } from '../../core/problems/new-package.ts';
import { isWritten } from '../../core/problems/new-package-statement.ts';
import { isProblemId } from '../../core/problems/problem.ts';
import { ask } from '../ask.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { writeFolder } from '../write-folder.ts';

interface Options {
  readonly title?: string;
  readonly statement?: readonly string[];
  readonly language?: readonly LanguageId[];
  readonly scoring?: boolean;
  readonly function?: boolean;
  readonly credits?: string;
}

const ROOMS = new URL('../../core/grading/languages/', import.meta.url);
const FIRST_LANGUAGE: LanguageId = 'python';
const FIRST_STATEMENT = 'en';

export function addProblemInit(problem: Command): void {
  problem
    .command('init')
    .alias('new')
    .argument('<name>', 'the folder to make; its last part becomes the id of the problem: two-sums')
    .option('--title <text>', 'what people read (default: made of the name)')
    .option(
      '--statement <code...>',
      `languages of the statement, as en or pt-BR (default: ${FIRST_STATEMENT})`,
      readCode,
    )
    .addOption(
      new Option(
        '-l, --language <id...>',
        `languages of the first programs (default: ${FIRST_LANGUAGE})`,
      ).choices(LANGUAGE_IDS),
    )
    .option('--scoring', 'groups of test cases give points')
    .option('--function', 'participants write a function instead of a whole program')
    .option('--credits <name>', 'who writes it')
    .description('write a new problem package that is valid as it stands, to be changed')
    .addHelpText(
      'after',
      '\nWithout any option it asks, on a terminal. It never writes into a folder that is there.\nNext: assize problem verify NAME, assize problem try NAME FILE.',
    )
    .action(async (name: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const folder = resolve(name);
      const problemId = basename(folder);
      if (!isProblemId(problemId))
        throw new CommandError(
          EXIT.badInput,
          `${problemId} can be no problem's id: a lower-case letter, then letters, digits and single dashes, 48 at most`,
          'for example: assize problem init two-sums',
        );
      const asksNobody = context.json || !process.stdin.isTTY || Object.keys(options).length > 0;
      const wanted = asksNobody ? options : await askAll(problemId);
      const { statement = [FIRST_STATEMENT], language = [FIRST_LANGUAGE], credits } = wanted;
      const isFunction = wanted.function === true;
      const files = makePackage({
        name: wanted.title ?? titleOf(problemId),
        uuid: randomUUID(),
        ...(credits === undefined ? {} : { credits }),
        kind: wanted.scoring === true ? 'scoring' : 'pass-fail',
        isFunction,
        statements: [...new Set(statement)],
        programs: [...new Set(language)].map((id) => readProgram(id, isFunction)),
      });
      const written = Object.entries(files).map(([path, text]) => ({ path, read: () => text }));
      writeFolder(folder, name, written);
      const paths = Object.keys(files).sort();
      const shown = relative('', folder) || '.';
      print(context, { problemId, folder, files: paths }, () => [
        ...paths.map((path) => `${pc.green('wrote')} ${shown}/${path}`),
        ...statement
          .filter((code) => !isWritten(code))
          .map((code) => `statement/problem.${code}.md is in English still: translate it`),
        pc.dim(`its problem is there to be replaced; try it: assize problem verify ${shown}`),
      ]);
    });
}

/** Two-sums: `Two sums`. */
function titleOf(problemId: string): string {
  const words = problemId.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The program that a new package begins with in this language, from the language's own folder. */
function readProgram(id: LanguageId, isFunction: boolean): FirstProgram {
  const language: Language = LANGUAGES[id];
  const { name, extensions, functions, queries } = language;
  const [extension] = extensions as readonly [string, ...string[]];
  if (isFunction && functions === undefined)
    throw new CommandError(
      EXIT.badInput,
      `functions cannot be written in ${name}`,
      `say --language ${LANGUAGE_IDS.filter((each) => LANGUAGES[each].functions !== undefined).join('|')}`,
    );
  if (queries !== undefined)
    throw new CommandError(
      EXIT.badInput,
      `the first problem is about numbers on standard input, which ${name} does not read`,
      'begin with another language, and replace its programs',
    );
  const text = readFileSync(new URL(`${id}/jury/largest.${extension}`, ROOMS), 'utf8');
  return { extension, comment: (line) => writeComment(language, line), text };
}

async function askAll(problemId: string): Promise<Options> {
  const question = async <T>(text: string, usual: string, read: (answer: string) => T): Promise<T> => {
    for (;;) {
      const answer = (await ask(`${text} [${usual}]: `, false, 'use options: --help lists them')).trim();
      try {
        return read(answer === '' ? usual : answer);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        process.stderr.write(`  ${error.message}\n`);
      }
    }
  };
  const title = await question('What people read', titleOf(problemId), (text) => text);
  const statement = await question('Languages of the statement', FIRST_STATEMENT, (text) =>
    listOf(text).flatMap((code) => readCode(code)),
  );
  const isScoring = await question('Points by groups of test cases, yes or no', 'no', readYes);
  const isFunction = await question('Participants write a function alone, yes or no', 'no', readYes);
  const offered = LANGUAGE_IDS.filter((id) => {
    const { functions, queries }: Language = LANGUAGES[id];
    return isFunction ? functions !== undefined : queries === undefined;
  });
  const language = await question(
    `Languages of the first programs (${offered.join(', ')})`,
    FIRST_LANGUAGE,
    (text) =>
      listOf(text).map((word) => {
        const id = offered.find((each) => each === word);
        if (id === undefined) throw new InvalidArgumentError(`${word} is none of ${offered.join(', ')}`);
        return id;
      }),
  );
  return { title, statement, language, scoring: isScoring, function: isFunction };
}

const listOf = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');

function readYes(text: string): boolean {
  const word = text.toLowerCase();
  if (!['y', 'yes', 'n', 'no'].includes(word)) throw new InvalidArgumentError('say yes or no');
  return word.startsWith('y');
}

function readCode(code: string, before: readonly string[] = []): readonly string[] {
  if (!/^[a-z]{2,3}(-[A-Z]{2})?$/.test(code))
    throw new InvalidArgumentError(`${code} is no code of a language such as en or pt-BR`);
  return [...before, code];
}
