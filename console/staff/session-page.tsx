import { useLayoutEffect, useRef } from 'preact/hooks';
import type { LiveSession } from '../../core/api/live.ts';
import { formatTime, zoneName } from '../format.ts';
import { type LivePart, writeRoute } from '../route.ts';
import { useLiveSession } from '../use-live-session.ts';
import { useTitle } from '../use-title.ts';
import { loadView } from '../views/loaded-view.tsx';
import { SessionHeading } from '../views/session-heading.tsx';
import { Acts } from './acts.tsx';
import { NowPart } from './now-part.tsx';
import { People } from './people.tsx';
import { Person } from './person.tsx';
import { SessionBanners } from './session-banners.tsx';
import { StaffMessages } from './staff-messages.tsx';
import { VerdictList } from './verdict-list.tsx';

const SubmissionDetail = loadView(
  async () => (await import('./submission-detail.tsx')).SubmissionDetail,
  'the submission',
);
const ScoreboardPage = loadView(
  async () => (await import('./scoreboard-page.tsx')).ScoreboardPage,
  'the scoreboard',
);
const StatisticsPage = loadView(
  async () => (await import('./statistics-page.tsx')).StatisticsPage,
  'the statistics',
);
const RejudgingsPage = loadView(
  async () => (await import('./rejudgings-page.tsx')).RejudgingsPage,
  'the rejudgings',
);
const RejudgingPage = loadView(
  async () => (await import('./rejudging-page.tsx')).RejudgingPage,
  'the rejudging',
);
const SimilarityPage = loadView(
  async () => (await import('./similarity/similarity-page.tsx')).SimilarityPage,
  'the similarity report',
);
const ClassReviews = loadView(
  async () => (await import('../review/class-reviews.tsx')).ClassReviews,
  'the reviews',
);
const GradesPage = loadView(async () => (await import('./grades-page.tsx')).GradesPage, 'the grades');

/** A session as its staff see it: what happens now, and what they can do about it. */
export function SessionPage({ sessionId, part }: { sessionId: string; part: LivePart }) {
  const { live, verdicts, heardAt, error, renew } = useLiveSession(sessionId);
  const place = useRef<HTMLDivElement>(null);
  const turned = useRef(false);

  useTitle(live?.session.name);
  useLayoutEffect(() => {
    if (turned.current) place.current?.focus({ preventScroll: true });
    turned.current = true;
  }, [JSON.stringify(part)]);

  if (live === undefined) {
    return error === undefined ? (
      <p class="muted">Loading the session …</p>
    ) : (
      <p role="alert" class="error card">
        {error.message}
      </p>
    );
  }
  const { session } = live;
  return (
    <div class="live">
      <SessionHeading live={live} heardAt={heardAt} />
      {error !== undefined && (
        <p role="status" class="error">
          {error.message} What is shown is of {formatTime(live.at)} {zoneName(live.at)}.
        </p>
      )}
      <SessionBanners session={session} />
      <Acts session={session} at={live.at} renew={renew} />
      <SessionNav sessionId={sessionId} part={part} unanswered={live.questions.unanswered} />
      <div class="part" tabIndex={-1} ref={place}>
        {part.view === 'now' ? (
          <NowPart live={live} verdicts={verdicts} />
        ) : part.view === 'people' ? (
          <People live={live} renew={renew} />
        ) : part.view === 'person' ? (
          <Person key={part.participantId} live={live} participantId={part.participantId} renew={renew} />
        ) : part.view === 'verdicts' ? (
          <VerdictList session={session} verdicts={verdicts} total={countAll(live.verdictCounts)} />
        ) : part.view === 'submission' ? (
          <SubmissionDetail key={part.submissionId} session={session} submissionId={part.submissionId} />
        ) : part.view === 'messages' ? (
          <StaffMessages session={session} questions={live.questions} />
        ) : part.view === 'scoreboard' ? (
          <ScoreboardPage session={session} judged={live.queue.judged} />
        ) : part.view === 'statistics' ? (
          <StatisticsPage session={session} judged={live.queue.judged} />
        ) : part.view === 'similarity' ? (
          <SimilarityPage session={session} part={part} />
        ) : part.view === 'reviews' ? (
          <ClassReviews session={session} renew={renew} />
        ) : part.view === 'rejudgings' ? (
          <RejudgingsPage session={session} />
        ) : part.view === 'rejudging' ? (
          <RejudgingPage key={part.rejudgingId} session={session} rejudgingId={part.rejudgingId} />
        ) : (
          <GradesPage session={session} renew={renew} />
        )}
      </div>
    </div>
  );
}

function SessionNav(props: { sessionId: string; part: LivePart; unanswered: number }) {
  const { sessionId, part, unanswered } = props;
  const link = (text: string, to: LivePart, current: boolean, count = 0) => (
    <a
      href={writeRoute({ page: 'live', sessionId, part: to })}
      {...(current ? { 'aria-current': 'page' as const } : {})}
    >
      {text}
      {count > 0 && (
        <span class="count">
          {count}
          <span class="unseen"> unanswered</span>
        </span>
      )}
    </a>
  );
  const { view } = part;
  return (
    <nav class="session-nav" aria-label="Session">
      {link('Now', { view: 'now' }, view === 'now')}
      {link('People', { view: 'people' }, view === 'people' || view === 'person')}
      {link('Verdicts', { view: 'verdicts' }, view === 'verdicts' || view === 'submission')}
      {link('Messages', { view: 'messages' }, view === 'messages', unanswered)}
      {link('Scoreboard', { view: 'scoreboard' }, view === 'scoreboard')}
      {link('Statistics', { view: 'statistics' }, view === 'statistics')}
      {link('Similarity', { view: 'similarity' }, view === 'similarity')}
      {link('Reviews', { view: 'reviews' }, view === 'reviews')}
      {link('Rejudging', { view: 'rejudgings' }, view === 'rejudgings' || view === 'rejudging')}
      {link('Grades', { view: 'grades' }, view === 'grades')}
    </nav>
  );
}

/** How many verdicts there are: of trials on an own input there is none. */
function countAll(counts: LiveSession['verdictCounts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
