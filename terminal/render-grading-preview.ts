import type { GradingPreview } from '../core/api/results.ts';
import { countOf } from '../core/exam/count-of.ts';
import { renderTable } from './table.ts';

type Standing = GradingPreview['changed'][number]['after'];

/** What other rules of grading would change, for people. */
export function renderGradingPreview({
  before,
  after,
  remarks,
  changed,
  participants,
}: GradingPreview): string[] {
  const say = ({ points, solved, penaltyMinutes }: Standing, { rankedBy }: GradingPreview['after']) =>
    rankedBy === 'icpc' ? `${solved} solved, ${penaltyMinutes}'` : String(points);
  return [
    ...remarks.map(({ field, detail }) => `note: ${field} ${detail}`),
    ...(before.rankedBy === after.rankedBy
      ? []
      : [`ranked by ${after.rankedBy === 'points' ? 'points' : "the ICPC's rules"} from then on`]),
    `${countOf(changed.length, 'participant')} of ${participants} would stand otherwise`,
    ...(changed.length === 0
      ? []
      : renderTable(
          ['WHO', 'NAME', 'NOW', 'THEN', 'RANK'],
          changed.map((one) => [
            one.participantId,
            one.name,
            say(one.before, before),
            say(one.after, after),
            one.before.rank === one.after.rank
              ? String(one.after.rank)
              : `${one.before.rank} -> ${one.after.rank}`,
          ]),
        )),
  ];
}
