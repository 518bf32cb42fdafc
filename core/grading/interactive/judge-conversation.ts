import { describeEnding, type Ending } from '../program-run.ts';
import { readScore } from '../read-score.ts';
import { EXIT_REJECTED } from '../run-validator.ts';
import { nameSignal, type VerdictDetail } from '../verdict.ts';
import type { Conversation } from './conversation.ts';
import { acceptedCode } from './interactor-call.ts';

/** What a conversation says of a test case; `null`: nothing, since the program's own ending decides. */
export type ConversationVerdict = {
  readonly verdict: 'AC' | 'WA' | 'JE';
  readonly detail: VerdictDetail;
} | null;

/** Codes with which testlib's interactors find a program wrong: wrong answer, presentation, dirt, unexpected end. */
const TESTLIB_REJECTED = [1, 2, 4, 8];
const FEEDBACK_CHARACTERS = 1000;

/**
 * Judges one test case by how both sides ended, in this order:
 *
 * 1. An interactor that crashed, ended with a code that it may not, or took more than it may: JE.
 * 2. One that ended first and rejects: WA, whatever became of the program after that.
 * 3. A program that failed has its own verdict. Silence on both sides is its time limit, unless the interactor had
 *    something to read and the program had not: then JE.
 * 4. What the interactor says.
 *
 * One that only listens has no part in what the program does: there the program's failure comes first. And JE are an
 * input for another pass from one that does not accept, or beyond the passes that there are.
 *
 * @param testlib whether the interactor speaks as testlib's do
 */
export function judgeConversation(
  { ending, conversation }: { readonly ending: Ending; readonly conversation: Conversation },
  { testlib, listens }: { readonly testlib: boolean; readonly listens: boolean },
): ConversationVerdict {
  const { first, cause, exitCode, signal, stuck, asksAgain, passes } = conversation;
  if (listens && ending.kind !== 'ok') return null;
  const accepts = acceptedCode({ testlib });
  const byItself = cause === '-' && signal === 0;
  const accepted = byItself && exitCode === accepts;
  const rejected = byItself && (testlib ? TESTLIB_REJECTED : [EXIT_REJECTED]).includes(exitCode);
  const detail = readDetail(conversation, testlib);
  // Its end by our hand says nothing about it.
  if (!accepted && !rejected && cause !== 'K') {
    const must = testlib ? '0 to 2' : `${accepts} or ${EXIT_REJECTED}`;
    const feedback = `the interactor ${describeInteractor(conversation)}; it must exit with ${must}. ${detail.feedback ?? ''}`;
    return { verdict: 'JE', detail: { feedback: feedback.trim() } };
  }
  if (asksAgain && (rejected || ending.kind === 'ok')) {
    const why = rejected ? 'rejects' : `has had its ${passes} passes (validation_passes)`;
    return { verdict: 'JE', detail: { feedback: `the validator asks for another pass, and ${why}` } };
  }
  if (rejected && first === 'interactor') return { verdict: 'WA', detail };
  if (stuck)
    return {
      verdict: 'JE',
      detail: { feedback: 'the interactor did not read what the program had written, and said nothing' },
    };
  if (ending.kind !== 'ok') return null;
  if (!accepted && !rejected)
    return { verdict: 'JE', detail: { feedback: 'the interactor was ended before it had judged' } };
  return { verdict: accepted ? 'AC' : 'WA', detail };
}

function describeInteractor({ cause, exitCode, signal, stderr }: Conversation): string {
  const said = decode(stderr).trim();
  const words = said === '' ? '' : ` (${said.slice(0, FEEDBACK_CHARACTERS / 2)})`;
  switch (cause) {
    case 'C':
      return describeEnding({ kind: 'TLE', clock: 'cpu' });
    case 'W':
      return 'did not end after the program had';
    case 'M':
      return describeEnding({ kind: 'MLE' });
    default:
      return signal === 0
        ? `ended with exit code ${exitCode}${words}`
        : `was ended by ${nameSignal(signal)}${words}`;
  }
}

function readDetail({ message, score, stderr }: Conversation, testlib: boolean): VerdictDetail {
  const feedback = decode(testlib ? stderr : message)
    .slice(0, FEEDBACK_CHARACTERS)
    .trim();
  const points = readScore(decode(score));
  return {
    ...(points === undefined ? {} : { score: points }),
    ...(feedback === '' ? {} : { feedback }),
  };
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
