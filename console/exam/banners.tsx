import type { ApiError } from '../../core/api/client.ts';
import { useExam } from './exam.ts';

/** What everybody in the exam must know now. */
export function Banners(props: { error?: ApiError; warning?: string; onWarningRead?: () => void }) {
  const { session, isOffline, outbox } = useExam();
  const { givenBack } = outbox;
  return (
    <div class="banners">
      {props.warning !== undefined && (
        <div class="banner busy">
          <p>
            <strong>{props.warning}.</strong> Submit what you have: what is handed in before the end is
            judged.
          </p>
          <button type="button" class="quiet small" onClick={props.onWarningRead}>
            Got it
          </button>
        </div>
      )}
      {isOffline && (
        <div class="banner busy" role="status">
          <p>
            <strong>No network.</strong> Go on writing: your drafts are kept in this browser, and what you
            submit is sent by itself, once, when the network is back.
          </p>
        </div>
      )}
      {outbox.items.length > 0 && (
        <div class="banner busy" role="status">
          <p>
            {outbox.items.length === 1
              ? `Your submission to ${outbox.items[0]?.label} is being sent.`
              : `${outbox.items.length} submissions are being sent.`}{' '}
            Keep this page open.
          </p>
        </div>
      )}
      {givenBack !== undefined && (
        <div class="banner bad" role="alert">
          <p>
            <strong>Your submission to {givenBack.item.label} was not taken:</strong> {givenBack.reason}{' '}
            Nothing is lost: your program is in the editor.
          </p>
        </div>
      )}
      {!isOffline && props.error !== undefined && (
        <div class="banner bad" role="status">
          <p>{props.error.message} The page goes on asking.</p>
        </div>
      )}
      {session.judgingFailed !== undefined && (
        <div class="banner bad" role="alert">
          <p>
            <strong>Nothing is judged at the moment:</strong> {session.judgingFailed} What you submit is kept
            and does not count against you.
          </p>
        </div>
      )}
      {session.languagesDropped?.map(({ language, reason }) => (
        <div key={language} class="banner busy" role="status">
          <p>
            <strong>{language} cannot be used:</strong> {reason}
          </p>
        </div>
      ))}
    </div>
  );
}
