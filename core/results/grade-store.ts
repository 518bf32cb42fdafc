import type { GradingRules } from '../exam/grading-rules.ts';
import type { Session } from '../exam/session.ts';
import type { GradableProblem } from './gradable-problem.ts';
import type { ParticipantResult } from './grade-session.ts';

/** A grade as it was published: what is judged again later does not change it, publishing again does. */
export interface PublishedGrade {
  readonly sessionId: string;
  readonly participantId: string;
  /** ms since the epoch. */
  readonly publishedAt: number;
  /** User name of whoever published it. */
  readonly publishedBy: string;
  readonly rules: GradingRules;
  readonly problems: readonly GradableProblem[];
  readonly result: ParticipantResult;
}

/** Keeps published grades. Implementation: adapters/dynamodb/grade-store.ts. */
export interface GradeStore {
  /** Publishes these, in the place of what was published of the same participants. */
  put(grades: readonly PublishedGrade[]): Promise<void>;
  get(sessionId: string, participantId: string): Promise<PublishedGrade | undefined>;
  /** By participant. */
  list(sessionId: string): Promise<readonly PublishedGrade[]>;
  remove(sessionId: string, participantIds: readonly string[]): Promise<void>;
}

/**
 * Whether a stored grade is published: the session's row says so after its grades are written, and stops saying so before
 * they are removed. One that is younger was never told of: publishing died in between, or goes on right now.
 */
export function isPublished(
  { gradesPublishedAt = Number.NEGATIVE_INFINITY }: Pick<Session, 'gradesPublishedAt'>,
  { publishedAt }: Pick<PublishedGrade, 'publishedAt'>,
): boolean {
  return publishedAt <= gradesPublishedAt;
}

/** Whether two grades say the same, whenever they were published. */
export function saySame(
  a: Pick<PublishedGrade, 'rules' | 'problems' | 'result'>,
  b: Pick<PublishedGrade, 'rules' | 'problems' | 'result'>,
): boolean {
  const told = ({ rules, problems, result }: typeof a) => JSON.stringify(sorted([rules, problems, result]));
  return told(a) === told(b);
}

/** With the members of every object in one order: a table gives them back in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
