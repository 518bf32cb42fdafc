import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Command, Option } from 'commander';
import { ApiError } from '../../core/api/client.ts';
import { presentRule } from '../../core/api/present-report.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { given } from '../../core/exam/given.ts';
import type { Gap } from '../../core/review/detector.ts';
import { RULE_KINDS, SEVERITIES, type Severity } from '../../core/review/rule.ts';
import { NOT_ASKED } from '../../core/review/sandbox/sandbox-languages.ts';
import { formatBar } from '../../terminal/format.ts';
import {
  renderGap,
  renderReview,
  renderReviews,
  renderRules,
  showText,
} from '../../terminal/render-review.ts';
import { createScreen } from '../../terminal/screen.ts';
import { type Context, contextOf, print } from '../context.ts';
import { CommandError, EXIT, exitCodeOf } from '../exit-codes.ts';
import { type FoundSource, findSources, type Skipped } from '../find-sources.ts';
import { nameOnce } from '../read-source.ts';
import { findReviewsOf } from '../review/find-reviews.ts';
import { reviewByApi } from '../review/review-by-api.ts';
import { reviewHere, rulesHere } from '../review/review-here.ts';
import type { Kind, Reviewed } from '../review/reviewed.ts';
import { type NamedJudge, readJudgeOptions } from '../with-judge.ts';

interface ReviewOptions {
  readonly language?: string;
  readonly kind: Kind;
  readonly sarif?: boolean;
  readonly offline?: boolean;
  readonly staff?: boolean;
  /** `true`: of a judge host of this machine's. */
  readonly judge?: string | true;
  readonly tokenFile?: string;
  readonly session?: string;
  readonly failOn?: Severity;
}

/** Looks at a source. */
type Look = (source: FoundSource) => Promise<Reviewed>;

/** What a shell ends with after Ctrl-C. */
const INTERRUPTED = 130;
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/i;

export function addReview(program: Command): void {
  const review = program
    .command('review')
    .argument(
      '[source...]',
      'files or folders (- for standard input), or the id of a submission or of a review',
    )
    .option('-l, --language <id>', "the language (default: by the file's ending)")
    .addOption(
      new Option('-k, --kind <kind>', 'which rules look').choices([...RULE_KINDS, 'all']).default('all'),
    )
    .option('--sarif', 'SARIF 2.1.0 instead, for code scanning and editors')
    .option(
      '--offline',
      'look on this machine, by the same rules, without a login and without a language model',
    )
    .option(
      '--judge [url]',
      "as --offline, and ask what compilers say in a judge's sandbox: of this machine, or of a Judge0",
    )
    .option(
      '--token-file <file>',
      'a file with its X-Auth-Token; - for standard input (default: ASSIZE_JUDGE_TOKEN)',
    )
    .option('--staff', 'with --offline or --judge: also what is for staff alone')
    .option('-s, --session <id>', 'session of the submission (default: searched for in the latest ones)')
    .addOption(
      new Option('--fail-on <severity>', 'end with 1 where something as grave or graver is found').choices(
        SEVERITIES,
      ),
    )
    .description(
      'what reads like a fault in a program or a smart contract, with line and reason; never runs it',
    )
    .addHelpText(
      'after',
      `
Ends with 0 whatever is found, unless --fail-on says otherwise; with 1 where that was found; with 5 where a review failed and,
with --fail-on, where a file of a folder could not be looked at.
Of folders it takes every file whose ending tells a language that is reviewed, up to 256 KiB each.
With --judge, behind what is named, gcc looks at C and C++ too, and Python's own compiler at Python.

Examples:
  assize review Purse.sol
  assize review A.cpp B.py --judge
  assize review contracts/ --offline --fail-on high --sarif > review.sarif
  cat A.py | assize review - --language python`,
    )
    .action(runReview);
  review
    .command('rules')
    .option('-l, --language <id>', 'only those of this language')
    .description('what is looked for, and why it is a fault')
    .action(async ({ language }: { language?: string }, command: Command) => {
      const context = contextOf(command);
      // A command below another of the same option leaves it to that one.
      const wanted = language ?? command.parent?.getOptionValue('language');
      const rules = (await rulesHere(wanted)).map(presentRule);
      print(context, { items: rules }, () => renderRules(rules));
    });
}

