/** Answers that staff give again and again; what is sent is text like any other. */
export const CANNED_ANSWERS: readonly string[] = [
  'Please read the problem statement again.',
  'No comment.',
  'Yes.',
  'No.',
  'The sample test cases show this.',
  'We are looking into it.',
  'This will be announced to everybody.',
  'Please ask a question that can be answered with yes or no.',
];
