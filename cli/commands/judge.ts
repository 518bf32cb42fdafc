import { type Command, InvalidArgumentError } from 'commander';
import type { SsmJudgeRegistry } from '../../adapters/ssm/judge-registry.ts';
import { JUDGE_TAGS, readRegistration } from '../../core/booking/registered-judge.ts';
import { EVERY_INSTRUCTOR } from '../../core/exam/caller.ts';
import { renderTable } from '../../terminal/table.ts';
import { ask } from '../ask.ts';
import { type Context, contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { explainRefusal } from '../explain-refusal.ts';
import { checkToken, readToken } from '../read-token.ts';

interface AddOptions {
  readonly origin: string;
  readonly owner?: string[];
  readonly everyInstructor?: boolean;
  readonly private?: boolean;
  readonly tokenFile?: string;
}

/** Most characters of a tag's value. */
const MAX_TAG = 256;

export function addJudge(program: Command): void {
  const judge = program
    .command('judge')
    .description('Judge0 servers that somebody keeps, for direct and pooled sessions');
  judge
    .command('add')
    .argument('<name>', 'what bookings call it', readName)
    .requiredOption(
      '--origin <url>',
      'the only place that its token is sent to, e.g. https://judge.example.edu',
    )
    .option(
      '--owner <user>',
      'an instructor who may book it; repeat for more',
      (user: string, before: string[] = []) => [...before, user],
    )
    .option('--every-instructor', 'every instructor may book it')
    .option('--private', 'allow plain http and an address of a private network, or of this machine')
    .option('--token-file <file>', 'a file with its token; - for standard input')
    .description('register a server with its token, in place of an older one of that name')
    .addHelpText(
      'after',
      '\nThe token (AUTHN_TOKEN of its judge0.conf) is asked for, or read from ASSIZE_JUDGE_TOKEN or a file; never from the\ncommand line, which every user of the machine can read. On a deployed stage this needs credentials of AWS that may\nwrite parameters (AWS_PROFILE or the like); a local system needs none.',
    )
    .action(async (name: string, options: AddOptions, command: Command) => {
      const context = contextOf(command);
      const { registry, prefix } = await connect(context);
      const owners = [
        ...(options.owner ?? []).map(readOwner),
        ...(options.everyInstructor === true ? [EVERY_INSTRUCTOR] : []),
      ];
      if (owners.length === 0)
        throw new CommandError(
          EXIT.badInput,
          'nobody may book it: name its owners',
          'say --owner NAME, or --every-instructor',
        );
      if (owners.join(' ').length > MAX_TAG)
        throw new CommandError(
          EXIT.badInput,
          `the owners' names are longer than ${MAX_TAG} characters together, which AWS keeps at most`,
          'say --every-instructor, or register it twice',
        );
      const read = readRegistration(
        `${prefix}${name}`,
        new Map([
          [JUDGE_TAGS.origin, options.origin.replace(/\/$/, '')],
          [JUDGE_TAGS.owners, owners.join(' ')],
          [JUDGE_TAGS.reach, options.private === true ? 'private' : 'public'],
        ]),
      );
      if ('fault' in read) throw new CommandError(EXIT.badInput, read.fault);
      await explain(registry.register(read.judge, await obtainToken(options.tokenFile)));
      print(context, { name, ...read.judge }, () => [
        `${name} is registered at ${read.judge.origin} for ${tellOwners(read.judge.owners)}`,
        `book it: assize session create --judge ${name} ...`,
      ]);
    });
  judge
    .command('list')
    .description('the servers that are registered, without their tokens')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      const { registry, prefix } = await connect(context);
      const items = (await explain(registry.list(prefix))).map(({ tokenParameter, judge: known, fault }) => ({
        name: tokenParameter.slice(prefix.length),
        ...(known ?? { tokenParameter }),
        ...(fault === undefined ? {} : { fault }),
      }));
      print(context, { items }, () =>
        items.length === 0
          ? ['no server is registered']
          : renderTable(
              ['name', 'origin', 'reach', 'who may book it'],
              items.map((item) =>
                'origin' in item
                  ? [item.name, item.origin, item.reach, tellOwners(item.owners)]
                  : [item.name, `cannot be used: ${item.fault}`, '', ''],
              ),
            ),
      );
    });
  judge
    .command('remove')
    .argument('<name>', 'what bookings call it', readName)
    .description('forget a server and its token; sessions booked on it are not judged any more')
    .action(async (name: string, _: object, command: Command) => {
      const context = contextOf(command);
      const { registry, prefix } = await connect(context);
      if (!(await explain(registry.remove(`${prefix}${name}`))))
        throw new CommandError(EXIT.notFound, `no server ${name} is registered`);
      print(context, { name, removed: true }, () => [`${name} is forgotten`]);
    });
}

/** The registry of the stage that is logged in to, or of the local system. */
async function connect(context: Context): Promise<{ registry: SsmJudgeRegistry; prefix: string }> {
  const access = context.access();
  const { stage, region } = await access.client.call('getConfig', {});
  const [{ SSMClient }, { SsmJudgeRegistry }] = await Promise.all([
    import('@aws-sdk/client-ssm'),
    import('../../adapters/ssm/judge-registry.ts'),
  ]);
  return {
    registry: new SsmJudgeRegistry(new SSMClient(access.aws ?? { region })),
    prefix: `/assize/${stage}/judges/`,
  };
}

const explain = <T>(call: Promise<T>): Promise<T> =>
  explainRefusal(
    call,
    'AWS refused',
    'use credentials that may write parameters of the stage: AWS_PROFILE=...',
  );

async function obtainToken(file: string | undefined): Promise<string> {
  return (
    readToken(file) ?? checkToken(await ask('token: ', true, 'set ASSIZE_JUDGE_TOKEN, or use --token-file'))
  );
}

function readName(text: string): string {
  if (!/^[\w.-]{1,200}$/.test(text)) throw new InvalidArgumentError('write letters, digits, _ . and -');
  return text;
}

function readOwner(text: string): string {
  if (!/^[\p{L}\p{N}_.@+-]+$/u.test(text))
    throw new CommandError(EXIT.badInput, `--owner ${text}: a user name holds letters, digits and _ . @ + -`);
  return text;
}

function tellOwners(owners: readonly string[]): string {
  return (
    owners.map((owner) => (owner === EVERY_INSTRUCTOR ? 'every instructor' : owner)).join(', ') || 'operators'
  );
}
