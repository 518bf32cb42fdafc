import { wordsOf } from '../../exam/words.ts';
import type { StoredFile } from '../../grading/output-validation.ts';
import type { TestCase } from '../../grading/test-case.ts';
import { byPath, CHECK_FOLDERS, GROUP_FILES } from './data-folders.ts';
import { storeDataText } from './data-text.ts';
import { type InputArgs, readInputArgs } from './input-args.ts';
import type { PackageReading } from './package-tree.ts';
import { showsInteractions } from './sample-interactions.ts';
import { refuseProgramArgs, type SettledReading } from './settings.ts';
import { hasOwnValidator } from './validation.ts';
import { readYamlMap } from './yaml-map.ts';

/** A test case with the folder whose group configuration applies to it. */
export interface FoundTestCase {
  readonly testCase: Omit<TestCase, 'validatorArgs'>;
  /** Its own `output_validator_args`, where it has a `.yaml`. */
  readonly ownArgs?: readonly string[];
  /** Its own `input_validator_args`, likewise. */
  readonly ownInputArgs?: InputArgs;
}

/** Endings of a test case's files; longer ones first. Those with `null` have no part in judging. */
const ENDINGS = wordsOf(`
  .in.statement .ans.statement .in.download .ans.download .interaction .in .ans .out .yaml .hint .desc
  .png .jpg .jpeg .svg`);
const TEST_CASE_KEYS = wordsOf(`
  args input_validator_args output_validator_args input_visualizer_args output_visualizer_args
  full_feedback hint description`);

/** Finds every test case in `data/sample` and `data/secret`, in judging order, and stores its input and answer. */
export function readTestCases(reading: SettledReading): FoundTestCase[] {
  checkDataFolders(reading);
  const found = [...readFolder(reading, 'sample'), ...readFolder(reading, 'secret')];
  if (found.length === 0) {
    reading.error(
      'no-secret-data',
      'data/secret/',
      'There is no secret test case; add data/secret/<name>.in and <name>.ans.',
    );
  } else if (found.every(({ testCase }) => testCase.sample)) {
    reading.warn(
      'no-secret-data',
      'data/secret/',
      'There is no secret test case, so programs are judged on the samples alone; add data/secret/<name>.in and <name>.ans.',
    );
  }
  warnOfTwins(reading, found);
  return found;
}

function checkDataFolders(reading: PackageReading): void {
  for (const file of reading.below('data')) {
    const [name = ''] = file.split('/');
    if (!['sample', 'secret'].includes(name) && !CHECK_FOLDERS.has(name) && !GROUP_FILES.includes(name))
      reading.passOver(`data/${file}`, 'test cases belong in data/sample and data/secret');
  }
}

function readFolder(reading: SettledReading, kind: 'sample' | 'secret'): FoundTestCase[] {
  const folder = `data/${kind}`;
  const names = new Set<string>();
  const parts = new Map<string, { readonly name: string; readonly ending: string }>();
  for (const file of reading.below(folder)) {
    const base = file.slice(file.lastIndexOf('/') + 1);
    if (GROUP_FILES.includes(base)) continue;
    if (/\.files\//.test(file)) {
      reading.unsupported(
        'input-files',
        `${folder}/${file}`,
        'Test cases with input files (.files) are not supported; put the input on standard input.',
      );
      continue;
    }
    const ending = ENDINGS.find((each) => base.endsWith(each) && base.length > each.length);
    if (ending === undefined) {
      reading.passOver(`${folder}/${file}`, 'no part of a test case');
      continue;
    }
    const name = file.slice(0, -ending.length);
    parts.set(file, { name, ending });
    if (ending === '.in') names.add(name);
  }
  for (const [file, { name, ending }] of parts) {
    if (names.has(name) || (kind === 'sample' && ending === '.interaction' && showsInteractions(reading)))
      continue;
    if (ending !== '.ans') reading.passOver(`${folder}/${file}`, 'there is no input of this name');
    else
      reading.warn(
        'input-missing',
        `${folder}/${file}`,
        `This answer has no input, so it is passed over; add ${name}.in or remove it.`,
      );
  }
  checkLayout(reading, kind, names);
  return [...names].sort(byPath).flatMap((name) => {
    const found = readTestCase(reading, kind, name, parts);
    return found === null ? [] : [found];
  });
}

