import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { writeRoute } from '../route.ts';

/** Puts whoever is logged in on the roster of the session whose code they were told, and takes them there. */
export function JoinForm() {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const join = async (event: SubmitEvent) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget as HTMLFormElement).get('code') ?? '');
    setBusy(true);
    setFault(undefined);
    try {
      const { sessionId } = await api.call('joinSession', { body: { code } });
      window.location.hash = writeRoute({ page: 'exam', sessionId, part: { view: 'overview' } });
    } catch (failure) {
      const { details } = toApiError(failure);
      setFault(details.faults?.map(({ field, detail }) => `${field} ${detail}`).join(' ') ?? details.detail);
    }
    setBusy(false);
  };

  return (
    <form class="card join" onSubmit={join}>
      <h2>Join with a code</h2>
      <label>
        The code that you were told
        <input
          name="code"
          required
          maxLength={40}
          placeholder="ABCD-EFGH"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
        />
      </label>
      {fault !== undefined && (
        <p role="alert" class="error">
          {fault}
        </p>
      )}
      <button type="submit" disabled={busy}>
        {busy ? 'Joining …' : 'Join'}
      </button>
    </form>
  );
}
