import { useEffect, useState } from 'preact/hooks';
import type { VerdictLine } from '../../core/api/live.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { given } from '../../core/exam/given.ts';
import { VERDICTS, type Verdict } from '../../core/grading/verdict.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { VerdictTable } from '../views/verdict-table.tsx';
import { ALL_VERDICTS, filterVerdicts, type VerdictFilter } from './filter-verdicts.ts';
import { RejudgeButton } from './rejudge-button.tsx';
import type { RejudgeWish } from './rejudge-dialog.tsx';

/** Rows that are drawn: more say nothing to a reader, and the filter reaches them. */
const SHOWN = 300;

/** Every verdict that the page knows, newest first, by participant, problem, verdict and language. */
export function VerdictList(props: {
  session: StaffSession;
  verdicts: readonly VerdictLine[];
  /** How many there are. */
  total: number;
}) {
  const { session, verdicts } = props;
  const [filter, setFilter] = useState(ALL_VERDICTS);
  const older = useOlder(session.sessionId);
  const followed = new Set(verdicts.map(({ submissionId }) => submissionId));
  const known = [...verdicts, ...older.lines.filter(({ submissionId }) => !followed.has(submissionId))];
  const found = filterVerdicts(known, filter);
  const choose = (field: keyof VerdictFilter, title: string, values: readonly string[]) => (
    <label class="field">
      {title}
      <select
        value={filter[field]}
        onChange={(event) => setFilter({ ...filter, [field]: event.currentTarget.value })}
      >
        <option value="">all</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
  const wish = wishOf(filter, found);
  return (
    <section class="card" aria-labelledby="verdicts-heading">
      <h2 id="verdicts-heading">Verdicts</h2>
      <div class="filters">
        <label class="field">
          Participant
          <input
            type="search"
            value={filter.participant}
            onInput={(event) => setFilter({ ...filter, participant: event.currentTarget.value })}
          />
        </label>
        {choose(
          'label',
          'Problem',
          session.problems.map(({ label }) => label),
        )}
        {choose('verdict', 'Verdict', VERDICTS)}
        {choose('language', 'Language', session.languages)}
      </div>
      <p class="muted" role="status">
        {found.length} of {known.length} verdicts
        {known.length < props.total && (
          <>
            ; {props.total - known.length} older ones are not loaded.{' '}
            <button type="button" class="link" disabled={older.isLoading} onClick={older.more}>
              Load older
            </button>
          </>
        )}
      </p>
      {wish !== undefined && (
        <p class="acts">
          <RejudgeButton session={session} wish={wish} text="Rejudge these …" />
        </p>
      )}
      {older.fault !== undefined && (
        <p class="error" role="alert">
          {older.fault}
        </p>
      )}
      <VerdictTable
        label="Verdicts that match"
        verdicts={found.slice(0, SHOWN)}
        sessionId={session.sessionId}
      />
      {found.length > SHOWN && <p class="muted">The latest {SHOWN} are shown: narrow the filter.</p>}
    </section>
  );
}

/** What a filter says, as a rejudging takes it: of one problem, and of one participant when the name is whole. */
function wishOf(filter: VerdictFilter, found: readonly VerdictLine[]): RejudgeWish | undefined {
  const { label, verdict, language } = filter;
  const participantId = filter.participant.trim();
  const isWhole = participantId === '' || found.every((line) => line.participantId === participantId);
  if (label === '' || found.length === 0 || !isWhole) return undefined;
  return {
    label,
    filter: given({
      participantId: participantId || undefined,
      verdict: (verdict as Verdict) || undefined,
      language: language || undefined,
    }),
  };
}

/** Verdicts from before the page was opened, a page of a hundred submissions at a time. */
function useOlder(sessionId: string) {
  const [lines, setLines] = useState<readonly VerdictLine[]>([]);
  const [cursor, setCursor] = useState<string>();
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked === 0) return;
    setLoading(true);
    api
      .call('listSubmissions', {
        params: { sessionId },
        query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
      })
      .then(
        (page) => {
          setLines((known) => [...known, ...page.items.flatMap(lineOf)]);
          setCursor(page.cursor);
          setFault(undefined);
        },
        (error: unknown) => setFault(toApiError(error).message),
      )
      .finally(() => setLoading(false));
  }, [asked]);
  return { lines, isLoading, fault, more: () => setAsked((count) => count + 1) };
}

/** A submission as a line of the list; trials and what waits are none. */
function lineOf(submission: SubmissionView): VerdictLine[] {
  const { state, trial, judgedAt, result } = submission;
  if (trial || judgedAt === undefined || (state !== 'judged' && state !== 'quarantined')) return [];
  return [
    {
      submissionId: submission.submissionId,
      participantId: submission.participantId,
      label: submission.label,
      problemId: submission.problemId,
      language: submission.language,
      state,
      verdict: result?.verdict ?? 'JE',
      passed: result?.passed ?? 0,
      testCases: result?.testCases ?? 0,
      cpuMs: result?.cpuMs ?? 0,
      judgeCalls: result?.judgeCalls ?? 0,
      submittedAt: submission.submittedAt,
      judgedAt,
      waitMs: Math.max(0, Date.parse(judgedAt) - Date.parse(submission.submittedAt)),
    },
  ];
}
