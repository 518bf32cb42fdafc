import { useState } from 'preact/hooks';
import type { LiveSession } from '../../core/api/live.ts';
import type { MessageView } from '../../core/api/messages.ts';
import { readAllMessages } from '../../core/api/read-all-messages.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/messages/message.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { textOfMessage } from '../exam/merge-messages.ts';
import { formatDateTime, formatTime } from '../format.ts';
import { useAskedAnew } from '../use-asked-anew.ts';
import { AnnounceDialog } from './announce-dialog.tsx';

/** How often the view asks without a new question, ms: what colleagues announce is of no haste. */
const EVERY_MS = 60_000;

/** Questions first that wait for an answer, then everything that was said. */
export function StaffMessages(props: { session: StaffSession; questions: LiveSession['questions'] }) {
  const { session, questions } = props;
  const { messages, canned, fault, again } = useMessages(session.sessionId, questions.unanswered);
  const [announcing, setAnnouncing] = useState(false);
  const waiting = messages?.filter(({ kind, answered }) => kind === 'question' && answered !== true) ?? [];
  const rest = messages?.filter((one) => !waiting.includes(one)).reverse() ?? [];
  return (
    <div class="stack">
      <section class="card" aria-labelledby="questions-heading">
        <div class="card-head">
          <h2 id="questions-heading">Questions that wait for an answer</h2>
          <button type="button" class="small" onClick={() => setAnnouncing(true)}>
            Announce …
          </button>
        </div>
        {fault !== undefined && (
          <p class="error" role="alert">
            {fault}
          </p>
        )}
        {messages === undefined ? (
          <p class="muted">Loading …</p>
        ) : waiting.length === 0 ? (
          <p class="muted">None.</p>
        ) : (
          <ul class="messages">
            {waiting.map((question) => (
              <Question
                key={question.messageId}
                sessionId={session.sessionId}
                question={question}
                canned={canned}
                onAnswered={again}
              />
            ))}
          </ul>
        )}
      </section>
      <section class="card" aria-labelledby="said-heading">
        <h2 id="said-heading">Everything said, newest first</h2>
        {rest.length === 0 && <p class="muted">Nothing yet.</p>}
        <ul class="messages">
          {rest.map((one) => (
            <li key={one.messageId}>
              <p class="muted">
                <strong>{one.kind}</strong> {formatTime(one.at)} {one.from !== undefined && `by ${one.from}`}{' '}
                to {describeTo(one.to)} {one.label !== undefined && `· problem ${one.label}`}
              </p>
              {one.questionText !== undefined && <p class="asked">{one.questionText}</p>}
              <p class="said">{textOfMessage(one, formatDateTime)}</p>
            </li>
          ))}
        </ul>
      </section>
      {announcing && (
        <AnnounceDialog
          session={session}
          onClose={(done) => {
            setAnnouncing(false);
            if (done) again();
          }}
        />
      )}
    </div>
  );
}

function describeTo(to: MessageView['to']): string {
  if (to === 'everybody') return 'everybody';
  if ('group' in to) return `group ${to.group}`;
  if ('participantId' in to) return to.participantId;
  return to.participantIds.length > 3
    ? `${to.participantIds.length} participants`
    : to.participantIds.join(', ');
}

function Question(props: {
  sessionId: string;
  question: MessageView;
  canned: readonly string[];
  onAnswered: () => void;
}) {
  const { sessionId, question, canned, onAnswered } = props;
  const [text, setText] = useState('');
  const [toEverybody, setToEverybody] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      await api.call('answerQuestion', {
        params: { sessionId, messageId: question.messageId },
        body: { text: text.trim(), toEverybody },
      });
      onAnswered();
    } catch (error) {
      setFault(toApiError(error).message);
      setBusy(false);
    }
  };
  return (
    <li>
      <p class="muted">
        {question.from} {formatTime(question.at)}{' '}
        {question.label === undefined ? 'on the session' : `on problem ${question.label}`}
      </p>
      <p class="said">{question.text}</p>
      <form onSubmit={send} class="answer">
        <label class="field">
          Answer to {question.from}
          <textarea
            rows={2}
            maxLength={MAX_MESSAGE_CHARACTERS}
            required
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p class="quick">
          {canned.map((one) => (
            <button type="button" key={one} class="quiet small" onClick={() => setText(one)}>
              {one}
            </button>
          ))}
        </p>
        <div class="act-buttons">
          <label class="choice">
            <input type="checkbox" checked={toEverybody} onChange={() => setToEverybody(!toEverybody)} />{' '}
            everybody reads question and answer, and not who asked
          </label>
          <button type="submit" class="small" disabled={busy || text.trim() === ''}>
            {busy ? 'Sending …' : toEverybody ? 'Answer to everybody' : 'Answer'}
          </button>
        </div>
        {fault !== undefined && (
          <p class="error" role="alert">
            {fault}
          </p>
        )}
      </form>
    </li>
  );
}

/** What was said; whatever is shown here is read. */
function useMessages(sessionId: string, unanswered: number) {
  const { answer, fault, again } = useAskedAnew(
    async (signal) => {
      const list = await readAllMessages(api, { params: { sessionId } }, signal);
      if (list.unread > 0)
        api
          .call('markRead', { params: { sessionId }, body: { cursor: list.cursor } }, signal)
          // What stays unread is marked with the next answer.
          .catch(() => undefined);
      return list;
    },
    unanswered,
    EVERY_MS,
  );
  return { messages: answer?.items, canned: answer?.cannedAnswers ?? [], fault, again };
}
