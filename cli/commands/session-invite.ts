import type { Command } from 'commander';
import pc from 'picocolors';
import type { ApiClient } from '../../core/api/client.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { renderTable } from '../../terminal/table.ts';
import { contextOf } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';

type Invitations = AnswerOf<'inviteParticipants'>['items'];

/** So many fit into the time that an answer may take. */
const AT_A_TIME = 25;

const WORDS: Readonly<Record<Invitations[number]['outcome'], string>> = {
  invited: pc.green('invited'),
  none: pc.yellow('no account yet'),
  waiting: pc.yellow('invited, never logged in'),
  there: pc.dim('has an account'),
  'other-address': pc.yellow('account with another address'),
  'no-address': pc.yellow('no mail address'),
  failed: pc.red('failed'),
};

export function addSessionInvite(session: Command): void {
  session
    .command('invite')
    .argument('<session>', 'id of the session')
    .argument('[participants...]', 'only these (default: everybody on the roster with a mail address)')
    .description('make accounts for participants; the user pool mails their first passwords')
    .option('-n, --dry-run', 'only say how the accounts stand: nothing is made, nothing is mailed')
    .addHelpText(
      'after',
      '\nWho has logged in before keeps the account as it is; who has not is mailed a new first password. Ends with 1 when an invitation failed.\nA local system sends no mail: there everybody is let in by --as NAME.',
    )
    .action(
      async (id: string, named: string[], { dryRun = false }: { dryRun?: boolean }, command: Command) => {
        const context = contextOf(command);
        const { client, aws } = context.access();
        const sessionId = id.toLowerCase();
        const names = named.length > 0 ? named : await addressed(client, sessionId);
        const items: Invitations = [];
        for (let start = 0; start < names.length; start += AT_A_TIME) {
          const participantIds = names.slice(start, start + AT_A_TIME);
          const answer = await client.call('inviteParticipants', {
            params: { sessionId },
            body: { participantIds, dryRun },
          });
          items.push(...answer.items);
        }
        if (context.json) context.out(JSON.stringify({ items }));
        else {
          const rows = items.map(({ participantId, outcome, reason }) => [
            participantId,
            WORDS[outcome],
            reason ?? '',
          ]);
          for (const line of renderTable(['PARTICIPANT', 'INVITATION', 'WHY'], rows)) context.out(line);
          if (aws !== undefined)
            context.err(pc.dim('a local system sends no mail; take part with: ./assize --as NAME ...'));
        }
        if (items.some(({ outcome }) => outcome === 'failed')) process.exitCode = EXIT.negative;
      },
    );
}

async function addressed(client: ApiClient, sessionId: string): Promise<readonly string[]> {
  const { items } = await client.call('listParticipants', { params: { sessionId } });
  const names = items.filter(({ email }) => email !== undefined).map(({ participantId }) => participantId);
  if (names.length === 0)
    throw new CommandError(
      EXIT.badInput,
      'nobody on the roster has a mail address',
      'add a column email, or: assize session add ID NAME --email ADDRESS',
    );
  return names;
}
