import { SCOPE_NAMES, type Scope } from '../exam/machine.ts';
import type { Route } from './route.ts';
import { groupOf, type RouteGroup } from './route-groups.ts';

/** What scopes call the groups of routes. */
const SUBJECTS: Readonly<Record<Exclude<RouteGroup, 'Open to everybody' | 'Stage'>, string>> = {
  Monitoring: 'sessions',
  Resilience: 'sessions',
  Sessions: 'sessions',
  Rosters: 'rosters',
  'Desk and messages': 'messages',
  Submissions: 'submissions',
  Reviews: 'reviews',
  'Results and grades': 'results',
  Problems: 'problems',
  Webhooks: 'webhooks',
};

/**
 * The scope that a machine needs for a route, by one rule: the route's group, then `read` for a GET and `write` for the
 * rest. Undefined where no machine may ask whatever its scopes are: what a person does for themselves, what is not for
 * instructors, and what needs no token.
 * @throws Error for a group that has no such scope: core/exam/machine.ts lacks it
 */
export function scopeOf(route: Route): Scope | undefined {
  const group = groupOf(route);
  const forMachines =
    route.roles.includes('instructor') && route.seat === undefined && route.inPerson === undefined;
  if (group === 'Open to everybody' || group === 'Stage' || !forMachines) return undefined;
  const name = `${SUBJECTS[group]}.${route.method === 'GET' ? 'read' : 'write'}`;
  const scope = SCOPE_NAMES.find((one) => one === name);
  if (scope === undefined)
    throw new Error(`${route.method} ${route.path} asks for a scope ${name} that is none`);
  return scope;
}
