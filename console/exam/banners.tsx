import type { ApiError } from '../../core/api/client.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import { writeRoute } from '../route.ts';
import { useExam } from './exam.ts';
import { nameMessage, textOfMessage } from './merge-messages.ts';

/** What everybody in the exam must know now. */
export function Banners(props: {
  error?: ApiError;
  warning?: string;
  onWarningRead?: () => void;
  isReadingMessages: boolean;
}) {
  const { session, isOffline, outbox, messages, window: stage } = useExam();
  const latest = messages.findLast(({ unread, mine }) => unread && !mine);
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
            <strong>Your submission to {givenBack.item.label} was not taken:</strong>{' '}
            {tellInstants(givenBack.reason)} Nothing is lost: your program is in the editor.
          </p>
        </div>
      )}
      {!isOffline && props.error !== undefined && (
        <div class="banner bad" role="status">
          <p>{props.error.message} The page goes on asking.</p>
        </div>
      )}
      {session.paused !== undefined && stage !== 'closed' && (
        <div class="banner busy" role="status">
          <p>
            <strong>The exam is paused:</strong> {session.paused.reason} Nothing can be submitted or tried
            until it goes on; you can read and write.
          </p>
        </div>
      )}
      {latest !== undefined && !props.isReadingMessages && (
        <div class="banner news">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls, by keyboard too (WCAG 2.1.1) */}
          <p class="message-text" tabIndex={0}>
            <strong>{nameMessage(latest)}:</strong> {textOfMessage(latest, formatDateTime)}
          </p>
          <a href={writeRoute({ page: 'exam', sessionId: session.sessionId, part: { view: 'messages' } })}>
            All messages
          </a>
        </div>
      )}
      {session.judgingFailed !== undefined && (
        <div class="banner bad" role="alert">
          <p>
            <strong>Nothing is judged at the moment:</strong> {tellInstants(session.judgingFailed)} What you
            submit is kept and does not count against you.
          </p>
        </div>
      )}
      {session.withoutHostsSince !== undefined && (
        <div class="banner busy" role="status">
          <p>
            <strong>Nothing is judged for the moment:</strong> no machine has judged since{' '}
            {formatDateTime(session.withoutHostsSince)}. Go on: what you submit is kept, and is judged as soon
            as one is there.
          </p>
        </div>
      )}
      {session.languagesDropped?.map(({ language, reason }) => (
        <div key={language} class="banner busy" role="status">
          <p>
            <strong>{language} cannot be used:</strong> {tellInstants(reason)}
          </p>
        </div>
      ))}
    </div>
  );
}
