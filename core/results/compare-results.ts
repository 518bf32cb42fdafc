import type { RankedResult } from './grade-session.ts';

/** What somebody has by one set of rules. */
export type Standing = Pick<RankedResult, 'rank' | 'points' | 'solved' | 'penaltyMinutes'>;

/** Somebody who stands otherwise by other rules. */
export interface ChangedStanding {
  readonly participantId: string;
  readonly name: string;
  readonly before: Standing;
  readonly after: Standing;
}

const standingOf = ({ rank, points, solved, penaltyMinutes }: RankedResult): Standing => ({
  rank,
  points,
  solved,
  penaltyMinutes,
});

/** Of whom points, solved problems, penalty or rank are others after than before, by the rank after. Pure. */
export function compareResults(
  before: readonly RankedResult[],
  after: readonly RankedResult[],
): readonly ChangedStanding[] {
  const had = new Map(before.map((row) => [row.participantId, standingOf(row)]));
  return after.flatMap((row) => {
    const { participantId, name } = row;
    const [was, is] = [had.get(participantId), standingOf(row)];
    const same = was === undefined || JSON.stringify(was) === JSON.stringify(is);
    return same ? [] : [{ participantId, name, before: was, after: is }];
  });
}

/** Those who stand otherwise, who loses most first. Pure. */
export function orderByLoss(changed: readonly ChangedStanding[]): readonly ChangedStanding[] {
  return changed.toSorted(
    (a, b) =>
      gain(a, 'points') - gain(b, 'points') ||
      gain(a, 'solved') - gain(b, 'solved') ||
      gain(b, 'penaltyMinutes') - gain(a, 'penaltyMinutes') ||
      gain(b, 'rank') - gain(a, 'rank') ||
      (a.participantId < b.participantId ? -1 : 1),
  );
}

const gain = ({ before, after }: ChangedStanding, figure: keyof Standing) => after[figure] - before[figure];
