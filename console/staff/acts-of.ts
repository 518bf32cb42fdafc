import type { StaffSession } from '../../core/api/sessions.ts';

/** What staff can do with a session as a whole. */
export type Act =
  | 'open'
  | 'extend'
  | 'hours'
  | 'pause'
  | 'resume'
  | 'announce'
  | 'end'
  | 'cancel'
  | 'restore';

/**
 * What the API would do with a session as it stands, in the order in which it is offered: no more and no less, so that
 * nothing is offered that is always refused. Something can be announced also after the end, of a new date, say.
 * @param at the server's time
 */
export function actsOf(session: StaffSession, at: string): readonly Act[] {
  const { cancelled, paused, window, settledAt, fleet } = session;
  if (cancelled !== undefined) return canRestore(session, at) ? ['restore', 'announce'] : ['announce'];
  if (window === 'closed' || settledAt !== undefined) return ['announce'];
  const whileOpen = <Name extends Act>(name: Name) => (window === 'open' ? [name] : []);
  return [
    ...(window === 'before' && fleet.state !== 'failed' ? (['open'] as const) : []),
    ...whileOpen('extend'),
    'hours',
    paused === undefined ? 'pause' : 'resume',
    'announce',
    ...whileOpen('end'),
    'cancel',
  ];
}

/** Whether it was cancelled before anybody could hand in anything. */
export function isCalledOff({ cancelled, times }: StaffSession): boolean {
  return cancelled !== undefined && Date.parse(cancelled.at) < Date.parse(times.opensAt);
}

/** Until it would have opened, and when no hosts were launched for it by then. */
function canRestore({ cancelled, times, deployment }: StaffSession, at: string): boolean {
  if (cancelled === undefined || Date.parse(times.opensAt) <= Date.parse(at)) return false;
  return deployment.kind !== 'fleet' || Date.parse(cancelled.at) < Date.parse(times.launchAt);
}
