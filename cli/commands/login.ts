import type { Command } from 'commander';
import { createApiClient } from '../../core/api/client.ts';
import { ask } from '../ask.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { keepLogin, readLogin } from '../logins.ts';

const UNASKED = 'use --username and ASSIZE_PASSWORD';

export function addLogin(program: Command): void {
  program
    .command('login')
    .argument(
      '[url]',
      'the API of a deployed stage, e.g. https://exams.example.edu (default: that of the last login)',
    )
    .option('-u, --username <name>', 'asked for when absent')
    .description('log in to a deployed stage; a local system needs no login')
    .addHelpText(
      'after',
      '\nThe password is asked for, or read from ASSIZE_PASSWORD. The login is kept in ~/.config/assize/login.json.',
    )
    .action(async (url: string | undefined, options: { username?: string }, command: Command) => {
      const context = contextOf(command);
      const apiUrl = (url ?? readLogin()?.apiUrl)?.replace(/\/(v1\/?)?$/, '');
      if (apiUrl === undefined || !URL.canParse(apiUrl))
        throw new CommandError(
          EXIT.badInput,
          'say where: assize login https://...',
          'the output ApiUrl of the App stack is the address',
        );
      const config = await createApiClient({ baseUrl: apiUrl, fetch }).call('getConfig', {});
      const pool = {
        region: config.region,
        clientId: config.userPoolClientId,
        ...(config.cognitoEndpoint === undefined ? {} : { cognitoEndpoint: config.cognitoEndpoint }),
      };
      const username = options.username ?? (await ask('user name: ', false, UNASKED));
      const password = process.env['ASSIZE_PASSWORD'] ?? (await ask('password: ', true, UNASKED));
      const { signIn } = await import('../sign-in.ts');
      const tokens = await signIn(pool, username, password, () =>
        ask('the first password must be changed; new password: ', true, UNASKED),
      );
      const file = keepLogin({ apiUrl, username, ...pool, ...tokens });
      print(context, { apiUrl, username, stage: config.stage }, () => [
        `logged in to ${apiUrl} (${config.stage}) as ${username}; kept in ${file}`,
      ]);
    });
}
