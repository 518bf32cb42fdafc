import { randomInt } from 'node:crypto';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { type Context, contextOf } from '../context.ts';
import { explainRefusal } from '../explain-refusal.ts';
import { type RosterEntry, readRoster } from '../read-roster.ts';

/** Calls to the user pool at a time; it allows about 50 a second. */
const AT_ONCE = 5;

export function addAccounts(program: Command): void {
  const accounts = program.command('accounts').description('accounts of a stage');
  accounts
    .command('create')
    .requiredOption('-r, --roster <file>', 'CSV or JSON, as for session create')
    .addOption(
      new Option('-g, --group <group>', 'what they may do')
        .choices(['participant', 'instructor', 'operator'])
        .default('participant'),
    )
    .option(
      '--user-pool <id>',
      'the user pool (default: that of the local system, or of the stage you are logged in to)',
    )
    .description('make an account for everybody on a roster, and print their passwords once')
    .addHelpText(
      'after',
      '\nA deployed stage needs credentials of AWS that may administer the user pool (AWS_PROFILE or the like).\nWho has an account keeps it and its password. Prints participantId,password as CSV.',
    )
    .action(async (options: { roster: string; group: string; userPool?: string }, command: Command) => {
      const context = contextOf(command);
      const { entries, warnings } = readRoster(options.roster);
      if (!context.json) for (const warning of warnings) context.err(pc.yellow(`warning ${warning}`));
      const { createAccount } = await connect(await findPool(context, options.userPool), options.group);
      const made: { participantId: string; password?: string }[] = [];
      for (let start = 0; start < entries.length; start += AT_ONCE)
        made.push(...(await Promise.all(entries.slice(start, start + AT_ONCE).map(createAccount))));
      if (context.json) context.out(JSON.stringify({ accounts: made, warnings }));
      else {
        context.out('participantId,password');
        for (const { participantId, password } of made)
          if (password !== undefined) context.out(`${participantId},${password}`);
        const kept = made.filter(({ password }) => password === undefined).length;
        context.err(
          pc.dim(`${made.length - kept} accounts made, ${kept} were there; passwords are shown this once`),
        );
      }
    });
}

/** The user pool that was named, with what the environment says of AWS; else that of the system that one works with. */
async function findPool({ access }: Context, named: string | undefined) {
  if (named !== undefined) return { userPoolId: named, aws: {} };
  const { client, aws } = access();
  const { userPoolId, region } = await client.call('getConfig', {});
  return { userPoolId, aws: aws ?? { region } };
}

async function connect(
  { userPoolId: UserPoolId, aws }: Awaited<ReturnType<typeof findPool>>,
  GroupName: string,
) {
  const sdk = await import('@aws-sdk/client-cognito-identity-provider');
  const client = new sdk.CognitoIdentityProviderClient(aws);
  const createAccount = async ({
    participantId: Username,
    name,
  }: RosterEntry): Promise<{ participantId: string; password?: string }> => {
    const isNew = await create(Username, name);
    await client.send(new sdk.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    return isNew === undefined ? { participantId: Username } : { participantId: Username, password: isNew };
  };
  /** The password, or undefined when the account was there. */
  const create = async (Username: string, name: string | undefined): Promise<string | undefined> => {
    const Password = makePassword();
    try {
      await client.send(
        new sdk.AdminCreateUserCommand({
          UserPoolId,
          Username,
          MessageAction: 'SUPPRESS',
          ...(name === undefined ? {} : { UserAttributes: [{ Name: 'name', Value: name }] }),
        }),
      );
    } catch (error) {
      if (error instanceof sdk.UsernameExistsException) return undefined;
      throw error;
    }
    await client.send(
      new sdk.AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }),
    );
    return Password;
  };
  return {
    createAccount: (entry: RosterEntry) =>
      explainRefusal(
        createAccount(entry),
        `AWS refused to make ${entry.participantId}`,
        'use credentials that may administer the user pool: AWS_PROFILE=...',
      ),
  };
}

/** 16 characters that nobody mistakes for another, with a letter of each kind, a digit and a sign: 80 bits. */
function makePassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const body = Array.from({ length: 13 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${body}-${'ABCDEFGHJK'[randomInt(10)]}${randomInt(2, 10)}a`;
}
