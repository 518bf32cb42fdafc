import type { GradingDraft } from './grading-draft.ts';

/** Which submission counts, as one chooses it. */
export const PICK_WORDS: Readonly<Record<GradingDraft['pick'], string>> = {
  best: 'the submission with the most points',
  last: 'the last submission',
  icpc: "by the ICPC's rules: the first that is right, with penalty",
};
