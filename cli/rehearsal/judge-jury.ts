import type { ApiClient } from '../../core/api/client.ts';
import type { JuryProgram } from '../../core/api/problems.ts';
import type { BookedSession, StaffSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { submitInBulk } from '../../core/api/submit-in-bulk.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { given } from '../../core/exam/given.ts';
import { compareJury } from '../../core/rehearsal/compare-jury.ts';
import type { JuryLine } from '../../core/rehearsal/rehearsal.ts';
import { MAX_FILES, MAX_SOURCE_BYTES } from '../../core/submissions/hand-in-limits.ts';
import { makeRoster } from './find-exam.ts';
import { waitForVerdicts } from './hold-rehearsal.ts';
import type { Add, RehearsalPorts } from './rehearsal-ports.ts';

/** A program of the jury of one of the exam's problems. */
export interface LabelledProgram {
  readonly label: string;
  readonly program: JuryProgram;
}

/** Answers that are read at a time. */
const AT_ONCE = 5;

/** All programs of all juries. */
async function readJury(client: ApiClient, { problems }: StaffSession): Promise<LabelledProgram[]> {
  const programs: LabelledProgram[] = [];
  for (const { label, problemId, version } of problems) {
    let cursor: string | undefined;
    do {
      const page = await client.call('listJuryPrograms', {
        params: { problemId, version },
        query: given({ cursor }),
      });
      programs.push(...page.items.map((program) => ({ label, program })));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return programs;
}

/** Why a program is not handed in; undefined where it is. */
function whyNotHandedIn({ program }: LabelledProgram, languages: readonly string[]): string | undefined {
  const { language, files } = program;
  if (!languages.includes(language)) return `${language} is no language of the exam`;
  if (files.length > MAX_FILES) return `it has ${files.length} files, and ${MAX_FILES} may be handed in`;
  const bytes = files.reduce((sum, { source }) => sum + Buffer.byteLength(source), 0);
  if (bytes > MAX_SOURCE_BYTES) return `it has ${bytes} bytes, and ${MAX_SOURCE_BYTES} may be handed in`;
  return files.some(({ source }) => source === '') ? 'it has an empty file' : undefined;
}

/** A program as somebody on the roster hands it in. */
export function lineOf({ label, program }: LabelledProgram, key: string, participantId: string): string {
  const { language, files, mainFile } = program;
  const [only] = files;
  return JSON.stringify({
    key,
    participantId,
    problem: label,
    language,
    ...(files.length === 1 ? { source: only?.source } : { files, ...given({ mainFile }) }),
  });
}

/** What each that was accepted came to. */
async function readVerdicts(
  client: ApiClient,
  sessionId: string,
  accepted: readonly { readonly program: LabelledProgram; readonly submissionId: string }[],
): Promise<{ readonly program: LabelledProgram; readonly view: SubmissionView; readonly line: JuryLine }[]> {
  const read = async ({ program, submissionId }: (typeof accepted)[number]) => {
    const view = await client.call('getSubmission', { params: { sessionId, submissionId } });
    return { program, view, line: compareJury(program.label, program.program, view) };
  };
  const all: Awaited<ReturnType<typeof read>>[] = [];
  for (let start = 0; start < accepted.length; start += AT_ONCE)
    all.push(...(await Promise.all(accepted.slice(start, start + AT_ONCE).map(read))));
  return all;
}

/** Has the jury's programs judged, and says what came of them. */
export async function judgeJury(
  sessionId: string,
  { session }: BookedSession,
  users: number,
  languages: readonly string[],
  closesAt: number,
  add: Add,
  ports: RehearsalPorts,
): Promise<{ readonly jury: readonly JuryLine[]; readonly right: readonly LabelledProgram[] }> {
  const { client, tell } = ports;
  tell("reading the juries' programs");
  const programs = await readJury(client, session);
  const left: JuryLine[] = [];
  const leave = ({ label, program }: LabelledProgram, why: string) =>
    void left.push({
      label,
      path: program.path,
      language: program.language,
      expected: program.expected ?? 'rejected',
      complaints: [`Not judged: ${why}.`],
    });
  const handedIn = programs.filter((one) => {
    const why = whyNotHandedIn(one, languages);
    if (why !== undefined) leave(one, why);
    return why === undefined;
  });
  const roster = makeRoster(users);
  const lines = handedIn.map((one, at) =>
    lineOf(one, `jury-${at}`, roster[at % roster.length]!.participantId),
  );
  const answers =
    lines.length === 0
      ? []
      : await submitInBulk(
          {
            ...ports.bulk,
            onProgress: ({ accepted }) =>
              tell(`handing in programs of the juries: ${accepted} of ${lines.length}`),
          },
          sessionId,
          lines,
        );
  const accepted = answers.flatMap(({ line, submissionId, problem, status }) => {
    const program = handedIn[line - 1]!;
    if (submissionId !== undefined) return [{ program, submissionId }];
    leave(program, problem?.detail ?? `HTTP ${status}`);
    return [];
  });
  await waitForVerdicts(ports, sessionId, { atLeast: accepted.length, until: closesAt }, ({ queue }) =>
    tell(`the host judges the juries' programs: ${queue.judged} of ${accepted.length}`),
  );
  const verdicts = await readVerdicts(client, sessionId, accepted);
  const wrong = verdicts.filter(({ line }) => line.complaints.length > 0).map(({ line }) => line);
  for (const { label, path, complaints } of wrong)
    add('jury', 'bad', `${label} ${path}: ${complaints.join(' ')}`);
  if (left.length > 0)
    add(
      'jury',
      'note',
      `${countOf(left.length, 'program')} of the juries not judged, as ${left[0]?.label} ${left[0]?.path}: ${left[0]?.complaints[0]}`,
    );
  if (verdicts.length === 0)
    add('jury', 'untried', 'the problems have no programs of a jury that could be handed in');
  else if (wrong.length === 0) add('jury', 'good', `${countOf(verdicts.length, 'program')} as expected`);
  return {
    jury: [...verdicts.map(({ line }) => line), ...left],
    right: verdicts
      .filter(({ line }) => line.verdict === 'AC' && line.complaints.length === 0)
      .map(({ program }) => program),
  };
}
