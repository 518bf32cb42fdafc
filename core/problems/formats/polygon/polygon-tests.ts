import { type ForeignGroup, type ForeignTest, writePlainTests, writeScoredGroups } from '../scored-groups.ts';
import type { Translation } from '../translation.ts';
import type { XmlElement } from '../xml.ts';
import type { PolygonPrograms } from './polygon-programs.ts';

interface PolygonTest extends ForeignTest {
  readonly sample: boolean;
  readonly group: string;
}

const FULL_PACKAGE =
  'this is no full package. In Polygon, choose Packages and download the one of the type "Full" (for Linux or Windows), which holds all tests and answers.';
/** More tests than a package may have files. */
const MOST_TESTS = 10_000;

/** Takes over the test cases of a test set, with their groups and points. */
export function readTests(
  translation: Translation,
  testset: XmlElement,
  programs: Pick<PolygonPrograms, 'interactive' | 'usesGroups' | 'compareArgs'>,
): { readonly scoring: boolean } {
  const tests = findTests(translation, testset, programs.interactive);
  const samples = tests.filter(({ sample }) => sample);
  writePlainTests(translation, 'sample', samples, { args: programs.compareArgs });
  const scoring = tests.some(({ points }) => points > 0) || hasPoints(testset);
  if (!scoring) {
    const secret = tests.filter(({ sample }) => !sample);
    writePlainTests(translation, 'secret', secret, { args: programs.compareArgs });
    return { scoring };
  }
  writeScoredGroups(translation, groupsOf(testset, tests, programs), { args: programs.compareArgs });
  return { scoring };
}

function hasPoints(testset: XmlElement): boolean {
  return testset.every('groups', 'group').some((group) => pointsOf(group) > 0);
}

function pointsOf(element: XmlElement): number {
  const points = Number(element.attribute('points') ?? '0');
  return Number.isFinite(points) && points > 0 && points < 1e9 ? points : 0;
}

function findTests({ reading }: Translation, testset: XmlElement, interactive: boolean): PolygonTest[] {
  const inputPattern = testset.said('input-path-pattern') ?? 'tests/%02d';
  const answerPattern = testset.said('answer-path-pattern') ?? 'tests/%02d.a';
  const elements = testset.every('tests', 'test').slice(0, MOST_TESTS);
  const tests: PolygonTest[] = [];
  const missing: string[] = [];
  for (const [index, element] of elements.entries()) {
    const input = fill(inputPattern, index + 1);
    const answer = fill(answerPattern, index + 1);
    const hasAnswer = reading.get(answer) !== undefined;
    if (reading.get(input) === undefined) missing.push(input);
    // An interactor may need none.
    else if (!hasAnswer && !interactive) missing.push(answer);
    tests.push({
      input,
      answer: hasAnswer ? answer : undefined,
      points: pointsOf(element),
      sample: element.attribute('sample') === 'true',
      group: element.attribute('group') ?? '',
    });
  }
  const [first] = missing;
  if (first !== undefined)
    reading.error(
      'polygon-not-full',
      first,
      missing.length === 1
        ? `This file is not there: ${FULL_PACKAGE}`
        : `This file and ${missing.length - 1} more of the tests are not there: ${FULL_PACKAGE}`,
    );
  return tests;
}

/** Polygon's patterns: `tests/%02d`. */
function fill(pattern: string, number: number): string {
  return pattern.replace(/%(?:0(\d))?d/, (_, width: string | undefined) =>
    String(number).padStart(Number(width ?? 1), '0'),
  );
}

/** Groups in the order of their names where these are numbers, as Polygon judges them. */
function groupsOf(
  testset: XmlElement,
  tests: readonly PolygonTest[],
  programs: Pick<PolygonPrograms, 'usesGroups'>,
): ForeignGroup[] {
  const described = new Map(
    testset.every('groups', 'group').map((group) => [group.attribute('name') ?? '', group]),
  );
  const byGroup = Map.groupBy(tests, ({ group }) => group);
  const withoutPoints = (name: string) => {
    const description = described.get(name);
    return (
      (description === undefined || pointsOf(description) === 0) &&
      (byGroup.get(name) ?? []).every(({ points }) => points === 0)
    );
  };
  const onlySamples = (name: string) => (byGroup.get(name) ?? []).every(({ sample }) => sample);
  // What is worth nothing and holds samples alone is what samples are here.
  const isSamples = (name: string) => onlySamples(name) && withoutPoints(name);
  return [...byGroup.keys()]
    .filter((name) => !isSamples(name))
    .sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
    .map((name): ForeignGroup => {
      const own = byGroup.get(name) ?? [];
      const description = described.get(name);
      const sum = own.reduce((total, { points }) => total + points, 0);
      const asOne = description?.attribute('points-policy') === 'complete-group';
      const stated = description === undefined ? 0 : pointsOf(description);
      return {
        name: name === '' ? 'tests' : name,
        gives: asOne ? 'all' : 'each',
        points: stated > 0 ? stated : sum,
        tests: own,
        requires: (description?.every('dependencies', 'dependency') ?? []).flatMap((dependency) => {
          const wanted = dependency.attribute('group') ?? '';
          return byGroup.has(wanted) && isSamples(wanted) ? 'sample' : wanted;
        }),
        ...(programs.usesGroups && name !== '' ? { inputArgs: ['--group', name] } : {}),
      };
    });
}
