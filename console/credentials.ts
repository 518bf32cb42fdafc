/** The access token that the page calls the API with. Kept for the tab only: a closed tab is a logout. */
const KEY = 'assize-token';

/** Takes a token handed over in the fragment (`#token=...`) out of the address bar, so that it is not shared by copying. */
export function takeTokenFromAddress(location: Location, history: History): void {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const token = fragment.get('token');
  if (token === null) return;
  saveToken(token);
  const session = fragment.get('session');
  history.replaceState(null, '', location.pathname + (session ? `#/sessions/${session}` : ''));
}

/** The token, undefined when nobody is logged in. */
export function readToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Remembers the token for this tab. */
export function saveToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** Forgets the token. */
export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}
