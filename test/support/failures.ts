import { ERROR_FAILURES } from '../../adapters/errors/classify-error.ts';
import { FINDING_FAILURES } from '../../core/examination/examination.ts';
import { LAUNCH_FAILURES } from '../../core/fleet/cloud.ts';
import { INSTANCE_FAILURES } from '../../core/fleet/host.ts';
import { JUDGE_FAILURES } from '../../core/grading/judge.ts';
import type { Failure } from '../../core/resilience/failure.ts';
import { MODEL_FAILURES } from '../../core/review/models/language-model.ts';
import { SETBACK_FAILURES } from '../../core/submissions/setbacks.ts';

/** Every table of failures, by its heading in docs/failures.md; in the order of that page. */
export const FAILURES: Readonly<Record<string, Readonly<Record<string, Failure | undefined>>>> = {
  'What hosts are found to be': FINDING_FAILURES,
  'What EC2 says of an instance': INSTANCE_FAILURES,
  'Judge calls': JUDGE_FAILURES,
  'What a submission meets': SETBACK_FAILURES,
  Launches: LAUNCH_FAILURES,
  'Calls of AWS, and functions': ERROR_FAILURES,
  'Language models': MODEL_FAILURES,
};
