import { type Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import type * as z from 'zod';
import type { sessionBooking } from '../../core/api/booking.ts';
import { REVIEWS_POLICIES, type ReviewsPolicy, SHOWS, type Shows } from '../../core/exam/session.ts';
import { renderBooking } from '../../terminal/render-session.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readBookingFile } from '../read-booking-file.ts';
import { readCount, readDuration } from '../read-duration.ts';
import { type RosterEntry, readRoster } from '../read-roster.ts';
import { readTime } from '../read-time.ts';
import { readUsd } from '../read-usd.ts';

type Booking = z.input<typeof sessionBooking>;

interface WishedJudge {
  readonly name: string;
  readonly slots?: number;
}

interface CreateOptions {
  readonly file?: string;
  readonly name?: string;
  readonly problem?: Booking['problems'];
  readonly roster?: string;
  readonly join?: number | true;
  readonly joinCode?: string;
  readonly opens?: string;
  readonly closes?: string;
  readonly duration?: number;
  readonly language?: string[];
  readonly hosts?: number;
  readonly instanceType?: string;
  readonly judge?: WishedJudge[];
  readonly runAll?: boolean;
  readonly maxSubmissions?: number;
  readonly minInterval?: number;
  readonly shows?: Shows;
  readonly reviews?: ReviewsPolicy;
  readonly interactorsOnFleet?: boolean;
  readonly targetWait?: number;
  readonly budget?: number;
  readonly dryRun?: boolean;
  readonly key?: string;
}

const append =
  <T>(read: (text: string) => T) =>
  (text: string, before: T[] = []) => [...before, read(text)];

export function addSessionCreate(session: Command): void {
  session
    .command('create')
    .description('book a session: hosts come up by themselves and go by themselves')
    .option('-n, --name <name>', 'what it is called')
    .option(
      '-p, --problem <[label=]id[@version]>',
      'a problem; repeat for more (labels A, B, C ... when absent)',
      append(readProblem),
    )
    .option('-r, --roster <file>', 'participants as CSV (participantId,name,group,extraTimeMinutes) or JSON')
    .option(
      '--join [seats]',
      'let people put themselves on the roster by a code, up to so many; a roster is not needed then',
      readCount,
    )
    .option('--join-code <code>', 'a code of your own for --join: eight letters and digits')
    .option(
      '-o, --opens <time>',
      'when it opens: ISO 8601, or +30m from now (default: as soon as hosts can be ready)',
      (text) => readTime(text),
    )
    .option('-c, --closes <time>', 'when it closes', (text) => readTime(text))
    .option('-d, --duration <time>', 'instead of --closes: 90m, 3h', readDuration)
    .option(
      '-l, --language <id>',
      'a language; repeat for more (default: the usual ones that the problems allow)',
      append(String),
    )
    .option('--hosts <count>', 'number of hosts (default: planned from the roster)', readCount)
    .option('--instance-type <type>', 'EC2 instance type of the hosts')
    .option(
      '-j, --judge <name[:slots]>',
      'judge on a Judge0 server that an operator registered, slots submissions at a time (2); repeat for more',
      append(readJudge),
    )
    .option('--run-all', 'judge every test case, not only up to the first failure')
    .option('--max-submissions <count>', 'most submissions of a participant to a problem', readCount)
    .option('--min-interval <time>', 'least time between two submissions of a participant', readDuration)
    .addOption(
      new Option(
        '--shows <what>',
        'what participants see of their submissions until the session is settled (default: all)',
      ).choices(SHOWS),
    )
    .addOption(
      new Option(
        '--reviews <who>',
        'review what counts of everybody once the session is over, for whom (default: off)',
      ).choices(REVIEWS_POLICIES),
    )
    .option(
      '--interactors-on-fleet',
      'judge interactive and multi-pass problems only on hosts that are launched for a session',
    )
    .option(
      '--target-wait <time>',
      'the wait beyond which the fleet gets more hosts; 0s: never (default: 1m)',
      readDuration,
    )
    .option('--budget <usd>', 'what it may cost: beyond it no host is launched', readUsd)
    .option('-f, --file <file>', 'the booking as JSON, as the API takes it; options override it')
    .option('--key <text>', 'an idempotency key: booking again with it answers the same session')
    .option('--dry-run', 'only say what would happen and what it would cost')
    .addHelpText(
      'after',
      '\nExample:\n  assize session create -n "Final" -p A=rope-fence -p B=exact-change -r class.csv -o +30m -d 3h --dry-run',
    )
    .action(async (options: CreateOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      // Judges are registered by stage, and a booking names them in full.
      const judges =
        options.judge === undefined
          ? undefined
          : { on: options.judge, stage: (await client.call('getConfig', {})).stage };
      const roster = options.roster === undefined ? undefined : readRoster(options.roster);
      const left = (roster?.warnings ?? []).map((detail) => ({ field: 'roster', detail }));
      // Said at once: who books should know it, whatever becomes of the booking.
      if (!context.json) for (const { detail } of left) context.err(pc.yellow(`warning ${detail}`));
      const booked = await client.call('createSession', {
        headers: options.key === undefined ? {} : { 'idempotency-key': options.key },
        body: readBooking(options, roster?.entries, judges),
      });
      print(context, { ...booked, warnings: [...left, ...booked.warnings] }, () => [
        ...renderBooking(booked),
        ...(booked.dryRun ? [] : ['', `watch it: assize session watch ${booked.session.sessionId}`]),
      ]);
    });
}

function readDeployment(
  { hosts, instanceType }: CreateOptions,
  judges: { readonly on: readonly WishedJudge[]; readonly stage: string } | undefined,
): Pick<Partial<Booking>, 'deployment'> {
  const size = {
    ...(hosts === undefined ? {} : { hosts }),
    ...(instanceType === undefined ? {} : { instanceType }),
  };
  const fleet = Object.keys(size).length > 0;
  if (judges === undefined) return fleet ? { deployment: { kind: 'fleet', ...size } } : {};
  if (fleet)
    throw new CommandError(
      EXIT.badInput,
      '--judge names servers that stand already, --hosts and --instance-type ask for new ones',
      'leave one of them out',
    );
  const named = judges.on.map(({ name, ...judge }) => ({
    ...judge,
    tokenParameter: `/assize/${judges.stage}/judges/${name}`,
  }));
  return { deployment: { kind: 'direct', judges: named } };
}

function readBooking(
  options: CreateOptions,
  roster: readonly RosterEntry[] | undefined,
  judges: Parameters<typeof readDeployment>[1],
): Booking {
  const base = options.file === undefined ? {} : readBookingFile(options.file);
  const policy = {
    ...(options.runAll === true ? { testCases: 'run-all' as const } : {}),
    ...(options.maxSubmissions === undefined ? {} : { maxSubmissionsPerProblem: options.maxSubmissions }),
    ...(options.minInterval === undefined ? {} : { minIntervalMs: options.minInterval }),
    ...(options.shows === undefined ? {} : { shows: options.shows }),
    ...(options.reviews === undefined ? {} : { reviews: options.reviews }),
    ...(options.interactorsOnFleet === true ? { interactors: 'fleet' as const } : {}),
    ...(options.targetWait === undefined ? {} : { targetWaitMs: options.targetWait }),
  };
  const booking: Partial<Booking> = {
    ...base,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.problem === undefined ? {} : { problems: options.problem }),
    ...(roster === undefined ? {} : { roster: [...roster] }),
    ...readJoining(options),
    ...(options.opens === undefined ? {} : { opensAt: options.opens }),
    ...(options.closes === undefined ? {} : { closesAt: options.closes }),
    ...(options.duration === undefined ? {} : { durationMinutes: options.duration / 60_000 }),
    ...(options.language === undefined ? {} : { languages: options.language }),
    ...readDeployment(options, judges),
    ...(options.budget === undefined ? {} : { budgetUsd: options.budget }),
    ...(Object.keys(policy).length === 0 ? {} : { policy: { ...base.policy, ...policy } }),
    ...(options.dryRun === true ? { dryRun: true } : {}),
  };
  const missing = (['name', 'problems', 'roster'] as const).filter(
    (field) => booking[field] === undefined && (field !== 'roster' || booking.join === undefined),
  );
  if (missing.length > 0)
    throw new CommandError(
      EXIT.badInput,
      `the booking lacks ${missing.join(', ')}`,
      `add ${missing.map((field) => ({ name: '--name', problems: '--problem', roster: '--roster (or --join)' })[field]).join(', ')}; see assize session create --help`,
    );
  return booking as Booking;
}

function readJoining({ join, joinCode }: CreateOptions): Pick<Booking, 'join'> {
  if (join === undefined && joinCode === undefined) return {};
  return {
    join: {
      ...(joinCode === undefined ? {} : { code: joinCode }),
      ...(typeof join === 'number' ? { seats: join } : {}),
    },
  };
}

function readProblem(text: string): Booking['problems'][number] {
  const match = /^(?:([^=@]+)=)?([^=@]+)(?:@(\d+))?$/.exec(text);
  if (match?.[2] === undefined)
    throw new InvalidArgumentError('write A=rope-fence, rope-fence or A=rope-fence@2');
  const [, label, problemId, version] = match;
  return {
    problemId,
    ...(label === undefined ? {} : { label }),
    ...(version === undefined ? {} : { version: Number(version) }),
  };
}

function readJudge(text: string): WishedJudge {
  const [, name, slots] = /^([\w.-]{1,200})(?::([1-9]\d?))?$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('write campus, or campus:4');
  return { name, ...(slots === undefined ? {} : { slots: Number(slots) }) };
}
