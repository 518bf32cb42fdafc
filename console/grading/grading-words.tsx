import { type GradingView, readRules } from '../../core/api/grading-view.ts';
import { describeRules } from '../../core/exam/describe-rules.ts';
import { DEFAULT_RULES } from '../../core/exam/grading-rules.ts';
import { tellInstants } from '../format.ts';

/** Rules of grading in the words in which participants are told them; the usual ones where nobody has decided any. */
export function GradingWords({ grading }: { grading: GradingView | undefined }) {
  const words = tellInstants(describeRules(grading === undefined ? DEFAULT_RULES : readRules(grading)));
  return (
    <>
      {words.charAt(0).toUpperCase()}
      {words.slice(1)}.
    </>
  );
}
