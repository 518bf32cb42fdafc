import { useRef, useState } from 'preact/hooks';
import { loadConfig } from '../api.ts';
import { toApiError } from '../console-api.ts';
import type { Login } from '../login-keeper.ts';
import { answerChallenge, type Challenge, type SignIn, signIn } from '../sign-in.ts';

/**
 * Asks for username and password, and for what else the user pool wants, and hands the login on. Nothing typed is kept.
 * @param username who must log in; absent: anybody
 */
export function LoginForm(props: { onLogin: (login: Login) => void; username?: string; title: string }) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [challenge, setChallenge] = useState<Challenge>();
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const read = (name: string) => String(fields.get(name) ?? '');
    setBusy(true);
    setError(undefined);
    try {
      const config = await loadConfig();
      const next: SignIn =
        challenge === undefined
          ? await signIn(config, read('username').trim(), read('password'))
          : await answerChallenge(config, challenge, read('answer').trim());
      if ('login' in next) return props.onLogin(next.login);
      setChallenge(next.challenge);
      form.current?.reset();
    } catch (failure) {
      setError(toApiError(failure).message);
    }
    setBusy(false);
  };

  return (
    <form class="login" onSubmit={submit} ref={form}>
      <h1>{props.title}</h1>
      {challenge === undefined ? (
        <>
          <label>
            Username
            <input
              name="username"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              autofocus={props.username === undefined}
              readOnly={props.username !== undefined}
              defaultValue={props.username ?? ''}
            />
          </label>
          <label>
            Password
            <input
              name="password"
              type="password"
              autocomplete="current-password"
              required
              autofocus={props.username !== undefined}
            />
          </label>
        </>
      ) : (
        <Answer key={challenge.session} challenge={challenge} />
      )}
      {error !== undefined && (
        <p role="alert" class="error">
          {error}
        </p>
      )}
      <button type="submit" disabled={busy}>
        {busy ? 'Logging in …' : 'Log in'}
      </button>
    </form>
  );
}

function Answer({ challenge }: { challenge: Challenge }) {
  return challenge.name === 'NEW_PASSWORD_REQUIRED' ? (
    <label>
      A new password, in place of the first one
      <input name="answer" type="password" autocomplete="new-password" required autofocus />
    </label>
  ) : (
    <label>
      The code that your authenticator shows
      <input name="answer" inputmode="numeric" autocomplete="one-time-code" required autofocus />
    </label>
  );
}
