import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { logins } from '../api.ts';
import { readCaller } from '../caller.ts';
import type { Login } from '../login-keeper.ts';
import { LoginForm } from './login.tsx';

/** Asks whoever sits here to log in again, over the page: what is below it stays as it is. */
export function LoginAgain({ username, onLogOut }: { username: string; onLogOut: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [other, setOther] = useState<string>();

  useLayoutEffect(() => dialog.current?.showModal(), []);

  const take = (login: Login) => {
    const fresh = readCaller(login.accessToken).username;
    if (fresh.toLowerCase() === username.toLowerCase()) logins.accept(login);
    else setOther(fresh);
  };

  return (
    <dialog ref={dialog} class="over" aria-label="Log in again" onCancel={(event) => event.preventDefault()}>
      <LoginForm title="Log in again" username={username} onLogin={take} />
      <p class="muted">Your login has expired. Nothing that you typed is lost: the page is behind this.</p>
      {other !== undefined && (
        <p role="alert" class="error">
          This page is {username}'s; {other} must log out first.
        </p>
      )}
      <button type="button" class="quiet" onClick={onLogOut}>
        Log out instead
      </button>
    </dialog>
  );
}
