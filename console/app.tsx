import { useEffect, useState } from 'preact/hooks';
import { forgetToken, readToken, saveToken, takeTokenFromAddress } from './credentials.ts';
import { LiveSessionView } from './views/live-session.tsx';
import { Login } from './views/login.tsx';
import { SessionList } from './views/session-list.tsx';

/** Which page the address names: `#/sessions/ID`, else the list. */
function routeOf(hash: string): { sessionId?: string } {
  const match = /^#\/sessions\/([0-9a-z]{26})$/.exec(hash);
  return match?.[1] === undefined ? {} : { sessionId: match[1] };
}

takeTokenFromAddress(window.location, window.history);

/** The page: login, the list of sessions, or one session live. */
export function App() {
  const [token, setToken] = useState(readToken());
  const [route, setRoute] = useState(routeOf(window.location.hash));

  useEffect(() => {
    const follow = () => setRoute(routeOf(window.location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const logOut = () => {
    forgetToken();
    setToken(undefined);
  };

  return (
    <>
      <header class="bar">
        <a class="brand" href="#/">
          Assize
        </a>
        {token !== undefined && (
          <button type="button" class="quiet" onClick={logOut}>
            Log out
          </button>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        {token === undefined ? (
          <Login
            onLogin={(fresh) => {
              saveToken(fresh);
              setToken(fresh);
            }}
          />
        ) : route.sessionId === undefined ? (
          <SessionList token={token} onRefused={logOut} />
        ) : (
          <LiveSessionView
            key={route.sessionId}
            token={token}
            sessionId={route.sessionId}
            onRefused={logOut}
          />
        )}
      </main>
    </>
  );
}
