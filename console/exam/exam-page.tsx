import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { explainVerdict } from '../../core/api/explain-verdict.ts';
import type { MessageView } from '../../core/api/messages.ts';
import { countOf } from '../../core/exam/count-of.ts';
import type { Caller } from '../caller.ts';
import { formatDateTime } from '../format.ts';
import { type ExamPart, writeRoute } from '../route.ts';
import { useTitle } from '../use-title.ts';
import { Announcer, type Said } from './announcer.tsx';
import { Banners } from './banners.tsx';
import { Clock, useWindow } from './clock.tsx';
import { type Exam, ExamProvider } from './exam.ts';
import { ExamNav } from './exam-nav.tsx';
import { History } from './history.tsx';
import { nameMessage, textOfMessage } from './merge-messages.ts';
import { isPending, type OwnSubmission } from './merge-submissions.ts';
import { Messages } from './messages.tsx';
import { Overview } from './overview.tsx';
import { ProblemPage } from './problem-page.tsx';
import { SubmissionPage } from './submission-page.tsx';
import { useDesk } from './use-desk.ts';
import { useOutbox } from './use-outbox.ts';

/** An exam as whoever sits it sees it: waiting room, problems, submissions, and what is left when the window closes. */
export function ExamPage(props: { caller: Caller; sessionId: string; part: ExamPart }) {
  const { sessionId, part } = props;
  const followed = useDesk(sessionId);
  const {
    desk,
    heardAt,
    submissions,
    messages,
    unread,
    error,
    held,
    isOffline,
    learn,
    hear,
    setUnread,
    askIn,
  } = followed;
  const window_ = useWindow(desk, heardAt);
  const participantId = desk?.session.you.participantId;
  const outbox = useOutbox(participantId === undefined ? undefined : { sessionId, participantId }, learn);
  const [said, setSaid] = useState<Said>({ polite: '', urgent: '', count: 0 });
  const [warning, setWarning] = useState<string>();

  const say = useCallback(
    (text: string, urgent = false) =>
      setSaid(({ count }) => ({ polite: urgent ? '' : text, urgent: urgent ? text : '', count: count + 1 })),
    [],
  );
  useVerdictsSaid(desk === undefined ? undefined : submissions, say);
  useMessagesSaid(desk === undefined ? undefined : messages, say);
  // What the exam is changes with the clock: names and statements are there from its opening on.
  useEffect(() => {
    if (desk !== undefined && window_ !== desk.session.window) askIn();
  }, [window_]);
  useTitle(desk && `${unread > 0 ? `(${unread}) ` : ''}${nameOfPart(part)}${desk.session.name}`);
  const focused = useFocusOnTurn(part);

  const exam = useMemo<Exam | undefined>(
    () =>
      desk && {
        session: desk.session,
        window: window_,
        submissions,
        messages,
        unread,
        cursor: desk.cursor,
        outbox,
        isOffline,
        learn,
        hear,
        setUnread,
        say,
      },
    [desk, window_, submissions, messages, unread, outbox.items, outbox.givenBack, isOffline],
  );

  if (held !== undefined) {
    return (
      <section class="card center">
        <h1>You do not sit this exam</h1>
        <p>
          You see {held.name} as its instructor or operator; this is the participants' view.{' '}
          <a href={writeRoute({ page: 'live', sessionId, part: { view: 'now' } })}>Watch the session</a>
        </p>
      </section>
    );
  }
  if (desk === undefined || exam === undefined) {
    if (error === undefined) return <p class="muted loading">Loading your exam …</p>;
    return (
      <section class="card center">
        <h1>{error.status === 404 ? 'This is not your exam' : 'Your exam cannot be shown yet'}</h1>
        <p role="alert" class="error">
          {error.status === 404
            ? `There is no such exam, or ${props.caller.username} is not on its roster. Ask your instructor, and tell them this user name.`
            : error.message}
        </p>
        <p>
          <a href="#/">Your exams</a>
        </p>
      </section>
    );
  }
  const warn = (text: string) => {
    setWarning(text);
    say(text, true);
  };
  return (
    <ExamProvider value={exam}>
      <div class={`exam ${part.view === 'problem' ? 'filling' : ''}`}>
        <header class="exam-head">
          <h1>{desk.session.name}</h1>
          {window_ === 'open' && <Clock desk={desk} heardAt={heardAt} onWarning={warn} />}
        </header>
        <ExamNav part={part} />
        <Banners
          isReadingMessages={part.view === 'messages'}
          {...(error === undefined ? {} : { error })}
          {...(warning === undefined ? {} : { warning, onWarningRead: () => setWarning(undefined) })}
        />
        <div class="exam-part" tabIndex={-1} ref={focused}>
          {part.view === 'problem' ? (
            <ProblemPage key={part.label} label={part.label} />
          ) : part.view === 'submissions' ? (
            <History />
          ) : part.view === 'messages' ? (
            <Messages key={part.label ?? ''} {...(part.label === undefined ? {} : { label: part.label })} />
          ) : part.view === 'submission' ? (
            <SubmissionPage key={part.submissionId} submissionId={part.submissionId} />
          ) : (
            <Overview desk={desk} heardAt={heardAt} />
          )}
        </div>
        <Announcer said={said} />
      </div>
    </ExamProvider>
  );
}

