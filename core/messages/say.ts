import type { Caller } from '../exam/caller.ts';
import type { Clock } from '../exam/clock.ts';
import { describeMissingProblem, findProblem } from '../exam/find-problem.ts';
import { foldUsername } from '../exam/fold-username.ts';
import type { IdSource } from '../exam/ids.ts';
import type { Recipients } from '../exam/notice.ts';
import type { Refusal } from '../exam/refusal.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { decideQuestion, QUESTION_INTERVAL_MS } from './decide-question.ts';
import type { Message } from './message.ts';
import type { MessageFeed } from './message-feed.ts';
import type { MessageStore } from './message-store.ts';

/** What saying something touches. */
export interface SayPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sessions: Pick<SessionStore, 'listParticipants'>;
  readonly messages: Pick<MessageStore, 'put' | 'takeTurn'>;
  /** Of the session. */
  readonly feed: MessageFeed;
}

export type SayRefusal = Refusal<
  'session-closed' | 'session-cancelled' | 'invalid-request' | 'limit-reached' | 'too-soon' | 'not-found'
>;
export type Said =
  | { readonly said: true; readonly message: Message }
  | { readonly said: false; readonly refusal: SayRefusal };

/** What staff want announced: to everybody, to a group or to one participant. */
export interface Announcement {
  readonly text: string;
  readonly label?: string;
  readonly group?: string;
  readonly participantId?: string;
}

/** The same words to the same people within this time are one announcement that was sent twice, ms. */
const SAME_WITHIN_MS = 60_000;

/** Who says something. */
export type Speaker = Pick<Caller, 'username' | 'machine'>;

/** Announces something. */
export async function announce(
  session: Session,
  wish: Announcement,
  by: Speaker,
  ports: SayPorts,
): Promise<Said> {
  const { text, group } = wish;
  const participantId = wish.participantId === undefined ? undefined : foldUsername(wish.participantId);
  const problem = wish.label === undefined ? undefined : findProblem(session, wish.label);
  if (wish.label !== undefined && problem === undefined)
    return refuse('label', describeMissingProblem(session, wish.label));
  if (group !== undefined && participantId !== undefined)
    return refuse('group', 'name a group or a participant, not both');
  if (group !== undefined || participantId !== undefined) {
    const roster = await ports.sessions.listParticipants(session.sessionId);
    if (group !== undefined && !roster.some((one) => one.group === group))
      return refuse('group', `nobody on the roster is in the group ${group}`);
    if (participantId !== undefined && !roster.some((one) => one.participantId === participantId))
      return refuse('participantId', `${participantId} is not on the roster`);
  }
  const to: Recipients =
    group !== undefined
      ? { group }
      : participantId !== undefined
        ? { participantIds: [participantId] }
        : 'everybody';
  const now = ports.clock.now();
  const same = (await ports.feed.list(now, { fresh: true })).find(
    (one) =>
      one.kind === 'announcement' &&
      one.text === text &&
      one.label === problem?.label &&
      JSON.stringify(one.to) === JSON.stringify(to) &&
      one.at > now - SAME_WITHIN_MS,
  );
  if (same !== undefined) return { said: true, message: same };
  return await write(
    session,
    { kind: 'announcement', text, ...sender(by), to, ...(problem && { label: problem.label }) },
    ports,
  );
}

/** Asks a question of the staff. What waits for its answer already is not asked twice. */
export async function askQuestion(
  session: Session,
  { participantId }: Participant,
  wish: { readonly text: string; readonly label?: string },
  ports: SayPorts,
): Promise<Said> {
  const { sessionId } = session;
  const label =
    wish.label === undefined ? undefined : (findProblem(session, wish.label)?.label ?? wish.label);
  const now = ports.clock.now();
  const messages = await ports.feed.list(now, { fresh: true });
  const decision = decideQuestion(session, { text: wish.text, label }, participantId, messages);
  if (decision.action === 'refuse') return { said: false, refusal: decision.refusal };
  if (decision.action === 'repeat') return { said: true, message: decision.question };
  const waitMs = await ports.messages.takeTurn(sessionId, participantId, now, QUESTION_INTERVAL_MS);
  if (waitMs > 0)
    return {
      said: false,
      refusal: {
        kind: 'too-soon',
        reason: `wait ${Math.ceil(waitMs / 1000)} s before the next question`,
        retryAfterMs: waitMs,
      },
    };
  return await write(
    session,
    {
      kind: 'question',
      text: wish.text,
      from: participantId,
      to: { participantIds: [participantId] },
      ...(label === undefined ? {} : { label }),
    },
    ports,
  );
}

/** Answers a question: to whoever asked it, or to everybody, who then read the question without its asker. */
export async function answerQuestion(
  session: Session,
  questionId: string,
  wish: { readonly text: string; readonly toEverybody: boolean },
  by: Speaker,
  ports: SayPorts,
): Promise<Said> {
  const messages = await ports.feed.list(ports.clock.now(), { fresh: true });
  const question = messages.find(({ messageId, kind }) => messageId === questionId && kind === 'question');
  if (question === undefined)
    return { said: false, refusal: { kind: 'not-found', reason: `there is no question ${questionId}` } };
  const { label, text: questionText } = question;
  const to = wish.toEverybody ? 'everybody' : question.to;
  const same = messages.find(
    (one) =>
      one.questionId === questionId &&
      one.text === wish.text &&
      JSON.stringify(one.to) === JSON.stringify(to),
  );
  if (same !== undefined) return { said: true, message: same };
  return await write(
    session,
    {
      kind: 'answer',
      text: wish.text,
      ...sender(by),
      to,
      questionId,
      ...(label === undefined ? {} : { label }),
      ...(wish.toEverybody ? { questionText } : {}),
    },
    ports,
  );
}

const sender = ({ username, machine }: Speaker) => ({
  from: username,
  ...(machine === undefined ? {} : { via: machine }),
});

async function write(
  { sessionId }: Session,
  said: Omit<Message, 'sessionId' | 'messageId' | 'at'>,
  { clock, ids, messages, feed }: SayPorts,
): Promise<Said> {
  const message = { sessionId, messageId: ids.next(), at: clock.now(), ...said };
  await messages.put(message);
  feed.add(message);
  return { said: true, message };
}

function refuse(field: string, detail: string): Said {
  const refusal = { kind: 'invalid-request' as const, reason: detail, faults: [{ field, detail }] };
  return { said: false, refusal };
}
