import type { DirectJudge } from '../exam/deployment.ts';
import type { Session } from '../exam/session.ts';
import type { Slot, SlotLanguages } from './slot.ts';

/** A judge that somebody keeps, under the name that its slots carry. */
export interface StandingJudge extends DirectJudge {
  readonly hostId: string;
}

/** The judges of a session that somebody keeps (`direct`, `pooled`); none for a fleet, whose hosts we launch. */
export function standingJudgesOf({ deployment }: Pick<Session, 'deployment'>): readonly StandingJudge[] {
  if (deployment.kind === 'fleet') return [];
  const judges = deployment.kind === 'direct' ? deployment.judges : [deployment.judge];
  return judges.map((judge, index) => ({ ...judge, hostId: `judge-${index + 1}` }));
}

/**
 * The slots of an examined judge, for the languages that it was found to judge, with its speed. Tokens are not in them: they are
 * parameters that only the executor outside the VPC reads.
 */
export function standingSlotsOf(
  sessionId: string,
  { hostId, url, slots }: StandingJudge,
  found: SlotLanguages & Pick<Slot, 'speedFactor'>,
): Slot[] {
  const slot = { sessionId, hostId, url, token: '', ...found };
  return Array.from({ length: slots }, (_, number) => ({ ...slot, number }));
}

/** The parameter that holds the token of a standing judge. */
export function tokenParameterOf(session: Session, { url }: Pick<Slot, 'url'>): string | undefined {
  return standingJudgesOf(session).find((judge) => judge.url === url)?.tokenParameter;
}