/** In `2025-09` data/secret has test cases, or folders that all are groups; samples have no groups. */
function checkLayout(reading: SettledReading, kind: 'sample' | 'secret', names: ReadonlySet<string>): void {
  const grouped = [...names].filter((name) => name.includes('/'));
  if (kind === 'sample' && grouped.length > 0 && reading.settings.formatVersion !== 'legacy') {
    reading.warn(
      'sample-groups',
      `data/sample/${grouped[0]}.in`,
      'Samples have no groups, so those in folders are samples like the others; move them up into data/sample.',
    );
  }
  const folders = [...new Set(grouped.map((name) => name.slice(0, name.indexOf('/'))))];
  const plain = folders.filter((folder) => !isConfigured(reading, folder));
  if (
    kind === 'secret' &&
    reading.settings.groupFile === 'test_group.yaml' &&
    plain.length < folders.length
  ) {
    // Where no points are given, what belongs to no group is judged like the rest.
    const say = reading.settings.kind === 'scoring' ? reading.error : reading.warn;
    const loose = [...names].find((name) => !name.includes('/'));
    if (loose !== undefined)
      say.call(
        reading,
        'mixed-secret',
        `data/secret/${loose}.in`,
        'data/secret holds both test cases and groups; move the test cases into a group.',
      );
    for (const folder of plain)
      say.call(
        reading,
        'group-unconfigured',
        `data/secret/${folder}/`,
        'Other folders of data/secret are groups, since they have a test_group.yaml, and this one has none; add one.',
      );
  }
}

/** Whether a folder of data/secret has a configuration, which makes it a group in `2025-09`. */
function isConfigured(reading: SettledReading, folder: string): boolean {
  return reading.get(`data/secret/${folder}/${reading.settings.groupFile}`) !== undefined;
}

function readTestCase(
  reading: SettledReading,
  kind: 'sample' | 'secret',
  name: string,
  parts: ReadonlyMap<string, unknown>,
): FoundTestCase | null {
  const folder = `data/${kind}`;
  const input = `${folder}/${name}.in`;
  const answer = parts.has(`${name}.ans`) ? `${folder}/${name}.ans` : undefined;
  const storedInput = storeDataText(reading, input, `${name}.in`);
  const storedAnswer =
    answer === undefined
      ? withoutAnswer(reading, input, name)
      : storeDataText(reading, answer, `${name}.ans`);
  const hintFile = parts.has(`${name}.hint`) ? reading.text(`${folder}/${name}.hint`)?.trim() : undefined;
  const own =
    parts.has(`${name}.yaml`) && reading.settings.formatVersion === '2025-09'
      ? readConfiguration(reading, `${folder}/${name}.yaml`)
      : {};
  if (storedInput === null || storedAnswer === null) return null;
  const hint = own.hint ?? hintFile;
  const slash = name.indexOf('/');
  const isGroup =
    slash > 0 &&
    (reading.settings.groupFile === 'testdata.yaml' || isConfigured(reading, name.slice(0, slash)));
  return {
    testCase: {
      id: `${kind}/${name}`,
      sample: kind === 'sample',
      group: kind === 'secret' && isGroup ? `secret/${name.slice(0, slash)}` : kind,
      inputHash: storedInput.hash,
      inputBytes: storedInput.bytes,
      answerHash: storedAnswer.hash,
      answerBytes: storedAnswer.bytes,
      ...(hint === undefined ? {} : { hint }),
    },
    ...(own.args === undefined ? {} : { ownArgs: own.args }),
    ...(own.inputArgs === undefined ? {} : { ownInputArgs: own.inputArgs }),
  };
}

/** A validator of the package's own may need no answer; the default one compares with it. */
function withoutAnswer(reading: SettledReading, input: string, name: string): StoredFile | null {
  if (!hasOwnValidator(reading)) {
    reading.error('answer-missing', input, `This input has no answer; add ${name}.ans beside it.`);
    return null;
  }
  reading.warn(
    'answer-missing',
    input,
    "This input has no answer, so the package's output validator is given an empty one.",
  );
  return reading.storeBytes(`${name}.ans`, `${name}.ans`, new Uint8Array());
}

function readConfiguration(
  reading: PackageReading,
  file: string,
): { args?: readonly string[]; inputArgs?: InputArgs; hint?: string } {
  const yaml = readYamlMap(reading, file);
  if (yaml === null) return {};
  yaml.allowOnly(TEST_CASE_KEYS);
  refuseProgramArgs(yaml);
  const args = yaml.strings('output_validator_args');
  const inputArgs = readInputArgs(reading, yaml);
  const hint = yaml.string('hint');
  return {
    ...(args === undefined ? {} : { args }),
    ...(inputArgs === undefined ? {} : { inputArgs }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function warnOfTwins(reading: PackageReading, found: readonly FoundTestCase[]): void {
  const first = new Map<string, string>();
  for (const { testCase } of found) {
    if (testCase.sample) continue;
    const twin = first.get(testCase.inputHash);
    if (twin === undefined) first.set(testCase.inputHash, testCase.id);
    else if (!twin.includes('/', 'secret/'.length) || twin.split('/')[1] === testCase.id.split('/')[1]) {
      reading.warn(
        'same-input',
        `data/${testCase.id}.in`,
        `The input is the same as that of ${twin}; one of them tests nothing.`,
      );
    }
  }
}
