import type { GradingRules } from '../exam/grading-rules.ts';
import type { SessionTimes } from '../exam/session.ts';
import { type GradableProblem, worthOf } from './gradable-problem.ts';

/** Something about the rules that their instructor should know or must change. */
export interface RuleRemark {
  readonly field: string;
  readonly detail: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** What is wrong with rules for these problems and times. */
export function checkRules(
  rules: GradingRules,
  problems: readonly GradableProblem[],
  { opensAt }: Pick<SessionTimes, 'opensAt'>,
): readonly RuleRemark[] {
  const faults: RuleRemark[] = [];
  for (const label of Object.keys(rules.points ?? {})) {
    const problem = problems.find((one) => one.label === label);
    if (problem === undefined)
      faults.push({
        field: `grading.points.${label}`,
        detail: `no problem is called so: there are ${problems.map((one) => one.label).join(', ')}`,
      });
    else if (problem.kind === 'scoring' && problem.maxScore === undefined)
      faults.push({
        field: `grading.points.${label}`,
        detail: 'its score has no maximum and is its points as it is: take this out',
      });
  }
  if (rules.pick === 'last-before' && rules.before === undefined)
    faults.push({ field: 'grading.before', detail: 'is missing: last-before needs the time' });
  if (rules.before !== undefined && rules.before <= opensAt)
    faults.push({
      field: 'grading.before',
      detail: `nothing can be submitted before ${iso(rules.before)}: the window opens at ${iso(opensAt)}`,
    });
  if (rules.lateDeduction !== undefined && rules.lateDeduction.dueAt <= opensAt)
    faults.push({
      field: 'grading.lateDeduction.dueAt',
      detail: `everything would be late: the window opens at ${iso(opensAt)}, choose a time between that and its end`,
    });
  return faults;
}

/** What of rules, or of their absence, may be a surprise. */
export function remarkOnRules(
  rules: GradingRules,
  problems: readonly GradableProblem[],
  { closesAt }: Pick<SessionTimes, 'closesAt'>,
): readonly RuleRemark[] {
  const remarks: RuleRemark[] = [];
  const kinds = new Set(problems.map(({ kind }) => kind));
  if (kinds.size > 1 && rules.pick !== 'icpc') {
    const worths = problems.map((one) => `${one.label} ${worthOf(one, rules) ?? 'its score'}`).join(', ');
    remarks.push({
      field: 'problems',
      detail: `some score and some pass or fail, so the session is ranked by points: ${worths}; set others by grading.points`,
    });
  }
  if (kinds.has('scoring') && rules.pick === 'icpc')
    remarks.push({
      field: 'grading.pick',
      detail: "by the ICPC's rules a problem that scores counts only when everything of it is right",
    });
  if (rules.lateDeduction !== undefined && rules.lateDeduction.dueAt >= closesAt)
    remarks.push({
      field: 'grading.lateDeduction.dueAt',
      detail: `nobody can be late: the window closes at ${iso(closesAt)}, and extra time is never late`,
    });
  if (rules.lateDeduction !== undefined && rules.pick === 'icpc')
    remarks.push({
      field: 'grading.lateDeduction',
      detail: "is not used: by the ICPC's rules time is a penalty already",
    });
  return remarks;
}
