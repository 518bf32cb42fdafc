import type { Command } from 'commander';
import { showSubmission } from './submissions.ts';

/** The short form of `submission show`. */
export function addShow(program: Command): void {
  program
    .command('show')
    .argument('<submission>', 'id of the submission')
    .option('-s, --session <id>', 'its session (default: searched for in the latest ones)')
    .option('--source', 'print the program instead')
    .option('--all', 'every test case in a row of its own, with its words even where it is right')
    .description('short for submission show')
    .action(showSubmission);
}
