import type { Session } from '../sessions/session.ts';
import type { Slot } from './slot.ts';

/**
 * The slots of a session whose judges somebody keeps (`direct`, `pooled`); none for a fleet, whose slots open as its
 * hosts become ready. Tokens are not in them: they are parameters that only the executor outside the VPC reads.
 */
export function standingSlotsOf({ sessionId, deployment, languages }: Session): Slot[] {
  if (deployment.kind === 'fleet') return [];
  const judges = deployment.kind === 'direct' ? deployment.judges : [deployment.judge];
  return judges.flatMap((judge, index) =>
    Array.from({ length: judge.slots }, (_, number) => ({
      sessionId,
      hostId: `judge-${index + 1}`,
      number,
      url: judge.url,
      token: '',
      batchLanguages: languages,
      singleLanguages: [],
    })),
  );
}

/** The parameter that holds the token of a standing judge. */
export function tokenParameterOf({ deployment }: Session, slot: Slot): string | undefined {
  if (deployment.kind === 'fleet') return undefined;
  const judges = deployment.kind === 'direct' ? deployment.judges : [deployment.judge];
  return judges.find(({ url }) => url === slot.url)?.tokenParameter;
}
