import type { Session } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import type { SessionChangeRequest } from './session-change.ts';

/** A session's policy with who sees reviews from now on, beside what else is changed of it: at any time, after the end too. */
export function reviewedAs(
  { policy }: Session,
  { reviews }: SessionChangeRequest,
  changed: Pick<StoredChange, 'policy'>,
): Pick<StoredChange, 'policy'> {
  if (reviews === undefined || reviews === (policy.reviews ?? 'off')) return {};
  return { policy: { ...policy, ...changed.policy, reviews } };
}
