import type { Command } from 'commander';
import pc from 'picocolors';
import type { ApiClient } from '../../core/api/client.ts';
import type { CallOf } from '../../core/api/routes.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { formatTime, renderSessions } from '../../terminal/render-session.ts';
import { renderTable } from '../../terminal/table.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { pickSession } from '../pick-session.ts';
import { readDuration } from '../read-duration.ts';
import { readRoster } from '../read-roster.ts';

type Participant = NonNullable<CallOf<'updateSession'>['body']['participants']>[number];

interface ExtendOptions {
  readonly participant?: string[];
  readonly group?: string[];
  readonly reason?: string;
}

interface AddOptions {
  readonly name?: string;
  readonly group?: string;
  readonly email?: string;
  readonly studentId?: string;
  readonly extraTime?: number;
  readonly roster?: string;
  readonly reason?: string;
}

const append = (text: string, before: string[] = []) => [...before, text];

/** `session extend`, `session add` and `session roster`: what a teacher needs while it runs. */
export function addSessionRoster(session: Command): void {
  session
    .command('extend')
    .argument('<session>', 'id of the session')
    .argument('<time>', 'how much longer: 15m, 1h', readDuration)
    .option('--participant <name>', 'only for this participant; repeat for more', append)
    .option('--group <group>', 'only for this group; repeat for more', append)
    .option('-r, --reason <text>', 'why: told to those concerned')
    .description('give everybody, a group or one participant more time, on top of what they have')
    .action(async (id: string, ms: number, options: ExtendOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const seen = await staffOf(client, id);
      const { sessionId } = seen;
      const told = options.reason === undefined ? {} : { reason: options.reason };
      const only = [...(options.participant ?? []), ...(options.group ?? [])].length > 0;
      const change = only
        ? { participants: await lengthen(client, sessionId, ms, options) }
        : { closesAt: new Date(Date.parse(seen.times.closesAt) + ms).toISOString() };
      await changeAndPrint(command, client, seen, { ...change, ...told });
    });
  session
    .command('add')
    .argument('<session>', 'id of the session')
    .argument('[participant]', 'the name that somebody logs in with')
    .option('-n, --name <name>', 'their name')
    .option('--group <group>', 'their group')
    .option('--email <address>', 'for invitations and gradebooks')
    .option('--student-id <id>', "the institution's number, for gradebooks")
    .option('--extra-time <time>', 'their extra time in all: 30m', readDuration)
    .option('-R, --roster <file>', 'everybody in this file instead, CSV or JSON')
    .option('-r, --reason <text>', 'why, for the record')
    .description('put somebody on the roster, also while it runs; who is there already is changed')
    .action(async (id: string, participantId: string | undefined, options: AddOptions, command: Command) => {
      const context = contextOf(command);
      if ((participantId === undefined) === (options.roster === undefined))
        throw new CommandError(EXIT.badInput, 'name a participant, or a file with --roster');
      const read = options.roster === undefined ? undefined : readRoster(options.roster);
      for (const warning of read?.warnings ?? []) context.err(pc.yellow(`warning ${warning}`));
      const participants = read?.entries ?? [entryOf(participantId ?? '', options)];
      const { client } = context.access();
      const seen = await staffOf(client, id);
      const told = options.reason === undefined ? {} : { reason: options.reason };
      await changeAndPrint(command, client, seen, { participants: [...participants], ...told });
    });
  session
    .command('roster')
    .argument('[session]', 'id of the session (default: the open one, else the next, else the latest)')
    .description('who is on the roster, until when, and who joined by code')
    .action(async (id: string | undefined, _options: object, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const { sessionId } = await staffOf(client, id);
      const roster = await client.call('listParticipants', { params: { sessionId } });
      print(context, roster, () =>
        renderTable(
          ['PARTICIPANT', 'NAME', 'GROUP', 'CLOSES', 'EXTRA', 'E-MAIL', 'NUMBER', 'JOINED'],
          roster.items.map((one) => [
            one.participantId,
            one.name,
            one.group ?? '',
            formatTime(one.closesAt),
            one.extraTimeMs === 0 ? '' : `${one.extraTimeMs / 60_000} min`,
            one.email ?? '',
            one.studentId ?? '',
            one.joinedAt === undefined ? '' : formatTime(one.joinedAt),
          ]),
        ),
      );
    });
}

async function staffOf(client: ApiClient, id: string | undefined): Promise<StaffSession> {
  const seen = await pickSession(client, id);
  if (seen.view === 'participant')
    throw new CommandError(EXIT.notAuthorised, 'only who booked a session, and operators, do this');
  return seen;
}

async function changeAndPrint(
  command: Command,
  client: ApiClient,
  { sessionId, revision }: StaffSession,
  change: Omit<CallOf<'updateSession'>['body'], 'revision'>,
): Promise<void> {
  const changed = await client.call('updateSession', {
    params: { sessionId },
    headers: {},
    body: { revision, ...change },
  });
  print(contextOf(command), changed, () => renderSessions([changed]));
}

/** More extra time for those who are named, and for everybody in the groups. @throws CommandError for who is not there */
async function lengthen(
  client: ApiClient,
  sessionId: string,
  ms: number,
  { participant = [], group = [] }: ExtendOptions,
): Promise<Participant[]> {
  const { items } = await client.call('listParticipants', { params: { sessionId } });
  const names = new Set(participant.map((name) => name.toLowerCase()));
  const missing = [
    ...[...names].filter((name) => !items.some(({ participantId }) => participantId === name)),
    ...group.filter((name) => !items.some((one) => one.group === name)),
  ];
  if (missing.length > 0)
    throw new CommandError(
      EXIT.badInput,
      `the roster has no ${missing.join(', ')}`,
      `see it with: assize session roster ${sessionId}`,
    );
  return items
    .filter((one) => names.has(one.participantId) || group.includes(one.group ?? ''))
    .map(({ participantId, extraTimeMs }) => ({
      participantId,
      extraTimeMinutes: (extraTimeMs + ms) / 60_000,
    }));
}

function entryOf(participantId: string, options: AddOptions): Participant {
  const { name, group, email, studentId, extraTime } = options;
  return {
    participantId,
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(email === undefined ? {} : { email }),
    ...(studentId === undefined ? {} : { studentId }),
    ...(extraTime === undefined ? {} : { extraTimeMinutes: extraTime / 60_000 }),
  };
}
