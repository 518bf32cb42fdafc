import { countOf } from '../exam/count-of.ts';
import { describeRules } from '../exam/describe-rules.ts';
import type { GradingRules } from '../exam/grading-rules.ts';
import type { Notice, Recipients } from '../exam/notice.ts';
import type { DroppedLanguage, Participant, SessionTimes } from '../exam/session.ts';

/** What is told of a change: words for participants, with times in UTC; pages show the times in their readers' zones. */
export type Told = Omit<Notice, 'noticeId' | 'at'>;

const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
const because = (reason: string | undefined) => (reason === undefined ? '' : `: ${reason}`);

/** That the window opens or closes at another time; nothing when it does not. */
export function tellHours(
  before: Pick<SessionTimes, 'opensAt' | 'closesAt'>,
  after: Pick<SessionTimes, 'opensAt' | 'closesAt'>,
  reason: string | undefined,
): readonly Told[] {
  const { opensAt, closesAt } = after;
  const moved = [
    ...(opensAt === before.opensAt ? [] : [`opens at ${iso(opensAt)} instead of ${iso(before.opensAt)}`]),
    ...(closesAt === before.closesAt
      ? []
      : [`closes at ${iso(closesAt)} instead of ${iso(before.closesAt)}, extra time comes on top`]),
  ];
  if (moved.length === 0) return [];
  return [
    { text: `The session ${moved.join(' and ')}${because(reason)}`, to: 'everybody', opensAt, closesAt },
  ];
}

/** That the window was closed at once. */
export function tellEnd(closesAt: number, reason: string | undefined): Told {
  return {
    text: `The session was ended at ${iso(closesAt)} for everybody${because(reason)}. What was accepted is judged`,
    to: 'everybody',
    closesAt,
  };
}

/** To everybody whose extra time is another now, one notice for each extra time. */
export function tellExtraTime(
  before: readonly Participant[],
  after: readonly Participant[],
  { opensAt, closesAt }: Pick<SessionTimes, 'opensAt' | 'closesAt'>,
  reason: string | undefined,
): readonly Told[] {
  const had = new Map(before.map(({ participantId, extraTimeMs }) => [participantId, extraTimeMs]));
  const changed = after.filter(
    ({ participantId, extraTimeMs }) => had.has(participantId) && had.get(participantId) !== extraTimeMs,
  );
  return [...Map.groupBy(changed, ({ extraTimeMs }) => extraTimeMs)].map(([extraTimeMs, concerned]) => ({
    text: `Your extra time is ${countOf(extraTimeMs / 60_000, 'minute')} in all: your window closes at ${iso(closesAt + extraTimeMs)}${because(reason)}`,
    to: { participantIds: concerned.map(({ participantId }) => participantId) },
    opensAt,
    closesAt: closesAt + extraTimeMs,
  }));
}

/** That nothing is taken for a while. */
export function tellPause(reason: string): Told {
  return {
    text: `Submissions are not taken for the moment: ${reason}. Go on reading and writing`,
    to: 'everybody',
  };
}

/** That submissions are taken again. @param pausedMs how long they were not */
export function tellResume(pausedMs: number, reason: string): Told {
  const minutes = Math.max(1, Math.round(pausedMs / 60_000));
  return {
    text: `Submissions are taken again after ${countOf(minutes, 'minute')}: ${reason}`,
    to: 'everybody',
  };
}

/** That the session is called off. */
export function tellCancellation(reason: string): Told {
  return { text: `The session was cancelled: ${reason}`, to: 'everybody' };
}

/** That a cancellation is taken back. */
export function tellRestoration({ opensAt, closesAt }: SessionTimes, reason: string): Told {
  return {
    text: `The session takes place after all (${reason}): it opens at ${iso(opensAt)} and closes at ${iso(closesAt)}`,
    to: 'everybody',
    opensAt,
    closesAt,
  };
}

/** Which languages cannot be judged, or can be judged again. */
export function tellLanguages(
  before: readonly DroppedLanguage[],
  after: readonly DroppedLanguage[],
): readonly Told[] {
  const without = (all: readonly DroppedLanguage[], some: readonly DroppedLanguage[]) =>
    all.filter(({ language }) => !some.some((one) => one.language === language));
  const texts = [
    ...without(after, before).map(
      ({ language, reason }) =>
        `${language} cannot be judged in this session: ${reason}. Use another language`,
    ),
    ...without(before, after).map(({ language }) => `${language} can be judged in this session after all`),
  ];
  return texts.map((text) => ({ text, to: 'everybody' }));
}

/** That nothing can be judged any more. */
export function tellFailure(reason: string): Told {
  return {
    text: `Nothing can be judged in this session: its judges failed (${reason}). What was handed in is kept and does not count against you; wait for word from your instructor`,
    to: 'everybody',
  };
}

/**
 * That nothing is judged for the moment.
 * @param since when the last host stopped, ms since the epoch
 * @param isAskedFor false: none is launched by itself, staff are to decide
 */
export function tellWithoutHosts(since: number, isAskedFor = true): Told {
  return {
    text: `Nothing is judged for the moment: no machine has judged since ${iso(since)}, and ${isAskedFor ? 'another is asked for' : 'your instructor is to ask for another'}. Go on: what you hand in is kept, and is judged as soon as one is there`,
    to: 'everybody',
  };
}

/** That a host judges again. */
export function tellJudgedAgain(): Told {
  return {
    text: 'Submissions are judged again: what has waited is judged now, one after the other',
    to: 'everybody',
  };
}

/** That the session is graded by other rules. */
export function tellRules(rules: GradingRules, reason: string | undefined): Told {
  return {
    text: `How the session is graded has changed${because(reason)}. From now on ${describeRules(rules)}`,
    to: 'everybody',
  };
}

/** That verdicts are others now, to those whose they are. */
export function tellRejudged(
  label: string,
  reason: string | undefined,
  participantIds: readonly string[],
): Told {
  return {
    text: `Submissions to ${label} were judged again${because(reason)}. A verdict of yours is another now: look at your submissions`,
    to: { participantIds },
  };
}

/** That a problem is judged by another version from now on. */
export function tellCorrection(label: string, reason: string | undefined): Told {
  return {
    text: `Problem ${label} was corrected${because(reason)}. From now on submissions are judged by what it says now: read it again`,
    to: 'everybody',
  };
}

/** What has become of grades, to those whose they are. */
export function tellGrades(what: 'published' | 'changed' | 'withdrawn', to: Recipients): Told {
  const text = {
    published: 'Your grade is published: look at it on the page of the session',
    changed: 'Your grade has changed: look at it on the page of the session',
    withdrawn: 'Your grade has been withdrawn for the moment: it is looked at again',
  }[what];
  return { text, to };
}
