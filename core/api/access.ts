import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { scopeOf } from './scope-of.ts';

/** Who may stand before a route, seen from the session that it is about. */
export const PERSONS = {
  operator: 'operator',
  owner: 'instructor who booked',
  instructor: 'another instructor',
  author: 'participant, own',
  classmate: 'participant, of another',
  outsider: 'participant not on the roster',
  grouplessUser: 'in no group',
  stranger: 'no access token',
} as const;
export type Person = keyof typeof PERSONS;

/**
 * How a route meets somebody: it answers, hides that the thing is there, or refuses them by role or for want of an access
 * token.
 */
export type Access = 'answers' | 404 | 403 | 401;

/** What each person may expect of a route: its roles, and then whose the session and the submission is. */
export function accessOf(route: Route): Readonly<Record<Person, Access>> {
  const { roles, path, seat } = route;
  const ofSomebody = /\{(sessionId|webhookId)\}/.test(path);
  const of = (role: 'operator' | 'instructor' | 'participant', seen: boolean): Access => {
    if (roles === 'anyone') return 'answers';
    if (!roles.includes(role)) return 403;
    return seen || !ofSomebody ? 'answers' : 404;
  };
  // Staff see a session without a place on its roster; what needs one is for those who have it.
  const asStaff = seat !== true;
  return {
    operator: of('operator', asStaff),
    owner: of('instructor', asStaff),
    instructor: of('instructor', false),
    author: of('participant', true),
    classmate: of('participant', !path.includes('{submissionId}')),
    outsider: of('participant', false),
    grouplessUser: roles === 'anyone' ? 'answers' : 403,
    stranger: roles === 'anyone' ? 'answers' : 401,
  };
}

/** The table of every route and everybody as Markdown: what docs/api-access.md holds between its marks. */
export function writeAccess(): string {
  const cell = (access: Access) => (access === 'answers' ? 'yes' : String(access));
  return [
    `| route | ${Object.values(PERSONS).join(' | ')} | machine with the scope |`,
    `|---|${'---|'.repeat(Object.keys(PERSONS).length + 1)}`,
    ...Object.values(routes).map((route: Route) => {
      const access = accessOf(route);
      const cells = (Object.keys(PERSONS) as Person[]).map((person) => cell(access[person]));
      const scope = scopeOf(route);
      const machine = route.roles === 'anyone' ? 'yes' : scope === undefined ? '403' : `\`${scope}\``;
      return `| \`${route.method} ${route.path}\` | ${cells.join(' | ')} | ${machine} |`;
    }),
  ].join('\n');
}
