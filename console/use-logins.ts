import { useLayoutEffect, useState } from 'preact/hooks';
import { logins } from './api.ts';
import type { Login } from './login-keeper.ts';

/** Who is logged in in this tab, followed. */
export function useLogins(): { readonly login: Login | undefined; readonly asking: boolean } {
  const read = () => ({ login: logins.login, asking: logins.asking });
  const [state, setState] = useState(read);
  // Before anything is drawn: a login that changes in between would be missed.
  useLayoutEffect(() => logins.subscribe(() => setState(read())), []);
  return state;
}
