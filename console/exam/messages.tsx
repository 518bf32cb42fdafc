import { useEffect, useState } from 'preact/hooks';
import type { MessageView } from '../../core/api/messages.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/messages/message.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { formatDateTime, formatTime } from '../format.ts';
import { useExam } from './exam.ts';
import { nameMessage, textOfMessage } from './merge-messages.ts';

/** What was said in the exam, newest first, and where a question is asked. Whatever is shown here is read. */
export function Messages(props: { label?: string }) {
  const { session, messages, unread, cursor, setUnread } = useExam();

  useEffect(() => {
    if (unread === 0 || document.hidden) return;
    const ending = new AbortController();
    api
      .call('markRead', { params: { sessionId: session.sessionId }, body: { cursor } }, ending.signal)
      // What stays unread is marked with the next answer.
      .then(
        (left) => setUnread(left.unread),
        () => undefined,
      );
    return () => ending.abort();
  }, [unread, cursor]);

  return (
    <div class="messages">
      {session.cancelled === undefined ? (
        <AskForm label={props.label ?? ''} />
      ) : (
        <p class="card">The exam was cancelled: nothing can be asked here any more.</p>
      )}
      <section class="card" aria-labelledby="messages-heading">
        <h2 id="messages-heading">Messages</h2>
        {messages.length === 0 && (
          <p class="muted">Nothing yet. Announcements and answers appear here by themselves.</p>
        )}
        <ul class="message-list">
          {[...messages].reverse().map((message) => (
            <Message key={message.messageId} message={message} all={messages} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Message({ message, all }: { message: MessageView; all: readonly MessageView[] }) {
  const asked =
    message.questionText ??
    all.find(({ messageId }) => messageId !== undefined && messageId === message.questionId)?.text;
  return (
    <li class={`message message-${message.kind}`}>
      <p class="message-head">
        <strong>{nameMessage(message)}</strong> <span class="muted">{formatTime(message.at)}</span>{' '}
        {message.unread && <span class="badge busy">new</span>}{' '}
        {message.kind === 'question' && message.mine && (
          <span class="muted">{message.answered === true ? 'answered' : 'waits for an answer'}</span>
        )}
      </p>
      {asked !== undefined && <blockquote class="muted">{asked}</blockquote>}
      <p class="message-text">{textOfMessage(message, formatDateTime)}</p>
    </li>
  );
}

function AskForm(props: { label: string }) {
  const { session, window: stage, hear, say } = useExam();
  const [text, setText] = useState('');
  const [label, setLabel] = useState(props.label);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly text: string; readonly isFault: boolean }>();
  const isOpened = stage !== 'before';

  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      hear(
        await api.call('askQuestion', {
          params: { sessionId: session.sessionId },
          body: { text, ...(label === '' ? {} : { label }) },
        }),
      );
      setText('');
      setTold({
        text: 'Your question is asked. The answer comes here, and is told at the top of the page.',
        isFault: false,
      });
      say('Your question is asked.');
    } catch (failure) {
      setTold({ text: toApiError(failure).message, isFault: true });
    }
    setBusy(false);
  };

  return (
    <form class="card ask" onSubmit={ask}>
      <h2>Ask a question</h2>
      <label>
        About
        <select value={label} onChange={(event) => setLabel(event.currentTarget.value)}>
          <option value="">the exam</option>
          {isOpened &&
            session.problems.map((problem) => (
              <option key={problem.label} value={problem.label}>
                {problem.label} {problem.name}
              </option>
            ))}
        </select>
      </label>
      <label>
        Your question
        <textarea
          rows={3}
          required
          maxLength={MAX_MESSAGE_CHARACTERS}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {told !== undefined && (
        <p role="status" class={told.isFault ? 'error' : 'good-text'}>
          {told.text}
        </p>
      )}
      <p>
        <button type="submit" disabled={busy || text.trim() === ''}>
          {busy ? 'Asking …' : 'Ask'}
        </button>
      </p>
    </form>
  );
}
