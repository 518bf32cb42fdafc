import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { askUntil, callPatiently } from '../../core/api/call-patiently.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { CallOf } from '../../core/api/routes.ts';
import type { ListedSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { given } from '../../core/exam/given.ts';
import { describeWaiting, renderSubmission } from '../../terminal/render-submission.ts';
import { createScreen, type Screen } from '../../terminal/screen.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { patience } from '../patience.ts';
import { pickSession } from '../pick-session.ts';
import { guessLanguage, nameOnce, readProgram, readText } from '../read-source.ts';
import { submitBulk } from './submit-bulk.ts';

/** The gateway gives up after 30 s: whoever has heard nothing by then never will. */
const callLimit = () => AbortSignal.timeout(35_000);

/** Whoever looks on is shown a place in the queue after this, s, where the verdict is not there yet. */
const NEAR_S = 5;

interface SubmitOptions {
  readonly problem?: string;
  readonly language?: string;
  readonly session?: string;
  readonly trial?: boolean;
  readonly input?: string;
  readonly main?: string;
  readonly wait: boolean;
  readonly bulk?: string;
}

export function addSubmit(program: Command): void {
  program
    .command('submit')
    .argument('[file...]', 'the program: one file, or the files of one')
    .option(
      '-p, --problem <label>',
      'the problem (default: what the file is called, e.g. A.py or rope-fence.py)',
    )
    .option('-l, --language <id>', "the language (default: by the file's ending)")
    .option(
      '--main <file>',
      'of several files the one that is started (default: main with its ending, else the first)',
    )
    .option('-s, --session <id>', 'the session (default: the one that is open)')
    .option('--trial', 'judge on the samples only; not counted')
    .option('--input <file>', 'a trial on this input instead of the samples: - for standard input')
    .option('--no-wait', 'do not wait for the verdict')
    .option('--bulk <file>', 'submit every line of a file of NDJSON, for participants: - for standard input')
    .description('submit a program and wait for its verdict')
    .addHelpText(
      'after',
      '\nEnds with 0 when it is accepted (AC), ran to its end on your input, or was judged in a session that shows no verdicts yet,\nwith 1 on any other verdict.',
    )
    .action(async (named: string[], options: SubmitOptions, command: Command) => {
      const context = contextOf(command);
      if (options.bulk !== undefined) {
        if (named.length > 0)
          throw new CommandError(
            EXIT.badInput,
            '--bulk has the programs in its lines',
            'name no other files',
          );
        await submitBulk(context, options.bulk, options.session);
        return;
      }
      if (named.length === 0) throw new CommandError(EXIT.badInput, 'which program? name its file');
      const files = nameOnce(named);
      const { source, mainFile } = readProgram(files, options.main);
      const program =
        typeof source === 'string' ? { source } : { files: [...source], ...given({ mainFile }) };
      const trial =
        options.input === undefined
          ? given({ trial: options.trial })
          : { trial: true, input: readText(options.input === '-' ? 0 : options.input) };
      const language = options.language ?? guessLanguage(...files);
      const { client } = context.access('participant');
      const session = await callPatiently(() => pickSession(client, options.session), patience);
      const problem = options.problem ?? guessProblem(session, files);
      const { sessionId } = session;
      const body = { problem, language, ...program, ...trial };
      let submission = await send(client, sessionId, body, options.wait);
      if (options.wait && !hasEnded(submission)) {
        if (!context.json) context.err(`submitted ${submission.submissionId}, waiting for its verdict ...`);
        submission = await waitFor(
          client,
          submission,
          context.json ? undefined : createScreen(process.stderr),
        );
      } else if (options.wait && !context.json) context.err(`submitted ${submission.submissionId}`);
      print(context, submission, () => renderSubmission(submission, 'brief'));
      // Judged without a result: the session shows no verdicts yet, and none is no refusal.
      const { result, state } = submission;
      const isRefused = result === undefined ? state !== 'judged' : result.verdict !== 'AC';
      if (options.wait && isRefused) process.exitCode = EXIT.negative;
    });
}

function guessProblem(session: ListedSession, files: readonly string[]): string {
  const names = files.map((file) => basename(file, extname(file)).toLowerCase());
  const found = session.problems.find(
    ({ label, problemId }) =>
      names.includes(label.toLowerCase()) || (problemId !== undefined && names.includes(problemId)),
  );
  if (found !== undefined) return found.label;
  const [only, another] = session.problems;
  if (only !== undefined && another === undefined) return only.label;
  throw new CommandError(
    EXIT.badInput,
    `which problem is ${files.join(', ')} for?`,
    `say --problem: ${session.problems.map(({ label, name }) => (name === undefined ? label : `${label} (${name})`)).join(', ')}`,
  );
}

/**
 * Sends once, however often the answer gets lost: the key makes repetitions the same submission. The verdict comes with the
 * answer where it is near.
 */
async function send(
  client: ApiClient,
  sessionId: string,
  body: CallOf<'createSubmission'>['body'],
  waits: boolean,
): Promise<SubmissionView> {
  const headers = { 'idempotency-key': ulidSource.next(), ...(waits ? { prefer: `wait=${NEAR_S}` } : {}) };
  return await callPatiently(
    () => client.call('createSubmission', { params: { sessionId }, headers, body }, callLimit()),
    patience,
  );
}

/** Waits for the verdict, and on a terminal shows meanwhile how many are before it and how long it will take. */
async function waitFor(
  client: ApiClient,
  sent: SubmissionView,
  screen: Screen | undefined,
): Promise<SubmissionView> {
  const { sessionId, submissionId } = sent;
  const ask = () => client.call('getSubmission', { params: { sessionId, submissionId } }, callLimit());
  const isFinal = (seen: SubmissionView) => {
    if (hasEnded(seen)) return true;
    screen?.draw([`  ${describeWaiting(seen)}`]);
    return false;
  };
  process.once('SIGINT', () => {
    screen?.clear();
    process.exit(130);
  });
  try {
    return await askUntil(ask, isFinal, patience, sent);
  } finally {
    screen?.clear();
  }
}

function hasEnded({ state }: SubmissionView): boolean {
  return state === 'judged' || state === 'quarantined';
}
