import { useState } from 'preact/hooks';
import type { SessionResults } from '../../core/api/results.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { ActDialog } from '../staff/act-dialog.tsx';
import { ReasonField } from '../staff/reason-field.tsx';
import { useFreshSession } from '../staff/use-fresh-session.ts';
import { draftOfGrading, type GradingDraft, gradingOf, missingOfGrading } from './grading-draft.ts';
import { GradingFields } from './grading-fields.tsx';
import { GradingPreviewView } from './grading-preview.tsx';
import { GradingWords } from './grading-words.tsx';
import { useGradingPreview } from './use-grading-preview.ts';

/** Sets the rules of grading of a session, with what they would change before they do. */
export function GradingDialog(props: {
  session: StaffSession;
  problems: SessionResults['problems'];
  onClose: (done: boolean) => void;
}) {
  const { session, refresh } = useFreshSession(props.session);
  const { sessionId, times, revision } = session;
  const [draft, setDraft] = useState<GradingDraft>(() => draftOfGrading(session.grading, times.opensAt));
  const [reason, setReason] = useState('');
  const labels = session.problems.map(({ label }) => label);
  const missing = missingOfGrading(draft);
  const grading = missing.length > 0 ? undefined : gradingOf(draft, labels, times.opensAt);
  const holds = gradingOf(draftOfGrading(session.grading, times.opensAt), labels, times.opensAt);
  const isSame = JSON.stringify(grading) === JSON.stringify(holds);
  const preview = useGradingPreview(session, isSame ? undefined : grading);

  return (
    <ActDialog
      title="How the session is graded"
      confirm="Set the rules"
      wide
      blocked={grading === undefined || isSame || preview.isOld || preview.error !== undefined}
      run={async () => {
        if (grading === undefined) return;
        await api.call('updateSession', {
          params: { sessionId },
          body: { revision, grading, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
        });
      }}
      onConflict={refresh}
      onClose={props.onClose}
    >
      <GradingFields
        draft={draft}
        problems={props.problems}
        opensAt={times.opensAt}
        onChange={(change) => setDraft((known) => ({ ...known, ...change }))}
      />
      <ReasonField value={reason} onInput={setReason} example="problem C was harder than meant" />
      {grading === undefined ? (
        <p class="note" role="status">
          Say {missing.join(', ')}.
        </p>
      ) : isSame ? (
        <p class="note" role="status">
          These rules hold: <GradingWords grading={grading} />
        </p>
      ) : (
        <>
          <GradingPreviewView {...preview} />
          <p class="muted">
            Everybody ({countOf(session.participantCount, 'participant')}) is told:{' '}
            <GradingWords grading={grading} />
          </p>
        </>
      )}
    </ActDialog>
  );
}
