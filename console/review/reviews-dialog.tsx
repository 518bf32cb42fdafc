import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { REVIEWS_POLICIES, type ReviewsPolicy } from '../../core/exam/session.ts';
import { api } from '../api.ts';
import { ActDialog } from '../staff/act-dialog.tsx';
import { useFreshSession } from '../staff/use-fresh-session.ts';
import { REVIEWS_WORDS } from './reviews-words.ts';

/** Sets whether the submissions of a session that count are reviewed, and who sees it: before the exam, while it runs, or after it. */
export function ReviewsDialog(props: {
  session: StaffSession;
  onClose: (done: boolean) => void | Promise<void>;
}) {
  const { session, refresh } = useFreshSession(props.session);
  const { sessionId, revision, policy } = session;
  const holds = policy.reviews ?? 'off';
  const [wanted, setWanted] = useState<ReviewsPolicy>(holds);
  return (
    <ActDialog
      title="Reviews of this session"
      confirm="Change"
      blocked={wanted === holds}
      run={() =>
        api.call('updateSession', {
          params: { sessionId },
          body: { revision, policy: { reviews: wanted } },
        })
      }
      onConflict={refresh}
      onClose={props.onClose}
    >
      <label class="field">
        Reviews of what counts, once the exam is over
        <select
          value={wanted}
          onChange={(event) =>
            setWanted(REVIEWS_POLICIES.find((one) => one === event.currentTarget.value) ?? holds)
          }
        >
          {REVIEWS_POLICIES.map((one) => (
            <option key={one} value={one}>
              {REVIEWS_WORDS[one]}
            </option>
          ))}
        </select>
      </label>
      <div class="note" role="status">
        {wanted === holds ? (
          <p>So it is now.</p>
        ) : (
          <ul class="says">
            {sayChange(holds, wanted, session).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
    </ActDialog>
  );
}

/** What becomes of reviews, and who sees them then. */
function sayChange(
  holds: ReviewsPolicy,
  wanted: ReviewsPolicy,
  { settledAt, participantCount }: StaffSession,
): readonly string[] {
  const asks =
    settledAt === undefined
      ? 'Once everything is judged, the submission that counts of each participant and problem is reviewed.'
      : 'The submission that counts of each participant and problem is reviewed from now on, unless it has been.';
  return [
    ...(holds === 'off' ? [asks] : []),
    ...(wanted === 'off' ? ['No further submission is reviewed by itself. Staff still see what was.'] : []),
    ...(holds === 'participants' ? ['Participants do not see the reviews of their programs any more.'] : []),
    ...(wanted === 'participants'
      ? [
          `Each of ${countOf(participantCount, 'participant')} sees the reviews of their own programs, without what is for staff alone, once the exam has closed for everybody and verdicts and points are shown.`,
        ]
      : []),
    'Nobody is told by a message.',
  ];
}
