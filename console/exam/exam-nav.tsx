import { type ExamPart, writeRoute } from '../route.ts';
import { useExam } from './exam.ts';
import { type Standing, standingOf } from './merge-submissions.ts';

const MARKS: Readonly<Record<Standing['state'], { sign: string; words: string }>> = {
  solved: { sign: '✓', words: 'solved' },
  partly: { sign: '◐', words: 'partly solved' },
  waiting: { sign: '…', words: 'waiting for a verdict' },
  tried: { sign: '✗', words: 'not solved yet' },
  untouched: { sign: '', words: 'not tried yet' },
};

/** How somebody stands with a problem: a sign, with words beside it or for those alone who do not see it. */
export function StandingMark({ standing, wordy = false }: { standing: Standing; wordy?: boolean }) {
  const { sign, words } = MARKS[standing.state];
  if (sign === '' && !wordy) return null;
  return (
    <>
      <span class={`mark mark-${standing.state}`} title={words} aria-hidden="true">
        {sign}
      </span>
      <span class={wordy ? '' : 'unseen'}> {words}</span>
    </>
  );
}

/** The parts of the exam. */
export function ExamNav({ part }: { part: ExamPart }) {
  const { session, submissions, unread } = useExam();
  const link = (to: ExamPart) => writeRoute({ page: 'exam', sessionId: session.sessionId, part: to });
  const current = (isCurrent: boolean) => (isCurrent ? ({ 'aria-current': 'page' } as const) : {});
  const isOpened = session.problems.some(({ name }) => name !== undefined);
  return (
    <nav class="exam-nav" aria-label="Exam">
      <a href={link({ view: 'overview' })} {...current(part.view === 'overview')}>
        Overview
      </a>
      {isOpened &&
        session.problems.map(({ label, name }) => (
          <a
            key={label}
            class="to-problem"
            href={link({ view: 'problem', label })}
            title={name}
            {...current(part.view === 'problem' && part.label === label)}
          >
            <span class="unseen">Problem </span>
            {label} <StandingMark standing={standingOf(submissions, label)} />
          </a>
        ))}
      <a
        href={link({ view: 'submissions' })}
        {...current(part.view === 'submissions' || part.view === 'submission')}
      >
        My submissions
      </a>
      <a href={link({ view: 'messages' })} {...current(part.view === 'messages')}>
        Messages{' '}
        {unread > 0 && (
          <span class="unread">
            {unread}
            <span class="unseen"> unread</span>
          </span>
        )}
      </a>
    </nav>
  );
}