async function runReview(places: string[], options: ReviewOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  if (options.sarif === true && context.json)
    throw new CommandError(EXIT.badInput, '--sarif and --json are two answers', 'leave one of them out');
  if (options.staff === true && options.offline !== true && options.judge === undefined)
    throw new CommandError(
      EXIT.badInput,
      '--staff is for reviews of this machine: of others the system knows who is staff',
      'add --offline, or leave --staff out',
    );
  const named = nameOnce(places);
  const [first = ''] = named;
  const isSubmission = named.length === 1 && ID.test(first) && !existsSync(first);
  const judge = readJudge(options, isSubmission);
  if (places.length === 0)
    throw new CommandError(
      EXIT.badInput,
      'what is to be reviewed? name a file, a folder, a submission or a review',
    );
  const { sources, skipped } = isSubmission
    ? { sources: [], skipped: [] }
    : findSources(named, options.language);
  for (const { name, why } of skipped) context.err(`passed over: ${showText(name)} ${why}`);
  const reviews = isSubmission
    ? await findReviewsOf(context, first, options)
    : await reviewSources(context, sources, options, judge);
  // Nothing stands in an empty file that should have been looked at.
  const missed = skipped.filter(({ empty }) => !empty);
  if (reviews !== undefined) await tell(context, reviews, missed, options);
}

