import type { SessionSchedules } from '../../core/exam/session-schedules.ts';
import type { Env } from './env.ts';

/** The sessions' schedules; the Scheduler client is loaded with the first booking, not with the function. */
export function lazySchedules(env: Env): SessionSchedules {
  let made: Promise<SessionSchedules> | undefined;
  const schedules = () => {
    made ??= import('./make-schedules.ts').then(({ makeSchedules }) => makeSchedules(env));
    return made;
  };
  return {
    plan: async (...args) => await (await schedules()).plan(...args),
    planTermination: async (...args) => await (await schedules()).planTermination(...args),
    remove: async (...args) => await (await schedules()).remove(...args),
  };
}
