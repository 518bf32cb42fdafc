import {
  type BulkAnswer,
  type BulkSubmission,
  bulkSubmission,
  MAX_BULK_LINES,
  MAX_OWN_BULK_LINES,
  NDJSON,
} from '../../core/api/bulk.ts';
import { ApiDocument } from '../../core/api/document.ts';
import { ApiProblem, faultsOf } from '../../core/api/problem-details.ts';
import { actorOf, type Caller } from '../../core/exam/caller.ts';
import { countOf } from '../../core/exam/count-of.ts';
import type { Doorbell } from '../../core/exam/session-event.ts';
import type { IntakePorts } from '../../core/submissions/accept-submission.ts';
import { acceptTogether, type WishOfMany } from '../../core/submissions/accept-together.ts';
import type { Lane } from '../../core/submissions/submission.ts';
import { findSession } from './find-session.ts';
import { handIn, intakePorts, refusalOf, wishOf } from './hand-in.ts';
import { remember } from './remember.ts';
import { toProblem } from './respond.ts';
import type { Services } from './services.ts';

/** What is begun after this is not done before the gateway stops waiting, ms after the request came. */
const TIME_MS = 22_000;
/** Lines that are taken together: as many calls as one step makes at a time, of what one call takes. */
const TOGETHER = 100;
/** Participants whose lines are taken at a time where each is taken by itself. */
const AT_A_TIME = 16;
/** Between two looks at the session and its queue, and between two rings of a lane, ms. */
const FRESH_MS = 1_000;

interface Line {
  readonly number: number;
  readonly participantId: string;
  readonly wanted: BulkSubmission;
}

/**
 * Submits lines, each for itself: those of one participant in their order, those of several at once. Answers as many lines;
 * what there was no time for is to be sent again.
 * @throws ApiProblem for who does not see the session, and for too many lines
 */
export async function submitLines(
  services: Services,
  { caller, sessionId, receivedAt }: { caller: Caller; sessionId: string; receivedAt: number },
  lines: readonly string[],
): Promise<ApiDocument> {
  const { as } = await findSession(services, caller, sessionId);
  const filled = lines.flatMap((text, at) => (text.trim() === '' ? [] : [{ number: at + 1, text }]));
  const most = as === 'participant' ? MAX_OWN_BULK_LINES : MAX_BULK_LINES;
  if (filled.length > most)
    throw new ApiProblem(
      'too-large',
      `there are ${filled.length} lines; at most ${most} are taken at a time: send the rest in another request`,
    );
  const { tell, warn } = services;
  const refused = (number: number, error: unknown, key?: string): BulkAnswer => {
    const told = toProblem(error, sessionId, { warn, error: warn }).toDetails();
    // What failed by us may pass: a line that does not say when counts as one with a fault.
    const problem = told.status >= 500 ? { retryAfterMs: 1_000, ...told } : told;
    return { line: number, ...(key === undefined ? {} : { key }), status: problem.status, problem };
  };
  const answers: BulkAnswer[] = [];
  let taken = 0;
  const read = filled.flatMap(({ number, text }): Line[] => {
    try {
      const wanted = readLine(text);
      return [{ number, wanted, participantId: whoseIs(wanted, as, caller) }];
    } catch (error) {
      answers.push(refused(number, error));
      return [];
    }
  });
  const bell = restrainRinging(services.doorbell, () => services.clock.now());
  const ports = portsFor(services, bell);
  const wishOfLine = ({ participantId, wanted }: Line): WishOfMany => {
    const more = { idempotencyKey: wanted.key, ...(as === 'staff' ? { handedInBy: actorOf(caller) } : {}) };
    return { participantId, wish: { ...wishOf(wanted, wanted.key), ...more } };
  };
  const refuseLine = ({ number, participantId, wanted }: Line, error: unknown) =>
    refused(number, as === 'staff' ? tellStaff(error, participantId) : error, wanted.key);
  const accept = ({ number, wanted }: Line, submissionId: string, outcome: 'accepted' | 'repeated') => {
    if (outcome === 'accepted') taken++;
    return { line: number, key: wanted.key, status: 202, submissionId };
  };
  const isLate = () => services.clock.now() > receivedAt + TIME_MS;
  const submitAlone = async (line: Line): Promise<BulkAnswer> => {
    if (isLate()) return refuseLine(line, noTimeLeft());
    try {
      const { participantId, wish } = wishOfLine(line);
      const { submission, outcome } = await handIn(ports, sessionId, participantId, wish);
      return accept(line, submission.submissionId, outcome);
    } catch (error) {
      return refuseLine(line, error);
    }
  };
  /** Answers what is plain. @returns the rest, to be taken one by one */
  const submitTogether = async (some: readonly Line[]): Promise<readonly Line[]> => {
    if (isLate()) {
      answers.push(...some.map((line) => refuseLine(line, noTimeLeft())));
      return [];
    }
    try {
      const outcomes = await acceptTogether(ports, sessionId, some.map(wishOfLine));
      return some.filter((line, at) => {
        const outcome = outcomes[at] ?? { outcome: 'unsettled' };
        if (outcome.outcome === 'unsettled') return true;
        if ('submissionId' in outcome) answers.push(accept(line, outcome.submissionId, outcome.outcome));
        else answers.push(refuseLine(line, refusalOf(outcome, sessionId)));
        return false;
      });
    } catch (error) {
      answers.push(...some.map((line) => refuseLine(line, error)));
      return [];
    }
  };
  const left: Line[] = [];
  for (const some of inWaves(read)) left.push(...(await submitTogether(some)));
  const waiting = [...Map.groupBy(left, ({ participantId }) => participantId).values()];
  const work = async () => {
    for (let own = waiting.shift(); own !== undefined; own = waiting.shift())
      for (const line of own) answers.push(await submitAlone(line));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  await bell.ringOut().catch((error: unknown) => warn('doorbell.failed', { sessionId, error }));
  tell('submissions.taken', { sessionId, by: actorOf(caller), lines: filled.length, accepted: taken });
  if (as === 'staff' && taken > 0) {
    const at = services.clock.now();
    const reason = `${actorOf(caller)}: ${countOf(taken, 'program')} for participants`;
    // They are accepted, whatever becomes of this.
    await services.hosts
      .recordDecision(sessionId, { at, subject: 'submissions', action: 'hand-in', reason })
      .catch((error: unknown) => warn('request.failed', { sessionId, error }));
  }
  answers.sort((a, b) => a.line - b.line);
  return new ApiDocument({
    mediaType: NDJSON,
    fileName: 'answers.ndjson',
    text: answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''),
    encoding: 'utf-8',
  });
}

