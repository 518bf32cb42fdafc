import { type Command, InvalidArgumentError, Option } from 'commander';
import { type GradingView, readRules } from '../../core/api/grading-view.ts';
import { describeRules } from '../../core/exam/describe-rules.ts';
import { given } from '../../core/exam/given.ts';
import { DEFAULT_RULES } from '../../core/exam/grading-rules.ts';
import { renderGradingPreview } from '../../terminal/render-grading-preview.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readTime } from '../read-time.ts';

type Late = NonNullable<GradingView['lateDeduction']>;

interface RuleOptions {
  readonly pick?: GradingView['pick'];
  /** false: everything counts. */
  readonly before?: string | false;
  /** Of a label; undefined: what the problem says itself. */
  readonly points?: readonly (readonly [label: string, points: number | undefined])[];
  /** false: nothing is taken off. */
  readonly late?: string | false;
  readonly percent?: number;
  readonly per?: Late['per'];
  readonly maxPercent?: number;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

export function addGradingRules(grades: Command): void {
  grades
    .command('rules')
    .argument('<session>', 'id of the session')
    .description('how a session is graded, and other rules; what is not named stays')
    .addOption(
      new Option('--pick <rule>', 'what counts of a problem').choices([
        'best',
        'last',
        'last-before',
        'icpc',
      ]),
    )
    .option('--before <time>', 'only what was submitted before this time counts', (text) => readTime(text))
    .option('--no-before', 'everything counts')
    .option(
      '-p, --points <label=points>',
      'what a problem is worth; repeat for more; A= for what it says itself',
      (text: string, known: RuleOptions['points'] = []) => [...known, readPoints(text)],
    )
    .option('--late <time>', 'what comes after this time is late', (text) => readTime(text))
    .option('--no-late', 'nothing is taken off for lateness')
    .option('--percent <number>', 'taken off for each unit begun (10)', readNumber)
    .addOption(new Option('--per <unit>', 'the unit (hour)').choices(['minute', 'hour', 'day']))
    .option('--max-percent <number>', 'taken off at the most (100)', readNumber)
    .option('-r, --reason <text>', 'why: told to everybody')
    .option('-n, --dry-run', 'only say what would change, and for whom')
    .addHelpText(
      'after',
      '\nExamples:\n  assize session grades rules ID\n  assize session grades rules ID --points C=5 --dry-run\n  assize session grades rules ID --late 2027-01-05T10:00Z --percent 10 --per minute',
    )
    .action(async (id: string, { reason, dryRun = false, ...options }: RuleOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const params = { sessionId: id.toLowerCase() };
      const session = await client.call('getSession', { params });
      if (session.view === 'participant')
        throw new CommandError(EXIT.notAuthorised, 'only who booked a session decides how it is graded');
      const say = (grading: GradingView | undefined) => [
        describeRules(grading === undefined ? DEFAULT_RULES : readRules(grading)),
      ];
      const { grading: held = { pick: 'best' } } = session;
      if (Object.keys(options).length === 0) return print(context, held, () => say(session.grading));
      const grading = changeRules(held, options);
      if (dryRun) {
        const preview = await client.call('previewGrading', { params, body: { grading } });
        return print(context, preview, () => [...say(grading), '', ...renderGradingPreview(preview)]);
      }
      const { revision } = session;
      const changed = await client.call('updateSession', {
        params,
        body: { revision, grading, ...given({ reason }) },
      });
      print(context, changed.grading ?? grading, () => say(changed.grading));
    });
}

function changeRules(held: GradingView, options: RuleOptions): GradingView {
  const points = new Map(Object.entries(held.points ?? {}));
  for (const [label, worth] of options.points ?? [])
    if (worth === undefined) points.delete(label);
    else points.set(label, worth);
  const lateDeduction = changeLate(held.lateDeduction, options);
  const before = options.before === false ? undefined : (options.before ?? held.before);
  return {
    pick: options.pick ?? held.pick,
    ...given({ before, lateDeduction }),
    ...(points.size === 0 ? {} : { points: Object.fromEntries(points) }),
  };
}

function changeLate(
  held: Late | undefined,
  { late, percent, per, maxPercent }: RuleOptions,
): Late | undefined {
  if (late === false) return undefined;
  const dueAt = late ?? held?.dueAt;
  const more = given({ percent, per, maxPercent });
  if (dueAt !== undefined) return { percent: 10, per: 'hour', maxPercent: 100, ...held, ...more, dueAt };
  if (Object.keys(more).length === 0) return undefined;
  throw new CommandError(EXIT.badInput, 'say from when what comes is late', 'add --late TIME');
}

function readPoints(text: string): readonly [string, number | undefined] {
  const [, label, worth] = /^([A-Za-z0-9][A-Za-z0-9_-]*)=(\d+(?:\.\d+)?)?$/.exec(text) ?? [];
  if (label === undefined) throw new InvalidArgumentError('write C=5, or C= for what it says itself');
  return [label, worth === undefined ? undefined : Number(worth)];
}

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('write a number');
  return value;
}
