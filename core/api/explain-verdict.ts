import type { Verdict } from '../grading/verdict.ts';

/** What a verdict means, and what whoever got it does next. */
export interface VerdictExplanation {
  /** `Wrong answer`. */
  readonly name: string;
  readonly meaning: string;
  readonly advice: string;
}

const EXPLANATIONS: Readonly<Record<Verdict, VerdictExplanation>> = {
  AC: { name: 'Accepted', meaning: 'Every test case is right.', advice: 'Go on to the next problem.' },
  WA: {
    name: 'Wrong answer',
    meaning: 'Your program ran, and what it printed is not right.',
    advice:
      'Compare with the samples to the letter. Then mind the smallest and the largest input, ties and negative numbers.',
  },
  TLE: {
    name: 'Time limit',
    meaning: 'Your program did not end in time.',
    advice:
      'How often does the innermost line run for the largest input? Look for another algorithm, and read all input at once. If it waits and does not compute, check how you read.',
  },
  MLE: {
    name: 'Memory limit',
    meaning: 'Your program needed more memory than the problem allows.',
    advice: 'Keep less: no copies of the input, smaller types, no recursion that never ends.',
  },
  OLE: {
    name: 'Output limit',
    meaning: 'Your program printed far more than any right answer.',
    advice: 'Look for a loop that does not end and for printing that was meant for yourself.',
  },
  RTE: {
    name: 'Runtime error',
    meaning: 'Your program ended with a signal, an exception or an exit code other than 0.',
    advice:
      'Mind indices, division by zero, empty input and endless recursion. Try it on the samples to see its stderr.',
  },
  CE: {
    name: 'Compile error',
    meaning: 'Your program does not compile; it did not run, and this does not count as a try.',
    advice: 'Read the first message of the compiler, mend that line and try again.',
  },
  JE: {
    name: 'Not judged',
    meaning: 'We could not judge this. It is not your fault and does not count against you.',
    advice: 'Go on. It is judged again, or your instructor decides.',
  },
};

/** What AC means of a run on an input of the participant's own. */
const RAN: VerdictExplanation = {
  name: 'Ran to its end',
  meaning: 'Your program ran on your input. Nothing was compared: whether it is right only you can say.',
  advice: 'Work the answer out by hand and compare.',
};

/** What a verdict means in words, and what to do. */
export function explainVerdict(
  verdict: Verdict,
  { inputBytes }: { readonly inputBytes?: number | undefined } = {},
): VerdictExplanation {
  return verdict === 'AC' && inputBytes !== undefined ? RAN : EXPLANATIONS[verdict];
}
