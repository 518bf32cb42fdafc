import type { TestCase, TestGroup } from './test-case.ts';
import type { JudgedTestCase, VerdictDetail } from './verdict.ts';

/** What scoring needs of a test case's result; a validator's score is in 0..maxScore of its group's share, or unbounded. */
export type ScoredTestCase = JudgedTestCase & { readonly detail: Pick<VerdictDetail, 'score'> };

/**
 * The score of a submission, as the package's groups say; the sum over the top groups (those whose name has no
 * parent in the list, samples too when they carry points).
 *
 * - `pass-fail`: maxScore when every test case is AC, else 0.
 * - `sum`: each test case is worth maxScore / n, or what the validator gave it.
 * - `min`: the smallest of what its test cases are worth, each worth maxScore or what the validator gave it.
 * A group whose required groups are not all right counts 0.
 */
export function scoreSubmission(
  testCases: readonly TestCase[],
  groups: readonly TestGroup[],
  results: readonly ScoredTestCase[],
): number {
  const resultOf = new Map(results.map((result) => [result.testCaseId, result]));
  const names = new Set(groups.map(({ name }) => name));
  const parentOf = (name: string): string | undefined => {
    for (let cut = name.lastIndexOf('/'); cut > 0; cut = name.lastIndexOf('/', cut - 1))
      if (names.has(name.slice(0, cut))) return name.slice(0, cut);
    return undefined;
  };
  const within = (name: string, group: string) => name === group || name.startsWith(`${group}/`);
  const allRight = (name: string) =>
    testCases.every(
      (testCase) => !within(testCase.group, name) || resultOf.get(testCase.id)?.verdict === 'AC',
    );

  const scoreGroup = (group: TestGroup): number => {
    if (!group.requires.every(allRight)) return 0;
    const own = testCases.filter((testCase) => testCase.group === group.name);
    const children = groups.filter((child) => parentOf(child.name) === group.name);
    if (group.aggregation === 'pass-fail') return allRight(group.name) ? (group.maxScore ?? 1) : 0;
    const full = group.maxScore ?? 1;
    const worth = group.aggregation === 'sum' ? full / Math.max(1, own.length) : full;
    const parts = [
      ...own.map(({ id }) => {
        const result = resultOf.get(id);
        return result?.verdict === 'AC' ? (result.detail.score ?? worth) : 0;
      }),
      ...children.map(scoreGroup),
    ];
    if (parts.length === 0) return 0;
    if (group.aggregation === 'min') return Math.min(...parts);
    const sum = parts.reduce((total, part) => total + part, 0);
    return group.maxScore === null ? sum : Math.min(group.maxScore, sum);
  };

  const score = groups
    .filter((group) => parentOf(group.name) === undefined)
    .map(scoreGroup)
    .reduce((total, part) => total + part, 0);
  return Math.round(score * 1e6) / 1e6;
}