/** Where somebody is in their exam, for the name of the browser's tab. */
function nameOfPart(part: ExamPart): string {
  switch (part.view) {
    case 'overview':
      return '';
    case 'problem':
      return `${part.label} · `;
    case 'messages':
      return 'Messages · ';
    default:
      return 'My submissions · ';
  }
}

/**
 * Says each verdict once, when it comes: of what waited, and of what was handed in since and came with its verdict. What had
 * one when the page opened is seen.
 */
function useVerdictsSaid(submissions: readonly OwnSubmission[] | undefined, say: Exam['say']): void {
  const waiting = useRef<ReadonlySet<string>>(new Set());
  const newest = useRef<string>(undefined);
  useEffect(() => {
    if (submissions === undefined) return;
    const before = newest.current;
    const isNews = ({ submissionId, submittedAt }: OwnSubmission) =>
      waiting.current.has(submissionId) || (before !== undefined && submittedAt > before);
    const verdicts = submissions.filter((one) => isNews(one) && !isPending(one)).map(sayVerdict);
    if (verdicts.length > 0) say(verdicts.join(' '));
    waiting.current = new Set(submissions.filter(isPending).map(({ submissionId }) => submissionId));
    newest.current = submissions.reduce(
      (latest, { submittedAt }) => (submittedAt > latest ? submittedAt : latest),
      before ?? '',
    );
  }, [submissions]);
}

/** A verdict in a sentence. */
function sayVerdict(submission: OwnSubmission): string {
  const { label, trial, state, verdict, score, passed, testCases } = submission;
  const what = `${trial ? 'Trial of' : 'Submission to'} problem ${label}`;
  if (state === 'quarantined') return `${what} could not be judged. It does not count against you.`;
  if (verdict === undefined) return `${what} was judged. The verdict is shown after the exam.`;
  const points = score === undefined ? '' : `, ${countOf(score, 'point')}`;
  const right = passed === undefined ? '' : ` ${passed} of ${testCases} test cases right.`;
  return `${what}: ${explainVerdict(verdict, submission).name}${points}.${right}`;
}

/** Says what is new among the messages, once each; what was there when the page opened is seen by its mark. */
function useMessagesSaid(messages: readonly MessageView[] | undefined, say: Exam['say']): void {
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (messages === undefined) return;
    const before = known.current;
    known.current = new Set(messages.map(({ messageId }) => messageId));
    if (before === undefined) return;
    for (const message of messages)
      if (!before.has(message.messageId) && !message.mine)
        say(`${nameMessage(message)}: ${textOfMessage(message, formatDateTime)}`);
  }, [messages]);
}

/** Moves the focus to the part that was turned to, for whoever does not see it change. */
function useFocusOnTurn(part: ExamPart) {
  const place = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  const name = JSON.stringify(part);
  useLayoutEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else place.current?.focus({ preventScroll: true });
  }, [name]);
  return place;
}
