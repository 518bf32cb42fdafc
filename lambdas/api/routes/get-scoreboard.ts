import { presentBoard } from '../../../core/api/present-board.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { DEFAULT_RULES } from '../../../core/exam/grading-rules.ts';
import { findGradable } from '../../../core/results/find-gradable.ts';
import { ranksByPoints } from '../../../core/results/gradable-problem.ts';
import { scoreInPoints } from '../../../core/results/grade-problem.ts';
import { concealOutcome } from '../../../core/submissions/decide-shown.ts';
import { rankParticipants, type ScoreboardRow } from '../../../core/submissions/scoreboard.ts';
import { findSession } from '../find-session.ts';
import { lookForAll } from '../look-for-all.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

const FRESH_MS = 1_000;

interface Board {
  readonly style: 'icpc' | 'score';
  readonly at: number;
  readonly rows: Readonly<Record<'staff' | 'participant', readonly ScoreboardRow[]>>;
}

const boardOf = lookForAll(FRESH_MS, rank);

export const getScoreboard: RouteHandler<'getScoreboard'> = async ({ params, query, caller }, services) => {
  const { session, as } = await findSession(services, caller, params.sessionId);
  const { style, at, rows } = await boardOf(services, session.sessionId);
  const own = rows[as].filter(({ participantId }) => as === 'staff' || participantId === caller.username);
  return {
    style,
    at: toInstant(at),
    labels: session.problems.map(({ label }) => label),
    ...presentBoard(own, query.cursor),
  };
};

async function rank(services: Services, sessionId: string): Promise<Board> {
  const at = services.clock.now();
  const session = await services.sessions.get(sessionId);
  if (session === undefined) throw new Error(`session ${sessionId} vanished`);
  const [roster, judged, problems] = await Promise.all([
    services.sessions.listParticipants(sessionId),
    services.feedOf(sessionId).refresh(at, session),
    findGradable(services, session),
  ]);
  const rules = session.grading ?? DEFAULT_RULES;
  const style = ranksByPoints(problems, rules) ? 'score' : 'icpc';
  const submissions = style === 'score' ? scoreInPoints(judged, problems, rules) : judged;
  const staff = rankParticipants(session, roster, submissions, style);
  const shown = submissions.map((digest) => concealOutcome(session, digest));
  const conceals = shown.some((digest, index) => digest !== submissions[index]);
  const participant = conceals ? rankParticipants(session, roster, shown, style) : staff;
  return { style, at, rows: { staff, participant } };
}
