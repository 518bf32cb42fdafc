import { type Command, InvalidArgumentError } from 'commander';
import type { CallOf } from '../../core/api/routes.ts';
import { renderSessions } from '../../terminal/render-session.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readDuration } from '../read-duration.ts';
import { readTime } from '../read-time.ts';

type Change = CallOf<'updateSession'>['body'];
type Participant = NonNullable<Change['participants']>[number];

interface ChangeOptions {
  readonly name?: string;
  readonly opens?: string;
  readonly closes?: string;
  readonly extend?: number;
  readonly shorten?: number;
  readonly extraTime?: Participant[];
  readonly add?: Participant[];
  readonly remove?: string[];
}

const append =
  <T>(read: (text: string) => T) =>
  (text: string, before: T[] = []) => [...before, read(text)];

export function addSessionChange(session: Command): void {
  session
    .command('change')
    .argument('<session>', 'id of the session')
    .description('change a booked or an open session: its name, its times, its roster')
    .option('-n, --name <name>', 'what it is called')
    .option('-o, --opens <time>', 'when it opens, until its hosts are launched', (text) => readTime(text))
    .option('-c, --closes <time>', 'when it closes', (text) => readTime(text))
    .option('--extend <time>', 'close as much later: 15m, 1h', readDuration)
    .option('--shorten <time>', 'close as much earlier', readDuration)
    .option(
      '--extra-time <participant=time>',
      'extra time of one participant in all; repeat for more',
      append(readExtraTime),
    )
    .option(
      '--add <participant[=name]>',
      'put somebody on the roster; repeat for more',
      append(readParticipant),
    )
    .option('--remove <participant>', 'take somebody off the roster; repeat for more', append(String))
    .addHelpText(
      'after',
      '\nExamples:\n  assize session change ID --extend 15m\n  assize session change ID --extra-time p07=30m --add p99="Ada Lovelace"',
    )
    .action(async (sessionId: string, options: ChangeOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const params = { sessionId: sessionId.toLowerCase() };
      const seen = await client.call('getSession', { params });
      if (seen.view === 'participant')
        throw new CommandError(EXIT.notAuthorised, 'only who booked a session changes it');
      const body = readChange(options, seen);
      const changed = await client.call('updateSession', { params, body });
      print(context, changed, () => renderSessions([changed]));
    });
}

function readChange(
  options: ChangeOptions,
  { revision, times }: { readonly revision: number; readonly times: { readonly closesAt: string } },
): Change {
  const ends = [options.closes, options.extend, options.shorten].filter((one) => one !== undefined);
  if (ends.length > 1) throw new CommandError(EXIT.badInput, 'give one of --closes, --extend and --shorten');
  const moved = (options.extend ?? 0) - (options.shorten ?? 0);
  const closesAt =
    options.closes ?? (moved === 0 ? undefined : new Date(Date.parse(times.closesAt) + moved).toISOString());
  const participants = [...(options.add ?? []), ...(options.extraTime ?? [])];
  const change = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.opens === undefined ? {} : { opensAt: options.opens }),
    ...(closesAt === undefined ? {} : { closesAt }),
    ...(participants.length === 0 ? {} : { participants: joinSame(participants) }),
    ...(options.remove === undefined ? {} : { removeParticipants: options.remove }),
  };
  if (Object.keys(change).length === 0)
    throw new CommandError(EXIT.badInput, 'there is nothing to change', 'see assize session change --help');
  return { revision, ...change };
}

/** `--add p99 --extra-time p99=10m` is one participant. */
function joinSame(participants: readonly Participant[]): Participant[] {
  const joined = new Map<string, Participant>();
  for (const one of participants) joined.set(one.participantId, { ...joined.get(one.participantId), ...one });
  return [...joined.values()];
}

function readExtraTime(text: string): Participant {
  const [, participantId, time] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (participantId === undefined || time === undefined)
    throw new InvalidArgumentError('write p07=30m, or p07=0m for none');
  return { participantId, extraTimeMinutes: readDuration(time) / 60_000 };
}

function readParticipant(text: string): Participant {
  const [, participantId = '', name] = /^([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if (participantId === '') throw new InvalidArgumentError('write p99, or p99="Ada Lovelace"');
  return { participantId, ...(name === undefined ? {} : { name }) };
}
