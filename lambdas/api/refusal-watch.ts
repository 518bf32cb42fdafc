import { RecentlyUsed } from '../../adapters/recently-used.ts';
import { ApiProblem, PROBLEM_TYPES } from '../../core/api/problem-details.ts';
import type { OperationName } from '../../core/api/routes.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { raiseSignal } from '../../core/security/raise-signal.ts';
import type { SignalKind, SignalPolicy } from '../../core/security/security-signal.ts';
import type { ApiEvent } from './api-event.ts';
import { readHolder } from './caller.ts';
import { GuessWatch } from './guess-watch.ts';
import { matchRoute, readRequest } from './read-request.ts';
import type { Services } from './services.ts';

type RefusalKind = Extract<SignalKind, 'forbidden' | 'bad-token'>;

/** Whose refusals an instance remembers; who was not refused for longest is forgotten. */
const MAX_SUBJECTS = 2_000;
/** Operations that are named of a burst. */
const MAX_NAMED = 5;
/** Refusals of a burst come within so long, ms. */
const SPAN_MS = 60_000;
/** Of wrong join codes there is one signal an hour, whoever tries them: a whole class may have been given a wrong one. */
const GUESSERS = 'callers who join';

interface Span {
  readonly since: number;
  count: number;
  readonly asked: Map<string, number>;
}

/**
 * Counts what callers are refused, so that somebody who looks for doors is seen. In memory, as their limits are: an account has few
 * instances, and a caller whose requests are spread over three of them is seen at three times as many.
 */
export class RefusalWatch {
  readonly #spans = new RecentlyUsed<Span>(MAX_SUBJECTS);

  /**
   * Counts a refusal. @param what the operation that was asked for
   * @returns what is to be told, once for each burst's worth; undefined otherwise
   */
  note(
    kind: RefusalKind,
    subject: string,
    what: string,
    now: number,
    { refusals }: SignalPolicy,
  ): { readonly count: number; readonly evidence: string } | undefined {
    const key = `${kind} ${subject}`;
    const before = this.#spans.get(key);
    const span =
      before === undefined || now - before.since >= SPAN_MS
        ? { since: now, count: 0, asked: new Map<string, number>() }
        : before;
    this.#spans.set(key, span);
    span.count++;
    if (span.asked.has(what) || span.asked.size < MAX_NAMED)
      span.asked.set(what, (span.asked.get(what) ?? 0) + 1);
    if (span.count % refusals !== 0) return undefined;
    const asked = [...span.asked].map(([name, times]) => `${name} ${countOf(times, 'time')}`);
    const within = `${Math.ceil((now - span.since) / 1000)} s`;
    return {
      count: refusals,
      evidence: `refused ${span.count} times within ${within} since ${new Date(span.since).toISOString()}: ${asked.join(', ')}`,
    };
  }
}

const watch = new RefusalWatch();
const guesses = new GuessWatch();

/** Sees to it that a refusal that is one of many is told; what it is, and of whom, is read from the request. Never rejects. */
export async function watchRefusal(error: unknown, event: ApiEvent, services: Services): Promise<void> {
  if (!(error instanceof ApiProblem)) return;
  const operation = operationOf(event);
  const now = services.clock.now();
  const subject = subjectOf(event, services);
  if (operation === 'joinSession' && error.type === 'not-found') {
    const { code } = readRequest(operation, {}, event).body;
    const guessed = guesses.note(subject, code, now);
    if (guessed !== undefined)
      await raiseSignal({ kind: 'wrong-code', subject: GUESSERS, at: now, ...guessed }, services);
    return;
  }
  const kind = kindOf(error);
  if (kind === undefined) return;
  const burst = watch.note(kind, subject, operation, now, services.signalPolicy);
  if (burst !== undefined) await raiseSignal({ kind, subject, at: now, ...burst }, services);
}

function kindOf({ type }: ApiProblem): RefusalKind | undefined {
  const { status } = PROBLEM_TYPES[type];
  return status === 401 ? 'bad-token' : status === 403 ? 'forbidden' : undefined;
}

function operationOf({ requestContext, rawPath }: ApiEvent): OperationName | 'something that is not there' {
  try {
    return matchRoute(requestContext.http.method, rawPath).name;
  } catch {
    return 'something that is not there';
  }
}

/** Who it is by a token that is good, or else by what the authorizer vouches for. */
function subjectOf(event: ApiEvent, services: Services): string {
  try {
    const holder = readHolder(event, services);
    if (holder?.kind === 'person') return `caller ${holder.caller.username}`;
    if (holder?.kind === 'machine') return `machine ${holder.machine.name}`;
  } catch {
    // Told below.
  }
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
  const name = claims['username'] ?? claims['cognito:username'] ?? claims['client_id'] ?? claims['sub'];
  return `token of ${typeof name === 'string' ? name : 'nobody who is named'}`;
}