/** Whose sandbox is asked, if any is: a named judge's, or that of a judge host of this machine's. @throws CommandError */
function readJudge(
  { judge, tokenFile, session }: ReviewOptions,
  isSubmission: boolean,
): { readonly named: NamedJudge | undefined } | undefined {
  const url = judge === true ? undefined : judge;
  if (url !== undefined && !/^https?:\/\//i.test(url))
    throw new CommandError(
      EXIT.badInput,
      `${url} is no address of a Judge0`,
      'name files before --judge, and behind it nothing or an address: --judge http://localhost:2358',
    );
  const named = readJudgeOptions(given({ judge: url, tokenFile }));
  if (judge === undefined) return undefined;
  if (isSubmission || session !== undefined)
    throw new CommandError(
      EXIT.badInput,
      '--judge is for files of this machine, and this is a submission',
      'leave --judge out, or save what was handed in and review the file',
    );
  return { named };
}

/** Looks at every source that is named, and says meanwhile how far it is; undefined where it was interrupted. */
async function reviewSources(
  context: Context,
  sources: readonly FoundSource[],
  options: ReviewOptions,
  judge: ReturnType<typeof readJudge>,
): Promise<readonly Reviewed[] | undefined> {
  const lookAll = async (look: Look, signal?: AbortSignal) =>
    await reviewEach(context, sources, options, look, signal);
  if (judge === undefined)
    return await lookAll(
      options.offline === true
        ? (source) => reviewHere(source, options)
        : reviewByApi(context.access().client, options.kind),
    );
  // Fetched where it is asked for: most reviews need no judge.
  const { withSandbox } = await import('../review/with-sandbox.ts');
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const { signal } = stopping;
  try {
    return await withSandbox(
      judge.named,
      context.err,
      signal,
      async (ask) => await lookAll((source) => reviewHere(source, options, ask), signal),
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
    return undefined;
  }
}

async function reviewEach(
  context: Context,
  sources: readonly FoundSource[],
  options: ReviewOptions,
  look: Look,
  signal: AbortSignal | undefined,
): Promise<readonly Reviewed[]> {
  const screen = createScreen(process.stderr);
  const reviews: Reviewed[] = [];
  try {
    for (const [done, source] of sources.entries()) {
      if (sources.length > 1)
        screen.draw([
          `${formatBar(done / sources.length, 20)} ${done} of ${sources.length}  ${showText(source.name)}`,
        ]);
      reviews.push(await orReason(look(source), source, sources.length === 1));
      signal?.throwIfAborted();
      if (sources.length > 1 && !screen.interactive && !context.json && options.sarif !== true)
        context.err(`reviewed ${done + 1} of ${sources.length}: ${showText(source.name)}`);
    }
  } finally {
    screen.clear();
  }
  return reviews;
}

/** What became of a source; of one among several also why it is refused, so that the others are looked at all the same. */
async function orReason(look: Promise<Reviewed>, source: FoundSource, isOnly: boolean): Promise<Reviewed> {
  try {
    return await look;
  } catch (error) {
    if (isOnly || !(error instanceof ApiError) || exitCodeOf(error.status) !== EXIT.badInput) throw error;
    return { ...source, reason: error.message };
  }
}

async function tell(
  context: Context,
  reviews: readonly Reviewed[],
  missed: readonly Skipped[],
  options: ReviewOptions,
): Promise<void> {
  const done = reviews.flatMap((one) => ('report' in one ? one : []));
  const failed = reviews.flatMap((one) => ('reason' in one ? one : []));
  if (options.sarif === true) {
    const { SARIF_LIMITS, writeSarif } = await import('../../core/api/write-sarif.ts');
    const rules = await Promise.all([...new Set(done.map(({ language }) => language))].map(rulesHere));
    const without = [...failed.map(({ name, reason }) => ({ name, why: reason })), ...missed];
    const packedBytesOf = (text: string) => gzipSync(text).length;
    process.stdout.write(
      writeSarif(done, rules.flat().map(presentRule), without, SARIF_LIMITS, packedBytesOf),
    );
  } else print(context, { items: reviews.map(documentOf) }, () => render(done, options));
  for (const { name, reason } of failed) context.err(`not reviewed: ${showText(name)}: ${reason}`);
  const grave = done.flatMap(({ report }) => report.findings).filter((one) => fails(one.severity, options));
  const unseen = options.failOn === undefined ? 0 : missed.length;
  if (unseen > 0)
    context.err(
      `${countOf(unseen, 'source was', 'sources were')} not looked at: nobody knows what is in there`,
    );
  if (failed.length + unseen > 0) process.exitCode = EXIT.unavailable;
  else if (grave.length > 0) {
    process.exitCode = EXIT.negative;
    if (!context.json)
      context.err(`${countOf(grave.length, 'finding is', 'findings are')} ${options.failOn} or graver`);
  }
}

function fails(severity: Severity, { failOn }: ReviewOptions): boolean {
  return failOn !== undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** What a machine is told: the source is at hand, or too much. */
function documentOf({ source: _, ...told }: Reviewed) {
  return told;
}

function render(made: readonly Extract<Reviewed, { report: unknown }>[], { failOn }: ReviewOptions) {
  // Of several it is told once that no compiler was asked: it is so of the command, whatever is in a source.
  const isSilent = (gap: Gap) => made.length > 1 && gap.why === NOT_ASKED.why;
  const reviews = made.map((one) => ({
    ...one,
    report: { ...one.report, gaps: one.report.gaps.filter((gap) => !isSilent(gap)) },
  }));
  const found = reviews.filter(({ report }) => report.findings.length + report.gaps.length > 0);
  const clean = reviews.length - found.length;
  const shown = reviews.length === 1 ? reviews : found;
  const next =
    reviews.some(({ report }) => report.findings.length > 0) && failOn === undefined
      ? [
          '',
          'next: mend what is graver first and review again; --fail-on high lets a build fail, --sarif is for code scanning',
        ]
      : [];
  return [
    ...shown.flatMap((one, at) => [...(at === 0 ? [] : ['']), ...renderReview(one)]),
    ...(reviews.length === 1 ? [] : ['', ...renderReviews(found)]),
    ...(reviews.length > 1 && clean > 0 ? [`nothing found in ${countOf(clean, 'source')}`] : []),
    ...(made.some(({ report }) => report.gaps.some(isSilent)) ? [renderGap(NOT_ASKED)] : []),
    ...next,
  ];
}