/** @throws ApiProblem with every fault of the line */
function readLine(text: string): BulkSubmission {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ApiProblem('malformed-request', `the line is not JSON: ${(error as Error).message}`);
  }
  const parsed = bulkSubmission.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues, bulkSubmission);
  const detail = faults.map((fault) => `${fault.field} ${fault.detail}`).join('; ');
  throw new ApiProblem('invalid-request', `the line has faults: ${detail}`, { faults });
}

/** @throws ApiProblem where staff name nobody, or a participant somebody else */
function whoseIs(
  { participantId }: BulkSubmission,
  as: 'staff' | 'participant',
  { username }: Caller,
): string {
  if (as === 'participant') {
    if (participantId === undefined || participantId === username) return username;
    throw new ApiProblem('missing-role', `you are ${username}, and only staff hand in for ${participantId}`);
  }
  if (participantId !== undefined) return participantId;
  const faults = [{ field: 'participantId', detail: 'is missing: whose program is it?' }];
  throw new ApiProblem('invalid-request', 'the line has faults: participantId is missing', { faults });
}

/** The lines, so many at a time, those of a participant together; each part in their order. */
function inWaves(lines: readonly Line[]): Line[][] {
  const waves: Line[][] = [];
  for (const own of Map.groupBy(lines, ({ participantId }) => participantId).values()) {
    const last = waves.at(-1);
    if (last !== undefined && last.length + own.length <= TOGETHER) last.push(...own);
    else waves.push([...own]);
  }
  return waves.map((wave) => wave.sort((a, b) => a.number - b.number));
}

function noTimeLeft(): ApiProblem {
  return new ApiProblem(
    'unavailable',
    'there was no time left for this line: send it again, with the same key',
    { retryAfterMs: 1_000 },
  );
}

/** To whoever sees the session, a participant whom it does not know is a fault of the line. */
function tellStaff(error: unknown, participantId: string): unknown {
  if (!(error instanceof ApiProblem) || error.type !== 'not-found') return error;
  const detail = `${participantId} is not on the roster`;
  return new ApiProblem('invalid-request', `the line has faults: ${detail}`, {
    faults: [{ field: 'participantId', detail }],
  });
}

/** What intake stands on, with what is the same for all lines looked at once a second. */
function portsFor(services: Services, doorbell: Doorbell): IntakePorts {
  const { sessions, submissions, clock } = services;
  const now = () => clock.now();
  const session = remember(FRESH_MS, now, async (id) => await sessions.get(id));
  const virtualTime = remember(FRESH_MS, now, async (key) => {
    const [sessionId = '', lane] = key.split('#');
    return await submissions.getVirtualTime(sessionId, lane as Lane);
  });
  return {
    ...intakePorts(services),
    doorbell,
    sessions: { get: session },
    submissions: {
      get: (...of) => submissions.get(...of),
      getStates: (...of) => submissions.getStates(...of),
      accept: (...of) => submissions.accept(...of),
      acceptAll: (...of) => submissions.acceptAll(...of),
      getVirtualTime: (sessionId, lane) => virtualTime(`${sessionId}#${lane}`),
    },
  };
}

/**
 * A doorbell that is rung at most once a second for a lane: the table is the queue, and whoever comes takes all that
 * waits. What was rung meanwhile is rung in the end.
 */
function restrainRinging(doorbell: Doorbell, now: () => number) {
  const rungAt = new Map<string, number>();
  const held = new Map<string, Parameters<Doorbell['ring']>[0]>();
  return {
    async ring(event: Parameters<Doorbell['ring']>[0]): Promise<void> {
      held.set(event.lane, event);
      if (now() - (rungAt.get(event.lane) ?? Number.NEGATIVE_INFINITY) < FRESH_MS) return;
      rungAt.set(event.lane, now());
      held.delete(event.lane);
      await doorbell.ring(event);
    },
    async ringOut(): Promise<void> {
      await Promise.all([...held.values()].map((event) => doorbell.ring(event)));
    },
  };
}
