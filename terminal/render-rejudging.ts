import pc from 'picocolors';
import type { RejudgingDetails, RejudgingView } from '../core/api/rejudgings.ts';
import { countOf } from '../core/exam/count-of.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

type Judgement = RejudgingDetails['items'][number]['before'];

/** Rejudgings in a row each. */
export function renderRejudgings(rejudgings: readonly RejudgingView[]): string[] {
  return renderTable(
    ['REJUDGING', 'STATE', 'PROBLEM', 'BY VERSION', 'SUBMISSIONS', 'MADE', 'BY'],
    rejudgings.map((one) => [
      one.rejudgingId,
      one.state,
      one.label,
      one.version === one.fromVersion ? String(one.version) : `${one.version} (was ${one.fromVersion})`,
      one.progress === undefined
        ? String(one.submissions)
        : `${one.progress.judged} of ${one.submissions} judged`,
      formatTime(one.createdAt),
      one.createdBy,
    ]),
  );
}

/** A rejudging with what it changes: a matrix from old verdicts to new ones, those that change, and whose results. */
export function renderRejudging(rejudging: RejudgingDetails): string[] {
  const { progress, changed, unchanged, left, items, participants, cursor } = rejudging;
  const { queued, running, quarantined } = progress;
  return [
    ...renderRejudgings([rejudging]),
    ...(queued + running === 0 ? [] : ['', `${countOf(queued, 'waits', 'wait')}, ${running} being judged`]),
    '',
    `${countOf(changed, 'verdict changes', 'verdicts change')}, ${unchanged} ${unchanged === 1 ? 'stays' : 'stay'}`,
    ...(quarantined === 0
      ? []
      : [
          `${quarantined} could not be judged again and ${quarantined === 1 ? 'keeps its' : 'keep their'} verdict`,
        ]),
    ...(left === 0
      ? []
      : [
          `${countOf(left, 'submission', 'submissions')} came later or ${left === 1 ? 'waits' : 'wait'} for a first verdict, and ${left === 1 ? 'is' : 'are'} not in it`,
        ]),
    ...section(renderMatrix(rejudging.matrix)),
    ...section(
      renderTable(
        ['SUBMISSION', 'WHO', 'LANGUAGE', 'BEFORE', 'AFTER'],
        items.map((one) => [
          one.submissionId,
          one.participantId,
          one.language,
          tell(one.before),
          tell(one.after),
        ]),
      ),
    ),
    ...(cursor === undefined ? [] : [`the first ${items.length} of ${changed} are shown`]),
    ...section(
      renderTable(
        ['WHO', 'NAME', 'POINTS', 'SOLVED', 'PENALTY', 'RANK'],
        participants.map(({ participantId, name, before, after }) => [
          participantId,
          name,
          `${before.points} -> ${after.points}`,
          `${before.solved} -> ${after.solved}`,
          `${before.penaltyMinutes} -> ${after.penaltyMinutes}`,
          `${before.rank} -> ${after.rank}`,
        ]),
      ),
    ),
  ];
}

const section = (lines: readonly string[]) => (lines.length === 0 ? [] : ['', ...lines]);

function tell({ verdict, score, firstFailing, passed, testCases }: Judgement): string {
  return [
    verdict,
    ...(score === undefined ? [] : [`${score} points`]),
    `${passed} of ${testCases}`,
    ...(firstFailing === undefined ? [] : [firstFailing]),
  ].join(', ');
}

/** Old verdicts in rows, new ones in columns; what stays is dim. */
function renderMatrix(matrix: RejudgingDetails['matrix']): string[] {
  const from = [...new Set(matrix.map((one) => one.from))].sort();
  const to = [...new Set(matrix.map((one) => one.to))].sort();
  const count = (old: string, now: string) => matrix.find((one) => one.from === old && one.to === now)?.count;
  return renderTable(
    ['WAS', ...to],
    from.map((old) => [
      old,
      ...to.map((now) => {
        const many = String(count(old, now) ?? '');
        return old === now ? pc.dim(many) : many;
      }),
    ]),
  );
}
