import type { Route } from './route.ts';

/** The groups into which manual and document put operations. */
export const ROUTE_GROUPS = {
  'Open to everybody': 'Asked before there is a token',
  Stage: 'For operators',
  Monitoring: 'For operators: what judging came to, and what batches saved',
  Resilience: 'For operators: what fails, what is done about it, and what they do by hand',
  Sessions: 'Booking, changing and watching exams',
  Rosters: 'Who takes part',
  'Desk and messages': 'What a participant follows, and what is said',
  Submissions: 'Programs and their verdicts',
  Reviews: 'What rules find in sources that are not run',
  'Results and grades': 'What everybody has in the end',
  Problems: 'Problem packages, shared by all staff',
  Webhooks: 'Who is told of events',
} as const;
export type RouteGroup = keyof typeof ROUTE_GROUPS;

/** The group that an operation belongs to. */
export function groupOf({ path, roles }: Pick<Route, 'path' | 'roles'>): RouteGroup {
  if (roles === 'anyone') return 'Open to everybody';
  if (/^\/v1\/(stage|insight)\b/.test(path)) return 'Stage';
  if (path.startsWith('/v1/monitoring')) return 'Monitoring';
  if (/^\/v1\/(audit|resilience)\b/.test(path)) return 'Resilience';
  if (/^\/v1\/(reviews|analyze)\b|\/reviews?$/.test(path)) return 'Reviews';
  if (path.startsWith('/v1/problems')) return 'Problems';
  if (path.startsWith('/v1/webhooks')) return 'Webhooks';
  if (/\/(submissions|sources)\b/.test(path)) return 'Submissions';
  if (/\/(desk|messages|announcements|questions)\b/.test(path)) return 'Desk and messages';
  if (/\/(results|grades?|grading|report|rejudgings)\b/.test(path)) return 'Results and grades';
  if (/\/(participants|join)\b/.test(path)) return 'Rosters';
  return 'Sessions';
}
