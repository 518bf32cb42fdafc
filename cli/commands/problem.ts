import type { Command } from 'commander';
import pc from 'picocolors';
import type { ProblemView } from '../../core/api/problems.ts';
import { createScreen } from '../../terminal/screen.ts';
import { renderTable } from '../../terminal/table.ts';
import { contextOf, print } from '../context.ts';
import { addJudgeOptions, type JudgeOptions, readJudgeOptions } from '../with-judge.ts';
import { addProblemCheck } from './problem-check.ts';
import { addProblemConvert } from './problem-convert.ts';
import { addProblemImport } from './problem-import.ts';
import { addProblemInit } from './problem-init.ts';
import { addProblemTry } from './problem-try.ts';

export function addProblem(program: Command): void {
  const problem = program
    .command('problem')
    .description('write problem packages, try and verify them, import them');
  addProblemInit(problem);
  addProblemTry(problem);
  addProblemCheck(problem);
  addProblemConvert(problem);
  addProblemImport(problem);
  problem
    .command('list')
    .description('problems by name')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const page = await context.access().client.call('listProblems', { query: { limit: 100 } });
      print(context, page, () =>
        page.items.length === 0
          ? ['no problems yet; import one: assize problem import FOLDER']
          : renderProblems(page.items),
      );
    });
  problem
    .command('show')
    .argument('<problem>', 'id of the problem')
    .description('one problem')
    .action(async (problemId: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const shown = await context.access().client.call('getProblem', { params: { problemId } });
      print(context, shown, () => renderProblems([shown]));
    });
  addProblemVerify(problem);
}

function addProblemVerify(problem: Command): void {
  addJudgeOptions(
    problem.command('verify').argument('<package...>', 'packages (folders or zips), or folders of them'),
  )
    .description(
      "validate a package's test data and judge its own submissions, and say whether each got what the package expects; needs no running system",
    )
    .addHelpText(
      'after',
      '\nEnds with 0: all as expected, 1: something was not, 2: a package has faults, 3: it needs what Assize, or the judge, does not support.',
    )
    .action(async (places: string[], options: JudgeOptions, command: Command) => {
      const context = contextOf(command);
      const judge = readJudgeOptions(options);
      const stopping = new AbortController();
      process.once('SIGINT', () => stopping.abort());
      const { verifyProblems } = await import('./problem-verify.ts');
      const screen = createScreen(process.stdout);
      try {
        process.exitCode = await verifyProblems(
          places,
          {
            json: context.json,
            signal: stopping.signal,
            ...(judge === undefined ? {} : { judge }),
          },
          {
            out: (line) => {
              screen.clear();
              context.out(line);
            },
            err: (line) => {
              screen.clear();
              context.err(line);
            },
            progress: (what) => screen.draw([pc.dim(`... ${what}`)]),
          },
        );
      } finally {
        screen.clear();
      }
    });
}

function renderProblems(problems: readonly ProblemView[]): string[] {
  return renderTable(
    ['PROBLEM', 'VERSION', 'TEST CASES', 'TIME', 'MEMORY', 'KIND', 'NAME'],
    problems.map((one) => [
      one.problemId,
      String(one.version),
      `${one.sampleTestCases} + ${one.secretTestCases}`,
      `${one.timeMs / 1000} s`,
      `${Math.round(one.memoryKiB / 1024)} MB`,
      one.kind,
      one.name + (one.languages === null ? '' : pc.dim(` (${one.languages.join(', ')})`)),
    ]),
  );
}
