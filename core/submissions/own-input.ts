import type { JudgeSubmissionRequest } from '../grading/judge-submission.ts';
import { hashOf } from '../grading/output-digests.ts';

/** What the one run of a trial on an input of the participant's own is called among test cases. */
const OWN_INPUT = 'own-input';

/** What judging runs in place of the problem's test cases when somebody tries an input of their own: nothing is compared. */
export function runOnOwnInput(
  input: string,
): Pick<JudgeSubmissionRequest, 'testCases' | 'readTestData' | 'validation'> {
  const bytes = new TextEncoder().encode(input);
  return {
    testCases: [
      {
        id: OWN_INPUT,
        sample: true,
        group: 'sample',
        inputHash: hashOf(bytes),
        inputBytes: bytes.length,
        // There is no answer, and nobody reads one where nothing is compared.
        answerHash: '',
        answerBytes: 0,
      },
    ],
    readTestData: async () => bytes,
    validation: { kind: 'none' },
  };
}
