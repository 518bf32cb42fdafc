import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { api } from '../api.ts';

/**
 * The session as it was when a dialog opened, so that its revision stands for what was read there; `refresh` reads it
 * anew, after somebody else has changed it.
 */
export function useFreshSession(opened: StaffSession) {
  const [session, setSession] = useState(opened);
  const refresh = async () => {
    const now = await api.call('getSession', { params: { sessionId: opened.sessionId } });
    if (now.view === 'staff') setSession(now);
  };
  return { session, refresh };
}
