/**
 * What machines may be allowed to do: `SUBJECT.read` or `SUBJECT.write`. Which of them a route asks for follows from the
 * route (core/api/scope-of.ts).
 */
export const SCOPES = {
  'sessions.read': 'See sessions, how they go and what they cost',
  'sessions.write': 'Book, change, pause, end and cancel sessions, with their rosters',
  'rosters.read': 'See who takes part',
  'rosters.write': 'Invite who takes part',
  'messages.read': 'See what is said in a session',
  'messages.write': 'Announce something and answer questions',
  'submissions.read': 'See programs and their verdicts',
  'submissions.write': 'Hand in programs for participants',
  'reviews.read': 'See reviews and the rules that they look by',
  'reviews.write': 'Have sources reviewed',
  'results.read': 'See results, gradebooks and reports',
  'results.write': 'Publish and withdraw grades, judge again',
  'problems.read': 'See problems and their imports',
  'problems.write': 'Import problem packages',
  'webhooks.read': 'See webhooks and what became of their messages',
  'webhooks.write': 'Make, change and remove webhooks, and have messages sent again',
} as const;
export type Scope = keyof typeof SCOPES;
export const SCOPE_NAMES = Object.keys(SCOPES) as [Scope, ...Scope[]];

/** What scopes begin with in tokens: the API's name among the resource servers of its user pool. */
export const RESOURCE_SERVER = 'assize';

/** The scope as tokens and requests for them name it: `assize/sessions.read`. */
export function fullScope(scope: Scope): string {
  return `${RESOURCE_SERVER}/${scope}`;
}

/** A program that calls with credentials of its own, as a learning platform does. */
export interface Machine {
  readonly name: string;
  /** The user pool's client that is this machine. */
  readonly clientId: string;
  /** Instructors for whom it may act: user names, or `EVERY_INSTRUCTOR`. */
  readonly owners: readonly string[];
}
