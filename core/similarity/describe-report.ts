import { countOf } from '../exam/count-of.ts';
import { MAX_NESTING } from '../syntax/readable-part.ts';
import { LEAST_COMMON, LEAST_FINGERPRINTS, MAX_PAIRS } from './rank-pairs.ts';
import type { ProgramNote, SimilarityReport } from './similarity-report.ts';
import { MAX_LENGTH, MAX_TOKENS } from './token-stream.ts';

/** What every report says of itself, wherever it is shown. */
export const WHAT_IT_MEANS =
  'Similar programs have the same kinds of statements in the same order, whatever things are called. That is no proof of anything: short programs, solutions that were taught and common ideas are similar too. Read both programs, and talk with people, before you conclude anything.';

const NOTES: Readonly<Record<ProgramNote, (programs: string) => string>> = {
  alone: (programs) => `${programs} not compared: nobody else used the language`,
  short: (programs) => `${programs} not compared: too short (fewer than ${LEAST_FINGERPRINTS} fingerprints)`,
  common: (programs) =>
    `${programs} not compared: hardly anything in them is not in the template or in many others`,
  cut: (programs) =>
    `${programs} compared up to a limit: ${MAX_TOKENS} tokens (about 700 lines), ${MAX_LENGTH / 1024} KiB, or ${MAX_NESTING} open brackets`,
  faulty: (programs) => `${programs} hardly parse: what is said of them is rough`,
  words: (programs) => `${programs} compared by words alone: their language has no grammar here`,
};

/** A share in whole percent, never 100 of what is not all. */
export function formatShare(share: number): string {
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}

/** What a report left out and passed over, in sentences. */
export function describeReport(report: SimilarityReport, notStored = 0): readonly string[] {
  const { programs, pairs, pairCount, ignored, rules } = report;
  const bound = rules.commonShare >= 1 ? undefined : Math.round(rules.commonShare * 100);
  return [
    ...(ignored.template > 0 ? ['What everybody was given (starters, stubs, attachments) is left out.'] : []),
    bound === undefined
      ? 'Fragments count however many share them.'
      : `Fragments that more than ${bound} % of the programs (and more than ${LEAST_COMMON}) share are left out: ${countOf(ignored.common, 'fingerprint')}.`,
    ...(Object.keys(NOTES) as ProgramNote[]).flatMap((note) => {
      const count = programs.filter(({ notes }) => notes.includes(note)).length;
      return count === 0 ? [] : [`${NOTES[note](countOf(count, 'program'))}.`];
    }),
    ...(pairCount > pairs.length ? [`The ${MAX_PAIRS} most similar of ${pairCount} pairs are listed.`] : []),
    ...(notStored > 0
      ? [`${countOf(notStored, 'program')} left out: the source is not stored any more.`]
      : []),
  ];
}
