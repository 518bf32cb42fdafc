import { useLayoutEffect, useState } from 'preact/hooks';
import { logins } from './api.ts';
import { browserStore } from './browser-store.ts';
import { type Caller, isOperator, isStaff, readCaller } from './caller.ts';
import { countKeptWork, type KeptWork } from './exam/kept-work.ts';
import { takeLoginFromAddress } from './login-keeper.ts';
import { type Route, readRoute, writeRoute } from './route.ts';
import { useLogins } from './use-logins.ts';
import { ExamList } from './views/exam-list.tsx';
import { loadView } from './views/loaded-view.tsx';
import { LogOut } from './views/log-out.tsx';
import { LoginForm } from './views/login.tsx';
import { LoginAgain } from './views/login-again.tsx';
import { SessionList } from './views/session-list.tsx';

const SessionPage = loadView(
  async () => (await import('./staff/session-page.tsx')).SessionPage,
  'the session',
);
const BookingPage = loadView(
  async () => (await import('./booking/booking-page.tsx')).BookingPage,
  'the booking',
);
const ReviewsPage = loadView(
  async () => (await import('./review/reviews-page.tsx')).ReviewsPage,
  'the reviews',
);
const StagePage = loadView(async () => (await import('./operator/stage-page.tsx')).StagePage, 'the stage');
const ExamPage = loadView(async () => (await import('./exam/exam-page.tsx')).ExamPage, 'the exam');

takeLoginFromAddress(logins, window.location, window.history);

/** The page: log-in, and what the address names, as this person may see it. */
export function App() {
  const { login, asking } = useLogins();
  const [route, setRoute] = useState(readRoute(window.location.hash));
  const [leaving, setLeaving] = useState<KeptWork>();
  const caller = login === undefined ? undefined : readCaller(login.accessToken);

  // Before anything is drawn: an address that changes in between would be missed.
  useLayoutEffect(() => {
    const follow = () => setRoute(readRoute(window.location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const logOut = ({ username }: Caller) => {
    const kept = countKeptWork(browserStore, username);
    if (kept.drafts + kept.outboxes === 0) logins.forget();
    else setLeaving(kept);
  };
  return (
    <>
      <header class="bar">
        <a class="brand" href="#/">
          Assize
        </a>
        {caller !== undefined && (
          <span class="who">
            <span class="muted">{caller.username}</span>
            <button type="button" class="quiet small" onClick={() => logOut(caller)}>
              Log out
            </button>
          </span>
        )}
      </header>
      <main id="main" tabIndex={-1} class={route.page === 'exam' ? 'wide' : ''}>
        {caller === undefined ? (
          <div class="card center">
            <LoginForm title="Log in" onLogin={logins.accept} />
          </div>
        ) : (
          <Page key={caller.username} route={route} caller={caller} />
        )}
      </main>
      {asking && caller !== undefined && (
        <LoginAgain username={caller.username} onLogOut={() => logOut(caller)} />
      )}
      {leaving !== undefined && caller !== undefined && (
        <LogOut username={caller.username} kept={leaving} onClose={() => setLeaving(undefined)} />
      )}
    </>
  );
}

function Page({ route, caller }: { route: Route; caller: Caller }) {
  const staff = isStaff(caller);
  if (route.page === 'home' && isOperator(caller)) return <StagePage view="now" />;
  if (route.page === 'stage' && isOperator(caller)) return <StagePage view={route.view} />;
  if (route.page === 'home') return staff ? <SessionList /> : <ExamList />;
  if (route.page === 'sessions' && staff) return <SessionList />;
  if (route.page === 'exam') {
    const { sessionId } = route;
    return <ExamPage key={sessionId} caller={caller} sessionId={sessionId} part={route.part} />;
  }
  if (route.page === 'live' && staff)
    return <SessionPage key={route.sessionId} sessionId={route.sessionId} part={route.part} />;
  if (route.page === 'book' && staff)
    return <BookingPage key={route.from ?? ''} {...(route.from === undefined ? {} : { from: route.from })} />;
  if (route.page === 'reviews' && staff)
    return <ReviewsPage {...(route.reviewId === undefined ? {} : { reviewId: route.reviewId })} />;
  if (route.page === 'live') {
    const exam = writeRoute({ page: 'exam', sessionId: route.sessionId, part: { view: 'overview' } });
    return (
      <section class="card">
        <h1>This is the instructors' view of the session</h1>
        <p>
          You take part in it as {caller.username}. <a href={exam}>Go to your exam</a>
        </p>
      </section>
    );
  }
  return (
    <section class="card">
      <h1>There is no such page</h1>
      <p>
        The address may have been cut when it was copied. <a href="#/">Go to your sessions</a>
      </p>
    </section>
  );
}
