import { ApiError } from '../core/api/client.ts';
import { readLifetime } from './caller.ts';

/** What somebody is logged in with. */
export interface Login {
  readonly accessToken: string;
  /** Where the user pool gives one: a new access token without a password. */
  readonly refreshToken?: string;
  /** By this machine's clock, which may be wrong, ms since the epoch; absent where the token does not say. */
  readonly goodUntil?: number;
}

/** Keeps somebody logged in for as long as the tab lives: a closed tab is a logout. */
export interface LoginKeeper {
  readonly login: Login | undefined;
  /** Whether the login's access token is known to be good no longer. */
  readonly isOver: boolean;
  /** Whether somebody must log in again, over what the page shows. */
  readonly asking: boolean;
  /** Calls back after every change; answers what ends that. */
  subscribe(listener: () => void): () => void;
  /** Takes a login; whoever waits for one goes on. */
  accept(login: Login): void;
  /** Forgets the login; whoever waits for a new one is refused. */
  forget(): void;
  /**
   * Resolves once there is a new access token: by the refresh token, else when somebody has logged in again. Throws what
   * `refresh` throws when the user pool cannot be reached.
   */
  renew(): Promise<void>;
}

const KEY = 'assize-login';

/**
 * @param storage where the login is kept
 * @param refresh asks the user pool for a new login; undefined when it refuses the refresh token
 * @param now ms since the epoch
 */
export function createLoginKeeper(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  refresh: (refreshToken: string) => Promise<Login | undefined>,
  now: () => number,
): LoginKeeper {
  const listeners = new Set<() => void>();
  let login: Login | undefined;
  let isRead = false;
  let renewing: Promise<void> | undefined;
  let waiting: { readonly done: () => void; readonly refuse: (error: unknown) => void } | undefined;

  const read = () => {
    if (!isRead) {
      isRead = true;
      login = readLogin(storage().getItem(KEY));
    }
    return login;
  };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const keep = (fresh: Login) => {
    isRead = true;
    // From when it came, not by its own `exp`: with a clock that is hours fast each token would be over.
    const lifetime = readLifetime(fresh.accessToken);
    login = lifetime === undefined ? fresh : { ...fresh, goodUntil: now() + lifetime };
    storage().setItem(KEY, JSON.stringify(login));
  };
  const obtain = async () => {
    const refreshToken = read()?.refreshToken;
    const fresh = refreshToken === undefined ? undefined : await refresh(refreshToken);
    if (fresh !== undefined) {
      keep({ ...(refreshToken === undefined ? {} : { refreshToken }), ...fresh });
      return;
    }
    await new Promise<void>((done, refuse) => {
      waiting = { done, refuse };
      tell();
    });
  };

  return {
    get login() {
      return read();
    },
    get isOver() {
      return now() >= (read()?.goodUntil ?? Number.POSITIVE_INFINITY);
    },
    get asking() {
      return waiting !== undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    accept(fresh) {
      keep(fresh);
      const answered = waiting;
      waiting = undefined;
      answered?.done();
      tell();
    },
    forget() {
      isRead = true;
      login = undefined;
      storage().removeItem(KEY);
      const refused = waiting;
      waiting = undefined;
      refused?.refuse(loggedOut());
      tell();
    },
    renew() {
      renewing ??= obtain().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
}

function readLogin(text: string | null): Login | undefined {
  if (text === null) return undefined;
  try {
    const { accessToken, refreshToken, goodUntil } = JSON.parse(text) as Partial<Login>;
    if (typeof accessToken !== 'string') return undefined;
    return {
      accessToken,
      ...(typeof refreshToken === 'string' ? { refreshToken } : {}),
      ...(typeof goodUntil === 'number' ? { goodUntil } : {}),
    };
  } catch {
    return undefined;
  }
}

function loggedOut(): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'Logged out',
    status: 401,
    detail: 'You are logged out.',
  });
}

/**
 * Takes a login handed over in the fragment (`#token=...&session=...`) out of the address bar, so that it is not shared
 * by copying.
 */
export function takeLoginFromAddress(keeper: LoginKeeper, location: Location, history: History): void {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const accessToken = fragment.get('token');
  if (accessToken === null) return;
  keeper.accept({ accessToken });
  const session = fragment.get('session');
  const exam = fragment.get('exam');
  const page = exam !== null ? `#/exam/${exam}` : session !== null ? `#/sessions/${session}` : '';
  history.replaceState(null, '', location.pathname + page);
}
