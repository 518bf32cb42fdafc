import { given } from '../exam/given.ts';
import type { JudgeSubmissionRequest } from '../grading/judge-submission.ts';
import type { HandedIn } from './submission.ts';

/** A program that was handed in as judging takes it. */
export function toProgram({
  source,
  mainFile,
}: Pick<HandedIn, 'source' | 'mainFile'>): Pick<JudgeSubmissionRequest, 'source' | 'entryPoint'> {
  return {
    source:
      typeof source === 'string' ? source : source.map((file) => ({ name: file.name, content: file.source })),
    ...given({ entryPoint: mainFile }),
  };
}
