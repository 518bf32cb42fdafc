import type { PackageFile } from '../../package/package-tree.ts';
import type { YamlMap } from '../../package/yaml-map.ts';
import type { ForeignGroup, ForeignTest } from '../scored-groups.ts';
import type { Translation } from '../translation.ts';

/** Test cases of a problem, in the order in which they are judged. */
export interface DmojCases {
  /** Whether points are said at all. */
  readonly scoring: boolean;
  readonly groups: readonly ForeignGroup[];
}

/** What a problem's own archive holds, by name. */
export type Archive = ReadonlyMap<string, PackageFile>;

/** How the judge finds test cases in an archive where the problem lists none; longer names are none of its. */
const INPUT = /^(?=.*?\.in|in).*?(?:(?:^|\W)(?<batch>\d+)[^\d\s]+)?(?<case>\d+)[^\d\s]*$/i;
const OUTPUT = /^(?=.*?\.out|out).*?(?:(?:^|\W)(?<batch>\d+)[^\d\s]+)?(?<case>\d+)[^\d\s]*$/i;
const LONGEST_NAME = 120;

/** A test case or a batch as it is listed. */
interface Listed {
  readonly points: number;
  readonly tests: readonly ForeignTest[];
  /** Only batches have these. */
  readonly batch?: { readonly number: number; readonly after: readonly number[] };
}

/** Reads the test cases, listed or found by their names; `null` with a fault where there are none. */
export function readCases(translation: Translation, yaml: YamlMap, archive: Archive): DmojCases | null {
  const root = yaml.number('points', { least: 0 }) ?? 1;
  const listed = yaml.isMap('test_cases')
    ? findCases(translation, yaml, archive, root)
    : listCases('test_cases');
  if (listed === null) return null;
  const pretests = yaml.has('pretest_test_cases') ? (listCases('pretest_test_cases') ?? []) : [];
  const all = [...pretests.map(({ tests }) => ({ points: 0, tests })), ...listed];
  const scoring = saysPoints(yaml) || listed.some(({ points }) => points !== root);
  return { scoring, groups: groupsOf(all) };

  function listCases(key: string): Listed[] | null {
    if (!yaml.has(key)) return findCases(translation, yaml, archive, root);
    const maps = yaml.maps(key);
    if (maps === undefined) return null;
    let batches = 0;
    return maps.map((map): Listed => {
      refuseOwnWays(map);
      const points = map.number('points', { least: 0 }) ?? root;
      if (!map.has('batched')) return { points, tests: [readCase(translation, map, archive, points)] };
      batches += 1;
      const cases = map.maps('batched') ?? [];
      for (const one of cases) refuseOwnWays(one);
      return {
        points,
        tests: cases.map((one) => readCase(translation, one, archive, 0)),
        batch: {
          number: batches,
          after: (map.strings('dependencies') ?? []).map(Number),
        },
      };
    });
  }
}

function saysPoints(yaml: YamlMap): boolean {
  const has = (key: string) =>
    !yaml.isMap(key) && yaml.has(key) && (yaml.maps(key) ?? []).some((map) => map.has('points'));
  return (
    yaml.has('points') ||
    has('test_cases') ||
    (yaml.isMap('test_cases') && yaml.child('test_cases')?.has('case_points') === true)
  );
}

/** A checker or a generator that a single test case has. */
function refuseOwnWays(map: YamlMap): void {
  for (const key of ['checker', 'generator', 'generator_args'])
    if (map.has(key))
      map.unsupported(
        'dmoj-own-checker',
        key,
        `A test case with a ${key.replace(/_.*/, '')} of its own is not supported; have one for all, and test data as files.`,
      );
}

function readCase({ reading }: Translation, map: YamlMap, archive: Archive, points: number): ForeignTest {
  const find = (key: string): string | PackageFile | undefined => {
    const name = map.string(key);
    if (name === undefined) return undefined;
    const found = reading.get(name) === undefined ? archive.get(name) : name;
    if (found === undefined)
      map.error(
        'dmoj-data-missing',
        key,
        `The file ${JSON.stringify(name.slice(0, 100))} is neither in the package nor in its archive; put it there.`,
      );
    return found;
  };
  return { input: find('in') ?? EMPTY, answer: find('out'), points };
}

/** The judge gives a test case without an input an empty one. */
const EMPTY: PackageFile = { path: 'init.yml', bytes: 0, kind: 'file', read: () => new Uint8Array() };

