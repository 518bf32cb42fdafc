import type { Command } from 'commander';
import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import type { ApiClient } from '../../core/api/client.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import type { ProgramFile, SubmissionView } from '../../core/api/submissions.ts';
import { formatVerdict } from '../../terminal/format.ts';
import { paintPatchLine } from '../../terminal/paint-patch.ts';
import { formatTime } from '../../terminal/render-session.ts';
import { describeWaiting, renderSubmission } from '../../terminal/render-submission.ts';
import { renderTable } from '../../terminal/table.ts';
import { contextOf, print } from '../context.ts';
import { findSubmission, pickSession } from '../pick-session.ts';
import { readCount } from '../read-duration.ts';

const IN_SESSION = 'its session (default: searched for in the latest ones)';
/** Most submissions that one answer of the API has. */
const PAGE = 100;

interface ListOptions {
  readonly session?: string;
  readonly problem?: string;
  readonly participant?: string;
  readonly limit: number;
}

export function addSubmissions(program: Command): void {
  program
    .command('submissions')
    .option('-s, --session <id>', 'the session (default: the open one, else the next, else the latest)')
    .option('-p, --problem <label>', 'only of this problem')
    .option('--participant <name>', 'only of this participant; for staff')
    .option('-n, --limit <count>', 'most submissions shown', readCount, 50)
    .description('your submissions of a session, or for staff those of everybody, the newest first')
    .action(async (options: ListOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('participant');
      const { sessionId } = await pickSession(client, options.session);
      const items = await listSubmissions(client, sessionId, options);
      print(context, { items }, () =>
        items.length === 0 ? ['no submissions yet'] : renderSubmissions(items),
      );
    });
  const submission = program.command('submission').description('one submission, or what changed between two');
  addSubmissionShow(submission);
  submission
    .command('diff')
    .argument('<before>', 'id of the older one')
    .argument('<after>', 'id of the newer one')
    .option('-s, --session <id>', IN_SESSION)
    .description('what changed in the program from one submission to another')
    .action(async (before: string, after: string, options: { session?: string }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('participant');
      const sources = [
        await readSource(client, options.session, before),
        await readSource(client, options.session, after),
      ] as const;
      const patches = makePatches({ id: before, files: sources[0] }, { id: after, files: sources[1] });
      print(context, { before, after, patch: patches.join('') }, () =>
        patches.length === 0
          ? ['the two programs are the same']
          : patches.flatMap((patch) => patch.trimEnd().split('\n').slice(1).map(paintPatchLine)),
      );
    });
}

function addSubmissionShow(submission: Command): void {
  submission
    .command('show')
    .argument('<submission>', 'id of the submission')
    .option('-s, --session <id>', IN_SESSION)
    .option('--source', 'print the program instead')
    .option('--all', 'every test case in a row of its own, with its words even where it is right')
    .description('its verdict, its test cases, what it printed')
    .action(showSubmission);
}

/** What `submission show` and its short form `show` do. */
export async function showSubmission(
  id: string,
  options: { session?: string; source?: boolean; all?: boolean },
  command: Command,
): Promise<void> {
  const context = contextOf(command);
  const { client } = context.access();
  const submission = await findSubmission(client, options.session, id);
  if (options.source === true) {
    const { sessionId, submissionId } = submission;
    const answer = await client.call('getSubmissionSource', { params: { sessionId, submissionId } });
    print(context, answer, () => renderSource(answer));
    return;
  }
  print(context, submission, () => renderSubmission(submission, options.all === true ? 'all' : 'whole'));
}

type ProgramFiles = readonly Pick<ProgramFile, 'name' | 'source'>[];

/** The files of a program; a single source is one without a name. */
async function readSource(client: ApiClient, named: string | undefined, id: string): Promise<ProgramFiles> {
  const { sessionId, submissionId } = await findSubmission(client, named, id);
  const { source = '', files } = await client.call('getSubmissionSource', {
    params: { sessionId, submissionId },
  });
  return files ?? [{ name: '', source }];
}

/** A patch for each file that is not the same in both. */
function makePatches(
  before: { readonly id: string; readonly files: ProgramFiles },
  after: { readonly id: string; readonly files: ProgramFiles },
): readonly string[] {
  const names = new Set([...after.files, ...before.files].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [old, fresh] = [before, after].map(({ files }) => files.find((file) => file.name === name)?.source);
    if (old === fresh) return [];
    const title = ({ id }: { readonly id: string }) => (name === '' ? id : `${id}/${name}`);
    const titles = [title(before), title(after)] as const;
    return [createTwoFilesPatch(...titles, old ?? '', fresh ?? '', undefined, undefined, { context: 3 })];
  });
}

/** A program as it was handed in: several files each below its name. */
function renderSource({ source = '', files }: AnswerOf<'getSubmissionSource'>): string[] {
  if (files === undefined) return [source.replace(/\n$/, '')];
  return files.flatMap((file, index) => [
    ...(index === 0 ? [] : ['']),
    pc.bold(`==> ${file.name} <==`),
    file.source.replace(/\n$/, ''),
  ]);
}

/** As many as are asked for, page by page. */
async function listSubmissions(
  client: ApiClient,
  sessionId: string,
  { problem, participant, limit }: ListOptions,
): Promise<readonly SubmissionView[]> {
  const items: SubmissionView[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('listSubmissions', {
      params: { sessionId },
      query: {
        limit: PAGE,
        ...(participant === undefined ? {} : { participantId: participant }),
        ...(cursor === undefined ? {} : { cursor }),
      },
    });
    items.push(
      ...page.items.filter(
        ({ label }) => problem === undefined || label.toLowerCase() === problem.toLowerCase(),
      ),
    );
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < limit);
  return items.slice(0, limit);
}

function renderSubmissions(items: readonly SubmissionView[]): string[] {
  return renderTable(
    ['SUBMISSION', 'WHEN', 'WHO', 'PROBLEM', 'LANGUAGE', 'VERDICT', ''],
    items.map((one) => [
      one.submissionId,
      formatTime(one.submittedAt),
      one.participantId,
      one.label,
      one.language,
      describeVerdict(one),
      one.trial ? pc.dim('trial') : '',
    ]),
  );
}

function describeVerdict(one: SubmissionView): string {
  if (one.state === 'queued' || one.state === 'running') return pc.cyan(describeWaiting(one));
  if (one.state === 'quarantined') return formatVerdict('JE');
  if (one.result === undefined) return pc.dim('judged');
  const { verdict, score } = one.result;
  if (verdict === 'AC' && one.inputBytes !== undefined) return 'ran';
  return `${formatVerdict(verdict)}${score === undefined ? '' : ` ${score}`}`;
}
