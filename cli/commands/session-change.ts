import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CallOf } from '../../core/api/routes.ts';
import { REVIEWS_POLICIES, type ReviewsPolicy } from '../../core/exam/session.ts';
import { renderSessions } from '../../terminal/render-session.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readCount, readDuration } from '../read-duration.ts';
import { readTime } from '../read-time.ts';
import { readUsd } from '../read-usd.ts';

type Change = CallOf<'updateSession'>['body'];
type Participant = NonNullable<Change['participants']>[number];
/** Of one participant, or without one of all in the groups that are named. */
type ExtraTime = Pick<Participant, 'extraTimeMinutes'> & { readonly participantId?: string };

interface ChangeOptions {
  readonly name?: string;
  readonly opens?: string;
  readonly closes?: string;
  readonly extend?: number;
  readonly shorten?: number;
  readonly extraTime?: ExtraTime[];
  readonly group?: string[];
  readonly reason?: string;
  readonly add?: Participant[];
  readonly remove?: string[];
  /** Seats; true: as many as the stage allows; false: nobody joins. */
  readonly join?: number | boolean;
  /** ms. */
  readonly targetWait?: number;
  readonly budget?: number | false;
  readonly reviews?: ReviewsPolicy;
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
      '--extra-time <[participant=]time>',
      'extra time of one participant in all, or of each in --group; repeat for more',
      append(readExtraTime),
    )
    .option(
      '--group <group>',
      'whose extra time is changed by --extra-time 15m; repeat for more',
      append(String),
    )
    .option(
      '--add <participant[=name]>',
      'put somebody on the roster; repeat for more',
      append(readParticipant),
    )
    .option('--remove <participant>', 'take somebody off the roster; repeat for more', append(String))
    .option(
      '--join [seats]',
      'let people join by a code, another one than before, up to so many on the roster',
      readCount,
    )
    .option('--no-join', 'nobody joins by a code any more')
    .option(
      '--target-wait <time>',
      'the wait beyond which the fleet gets more hosts; 0s: never',
      readDuration,
    )
    .option('--budget <usd>', 'what it may cost: beyond it no host is launched', readUsd)
    .option('--no-budget', 'it may cost what the stage allows')
    .addOption(
      new Option(
        '--reviews <who>',
        'review what counts of everybody, and who sees it; after the end, too',
      ).choices(REVIEWS_POLICIES),
    )
    .option('-r, --reason <text>', 'why: told to those concerned')
    .addHelpText(
      'after',
      '\nExamples:\n  assize session change ID --extend 15m\n  assize session change ID --extra-time p07=30m --add p99="Ada Lovelace"\n  assize session change ID --group lab-1 --extra-time 15m',
    )
    .action(async (sessionId: string, options: ChangeOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const params = { sessionId: sessionId.toLowerCase() };
      const seen = await client.call('getSession', { params });
      if (seen.view === 'participant')
        throw new CommandError(EXIT.notAuthorised, 'only who booked a session changes it');
      const { groupTime, ...own } = splitExtraTime(options);
      const inGroups =
        groupTime === undefined
          ? []
          : membersOf((await client.call('listParticipants', { params })).items, options.group ?? []).map(
              (participantId) => ({ participantId, ...groupTime }),
            );
      const body = readChange({ ...options, extraTime: [...inGroups, ...own.extraTime] }, seen);
      const changed = await client.call('updateSession', { params, body });
      print(context, changed, () => renderSessions([changed]));
    });
}

/** What is for participants, and what is for the groups. @throws CommandError when one lacks the other */
function splitExtraTime({ extraTime = [], group = [] }: ChangeOptions): {
  readonly extraTime: readonly Participant[];
  readonly groupTime: Pick<Participant, 'extraTimeMinutes'> | undefined;
} {
  const own = extraTime.filter((one): one is Participant => one.participantId !== undefined);
  const [groupTime, another] = extraTime.filter(({ participantId }) => participantId === undefined);
  if (group.length > 0 !== (groupTime !== undefined) || another !== undefined)
    throw new CommandError(
      EXIT.badInput,
      'say whose extra time it is: --extra-time p07=30m, or --group lab-1 --extra-time 15m',
    );
  return { extraTime: own, groupTime };
}

