import type { Command } from 'commander';
import { renderSubmission } from '../../terminal/render-submission.ts';
import { contextOf, print } from '../context.ts';
import { findSubmission } from '../pick-session.ts';

export function addShow(program: Command): void {
  program
    .command('show')
    .argument('<submission>', 'id of the submission')
    .option('-s, --session <id>', 'its session (default: searched for in the latest ones)')
    .option('--source', 'print the program instead')
    .option('--all', 'every test case in a row of its own, with its words even where it is right')
    .description('a submission: its verdict, its test cases, what it printed')
    .action(
      async (
        id: string,
        options: { session?: string; source?: boolean; all?: boolean },
        command: Command,
      ) => {
        const context = contextOf(command);
        const { client } = context.access();
        const submission = await findSubmission(client, options.session, id);
        if (options.source === true) {
          const { sessionId, submissionId } = submission;
          const answer = await client.call('getSubmissionSource', { params: { sessionId, submissionId } });
          print(context, answer, () => [answer.source.replace(/\n$/, '')]);
          return;
        }
        print(context, submission, () =>
          renderSubmission(submission, options.all === true ? 'all' : 'whole'),
        );
      },
    );
}
