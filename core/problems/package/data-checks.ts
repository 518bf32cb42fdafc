import type { OutputValidation, StoredFile } from '../../grading/output-validation.ts';
import type { ContentHash, TestCase } from '../../grading/test-case.ts';
import type { ProblemManifest } from '../problem.ts';
import { type CheckCase, readCheckCases } from './check-cases.ts';
import { checkValues } from './function-signature.ts';
import { nearest } from './groups.ts';
import type { InputArgs } from './input-args.ts';
import { type InputValidator, readInputValidators } from './input-validators.ts';
import type { PackageFile, PackageReading } from './package-tree.ts';
import type { SettledReading } from './settings.ts';
import type { FoundTestCase } from './test-data.ts';
import { checkDefaultArgs, warnOfTestlibArgs } from './validation.ts';

/** What validation must say of an input or an output. */
export type ExpectedOfCheck = 'accepted' | 'rejected';

/** An input that the input validators look at. */
export interface InputCheck {
  /** Path in the package: `data/secret/01.in`. */
  readonly file: string;
  readonly hash: ContentHash;
  readonly bytes: number;
  readonly args: InputArgs;
  /** `accepted`: by every validator. `rejected`: by at least one. */
  readonly expected: ExpectedOfCheck;
}

/** An output that output validation looks at. */
export interface OutputCheck {
  /** Path in the package: `data/secret/01.ans`, `data/invalid_output/1.out`. */
  readonly file: string;
  readonly hash: ContentHash;
  readonly bytes: number;
  /** What it is an output for. */
  readonly testCase: Pick<
    TestCase,
    'inputHash' | 'inputBytes' | 'answerHash' | 'answerBytes' | 'validatorArgs'
  >;
  readonly expected: ExpectedOfCheck;
}

/** All that a package lets be checked about its own test data; no part of the manifest, since judging needs none of it. */
export interface DataChecks {
  readonly validators: readonly InputValidator[];
  readonly inputs: readonly InputCheck[];
  readonly outputs: readonly OutputCheck[];
  /** The bytes that these name, by hash, beside those that the manifest names. */
  readonly contents: ReadonlyMap<ContentHash, PackageFile>;
}

/** What reading the manifest found on the way. */
export interface FoundTestData {
  readonly manifest: ProblemManifest;
  /** Test cases with what their own configuration says. */
  readonly found: readonly FoundTestCase[];
  /** Arguments of input validators by folder. */
  readonly inputArgsOf: ReadonlyMap<string, InputArgs>;
}

/** Finds the input validators, what they must say of which input, and what output validation must say of which output. */
export function readDataChecks(
  reading: SettledReading,
  { manifest, found, inputArgsOf }: FoundTestData,
): DataChecks {
  const { validation, signature, testCases } = manifest;
  const validators = readInputValidators(reading);
  const extra = readCheckCases(reading);
  if (validators.length === 0)
    for (const { id } of extra.filter(({ kind }) => kind === 'invalid-input'))
      reading.warn(
        'check-without-validator',
        `data/${id}.in`,
        'Some input validator must reject this input, and there is none; add one to input_validators/ or remove the input.',
      );
  const argsByFile = new Map(
    extra.flatMap(({ args: { output } }) => (output === undefined ? [] : [[output.file, output.words]])),
  );
  for (const [file, words] of argsByFile)
    if (validation.kind === 'default') checkDefaultArgs(reading, file, words);
    else if (validation.program.testlib === true) warnOfTestlibArgs(reading, file, words);
  const judged = validation.kind === 'interactive' ? [] : extra.flatMap((each) => judgedOf(each) ?? []);
  if (signature !== undefined) checkValues(reading, signature, judged);
  const rootArgs = inputArgsOf.get('') ?? [];
  return {
    validators,
    inputs: [
      ...found.map(({ testCase, ownInputArgs }) => ({
        file: `data/${testCase.id}.in`,
        hash: testCase.inputHash,
        bytes: testCase.inputBytes,
        args: ownInputArgs ?? nearest(inputArgsOf, testCase.id) ?? rootArgs,
        expected: 'accepted' as const,
      })),
      ...extra.map(({ id, kind, input, args }) => ({
        file: `data/${id}.in`,
        hash: input.hash,
        bytes: input.bytes,
        args: args.input ?? rootArgs,
        expected: kind === 'invalid-input' ? ('rejected' as const) : ('accepted' as const),
      })),
    ],
    outputs: [
      ...testCases.flatMap((testCase) => answerOf(reading, validation, testCase) ?? []),
      ...judged.map(({ output, id, kind, ...testCase }) => ({
        file: `data/${id}.out`,
        hash: output.hash,
        bytes: output.bytes,
        testCase,
        expected: kind === 'valid-output' ? ('accepted' as const) : ('rejected' as const),
      })),
    ],
    contents: reading.contents,
  };
}

function judgedOf({ id, kind, input, judged, args }: CheckCase) {
  if (judged === undefined) return undefined;
  return {
    id,
    kind,
    output: judged.output,
    inputHash: input.hash,
    inputBytes: input.bytes,
    answerHash: judged.answer.hash,
    answerBytes: judged.answer.bytes,
    ...(args.output === undefined ? {} : { validatorArgs: args.output.words }),
  };
}

/**
 * The jury's own output for a test case: its `.out`, else its answer. An answer that is told to participants in other
 * words (`.ans.statement`) need not be an output, an empty one that nobody is shown is a validator's that needs none, and the
 * default validator takes an answer for itself.
 */
function answerOf(
  reading: PackageReading,
  validation: OutputValidation,
  testCase: TestCase,
): OutputCheck | undefined {
  const path = `data/${testCase.id}`;
  const check = (file: string, { hash, bytes }: Pick<StoredFile, 'hash' | 'bytes'>): OutputCheck => ({
    file,
    hash,
    bytes,
    testCase,
    expected: 'accepted',
  });
  // An interactor judges what is said to it, and there is nobody to say it.
  if (validation.kind === 'interactive') return undefined;
  if (reading.get(`${path}.out`) !== undefined) {
    const output = reading.store(`${path}.out`, `${testCase.id}.out`);
    return output === null ? undefined : check(`${path}.out`, output);
  }
  if (validation.kind === 'default' || reading.get(`${path}.ans.statement`) !== undefined) return undefined;
  if (testCase.answerBytes === 0 && !testCase.id.startsWith('sample/')) return undefined;
  return check(`${path}.ans`, { hash: testCase.answerHash, bytes: testCase.answerBytes });
}