/** Everybody in these groups. @throws CommandError for a group that nobody is in */
function membersOf(
  roster: readonly { readonly participantId: string; readonly group?: string | undefined }[],
  groups: readonly string[],
): readonly string[] {
  const empty = groups.find((name) => !roster.some(({ group }) => group === name));
  if (empty !== undefined)
    throw new CommandError(
      EXIT.badInput,
      `nobody on the roster is in the group ${empty}`,
      `there are ${[...new Set(roster.flatMap(({ group }) => group ?? []))].join(', ') || 'no groups'}`,
    );
  return roster
    .filter(({ group }) => group !== undefined && groups.includes(group))
    .map(({ participantId }) => participantId);
}

function readChange(
  options: Omit<ChangeOptions, 'extraTime'> & { readonly extraTime: readonly Participant[] },
  { revision, times }: { readonly revision: number; readonly times: { readonly closesAt: string } },
): Change {
  const ends = [options.closes, options.extend, options.shorten].filter((one) => one !== undefined);
  if (ends.length > 1) throw new CommandError(EXIT.badInput, 'give one of --closes, --extend and --shorten');
  const moved = (options.extend ?? 0) - (options.shorten ?? 0);
  const closesAt =
    options.closes ?? (moved === 0 ? undefined : new Date(Date.parse(times.closesAt) + moved).toISOString());
  const participants = [...(options.add ?? []), ...options.extraTime];
  const policy = {
    ...(options.targetWait === undefined ? {} : { targetWaitMs: options.targetWait }),
    ...(options.reviews === undefined ? {} : { reviews: options.reviews }),
  };
  const change = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.opens === undefined ? {} : { opensAt: options.opens }),
    ...(closesAt === undefined ? {} : { closesAt }),
    ...(participants.length === 0 ? {} : { participants: joinSame(participants) }),
    ...(options.remove === undefined ? {} : { removeParticipants: options.remove }),
    ...readJoining(options.join),
    ...(Object.keys(policy).length === 0 ? {} : { policy }),
    ...(options.budget === undefined ? {} : { budgetUsd: options.budget === false ? null : options.budget }),
  };
  if (Object.keys(change).length === 0)
    throw new CommandError(EXIT.badInput, 'there is nothing to change', 'see assize session change --help');
  return { revision, ...change, ...(options.reason === undefined ? {} : { reason: options.reason }) };
}

function readJoining(join: number | boolean | undefined): Pick<Change, 'join'> {
  if (join === undefined) return {};
  return { join: join === false ? null : join === true ? {} : { seats: join } };
}

/** `--add p99 --extra-time p99=10m` is one participant. */
function joinSame(participants: readonly Participant[]): Participant[] {
  const joined = new Map<string, Participant>();
  for (const one of participants) joined.set(one.participantId, { ...joined.get(one.participantId), ...one });
  return [...joined.values()];
}

function readExtraTime(text: string): ExtraTime {
  const [, participantId, time] = /^(?:([^=]+)=)?([^=]*\d[^=]*)$/.exec(text) ?? [];
  if (time === undefined || (participantId === undefined && !/^[\d.]/.test(time)))
    throw new InvalidArgumentError('write p07=30m, or p07=0m for none; with --group lab-1 write 30m');
  const extraTimeMinutes = readDuration(time) / 60_000;
  return participantId === undefined ? { extraTimeMinutes } : { participantId, extraTimeMinutes };
}

function readParticipant(text: string): Participant {
  const [, participantId = '', name] = /^([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if (participantId === '') throw new InvalidArgumentError('write p99, or p99="Ada Lovelace"');
  return { participantId, ...(name === undefined ? {} : { name }) };
}
