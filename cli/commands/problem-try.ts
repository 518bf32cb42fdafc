import { type Command, Option } from 'commander';
import { LANGUAGE_IDS, type LanguageId } from '../../core/grading/languages/index.ts';
import { contextOf } from '../context.ts';
import { addJudgeOptions, type JudgeOptions } from '../with-judge.ts';

/** What `assize problem try` was asked beside the package and the program. */
export interface TryOptions extends JudgeOptions {
  readonly language?: LanguageId;
  /** Of several files the one that is started. */
  readonly main?: string;
  /** A file with an input of somebody's own; `-`: standard input. */
  readonly input?: string;
  /** Names of test cases, or patterns. */
  readonly testCase?: readonly string[];
  readonly firstFailing?: boolean;
}

export function addProblemTry(problem: Command): void {
  addJudgeOptions(
    problem
      .command('try')
      .argument('<package>', 'folder or zip of a problem package')
      .argument('<file...>', 'the program: one file, or the files of one')
      .addOption(
        new Option('-l, --language <id>', "the language (default: by the file's ending)").choices(
          LANGUAGE_IDS,
        ),
      )
      .option(
        '--main <file>',
        'of several files the one that is started (default: main with its ending, else the first)',
      )
      .option(
        '-t, --test-case <name...>',
        'only these test cases: sample/1, or a pattern such as secret/2-large/*',
      )
      .addOption(
        new Option('-i, --input <file>', 'run it on this input instead; - for standard input').conflicts([
          'testCase',
          'firstFailing',
        ]),
      )
      .option('--first-failing', 'judge nothing more after the first test case that fails')
      .description('judge a program by a package on this machine; needs no running system'),
  )
    .addHelpText(
      'after',
      '\nEnds with 0 when all test cases are right (AC), or the program ran to its end on --input; with 1 otherwise.',
    )
    .action(async (path: string, files: string[], options: TryOptions, command: Command) => {
      const { tryFiles } = await import('../try-files.ts');
      await tryFiles(path, files, options, contextOf(command));
    });
}