/** The problem's archive, empty where it names none; `null` with a fault where it cannot be had. */
export function openArchive({ reading }: Translation, yaml: YamlMap): Archive | null {
  const name = yaml.string('archive');
  if (name === undefined) return new Map();
  const bytes = reading.bytes(name);
  if (bytes === null || reading.openArchive === undefined) {
    yaml.error(
      'dmoj-archive',
      'archive',
      `The archive ${JSON.stringify(name.slice(0, 100))} is not in the package; put it beside init.yml.`,
    );
    return null;
  }
  const { files, faults } = reading.openArchive(bytes);
  for (const { severity, code, file, message } of faults)
    reading[severity === 'warning' ? 'warn' : 'error'](code, file === '' ? name : `${name}/${file}`, message);
  return new Map(
    files
      .filter(({ kind }) => kind === 'file')
      .map((file) => [file.path, { ...file, path: `${name}/${file.path}` }]),
  );
}

/** Test cases by the names of the archive's files, as the judge looks for them. */
function findCases(
  { reading, settingsFile }: Translation,
  yaml: YamlMap,
  archive: Archive,
  points: number,
): Listed[] | null {
  const map = yaml.isMap('test_cases') ? yaml.child('test_cases') : undefined;
  const own = ['input_format', 'output_format', 'case_points'].find((key) => map?.has(key));
  if (own !== undefined) {
    map?.unsupported(
      'dmoj-format',
      own,
      `Test cases that are found by patterns of the package (${own}) are not supported; list them under test_cases.`,
    );
    return null;
  }
  const found = new Map<
    string,
    { input?: PackageFile; answer?: PackageFile; batch?: number; number: number }
  >();
  for (const [pattern, part] of [
    [INPUT, 'input'],
    [OUTPUT, 'answer'],
  ] as const)
    for (const [name, file] of archive) {
      const groups = name.length > LONGEST_NAME ? undefined : pattern.exec(name)?.groups;
      if (groups === undefined) continue;
      const batch = groups['batch'] === undefined ? undefined : Number(groups['batch']);
      const number = Number(groups['case']);
      const key = `${batch}/${number}`;
      const entry = found.get(key) ?? { number, ...(batch === undefined ? {} : { batch }) };
      entry[part] = file;
      found.set(key, entry);
    }
  if (found.size === 0) {
    reading.error(
      'dmoj-no-cases',
      settingsFile,
      'There is no test case: list them under test_cases, or name them in the archive such as 1.in and 1.out.',
    );
    return null;
  }
  const lacking = [...found.values()].find(
    ({ input, answer }) => input === undefined || answer === undefined,
  );
  if (lacking !== undefined)
    reading.error(
      'answer-missing',
      (lacking.input ?? lacking.answer)?.path ?? settingsFile,
      'Of this test case only the input or only the answer is in the archive; add the other, under the same number.',
    );
  const cases = [...found.values()].sort(
    (a, b) => (a.batch ?? a.number) - (b.batch ?? b.number) || a.number - b.number,
  );
  const testOf = ({ input, answer }: { input?: PackageFile; answer?: PackageFile }): ForeignTest => ({
    input: input ?? EMPTY,
    answer,
    points,
  });
  const listed: Listed[] = [];
  let batches = 0;
  for (const [batch, same] of Map.groupBy(cases, (each) => each.batch ?? `case ${each.number}`)) {
    if (typeof batch === 'number') batches += 1;
    listed.push({
      points,
      tests: same.map(testOf),
      ...(typeof batch === 'number' ? { batch: { number: batches, after: [] } } : {}),
    });
  }
  return listed;
}

/**
 * Batches are all or nothing. What is worth nothing must be right before anything behind it counts: the judge stops there.
 */
function groupsOf(listed: readonly Listed[]): ForeignGroup[] {
  const groups: ForeignGroup[] = [];
  const gates: string[] = [];
  let singles: { points: number; tests: ForeignTest[] } | undefined;
  const close = () => {
    if (singles === undefined) return;
    const { points, tests } = singles;
    const name = `cases${groups.length + 1}`;
    groups.push({ name, gives: points === 0 ? 'all' : 'each', points, tests, requires: [...gates] });
    if (points === 0) gates.push(name);
    singles = undefined;
  };
  for (const { points, tests, batch } of listed) {
    if (batch === undefined) {
      if (singles !== undefined && (singles.points === 0) !== (points === 0)) close();
      singles ??= { points, tests: [] };
      singles.tests.push(...tests);
      continue;
    }
    close();
    const name = `batch${batch.number}`;
    const after = batch.after.map((number) => `batch${number}`);
    groups.push({ name, gives: 'all', points, tests, requires: [...gates, ...after] });
    if (points === 0) gates.push(name);
  }
  close();
  return groups;
}
