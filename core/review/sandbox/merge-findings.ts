import { type Finding, sortFindings } from '../finding.ts';

/**
 * Findings of the detectors and of a sandbox's run in one list: what both say of a line is told once, by the detector, which
 * names what it is about.
 */
export function mergeFindings(detected: readonly Finding[], ran: readonly Finding[]): readonly Finding[] {
  const known = new Set(
    detected.flatMap(({ ruleId, line }) =>
      [ruleId, ...(SAME_AS.get(ruleId) ?? [])].map((same) => `${same} ${line}`),
    ),
  );
  return sortFindings([...detected, ...ran.filter(({ ruleId, line }) => !known.has(`${ruleId} ${line}`))]);
}

/** Rules of compilers that are about the same, by the rule of a detector. */
const SAME_AS: ReadonlyMap<string, readonly string[]> = new Map([
  ['c/uninitialised', ['gcc/uninitialised']],
  ['c/missing-return', ['gcc/missing-return']],
  ['c/wrong-format', ['gcc/wrong-format']],
  ['c/scanf-without-address', ['gcc/wrong-format']],
  ['c/beyond-array', ['gcc/out-of-bounds']],
  ['c/address-of-local', ['gcc/bad-pointer']],
  ['c/gets', ['gcc/dangerous-call']],
  ['python/is-literal', ['python/warning']],
  ['python/assert-tuple', ['python/warning']],
  ['program/missing-break', ['gcc/fallthrough']],
  ['program/assignment-in-condition', ['gcc/brackets']],
  ['program/chained-comparison', ['gcc/brackets']],
  ['program/comparison-in-bits', ['gcc/brackets']],
  ['program/unused-variable', ['gcc/unused']],
  ['program/unused-parameter', ['gcc/unused']],
  ['program/statement-without-effect', ['gcc/unused']],
  ['program/empty-body', ['gcc/misleading']],
  ['program/syntax-error', ['gcc/error', 'python/does-not-compile']],
]);
