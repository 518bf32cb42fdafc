import type { ValidatorSetting } from '../grading/run-validator.ts';
import type { DataChecks, ExpectedOfCheck } from './package/data-checks.ts';
import type { ProblemManifest } from './problem.ts';
import { type VerifiedValidator, verifyInputs } from './verify-inputs.ts';
import { verifyOutputs } from './verify-outputs.ts';

/** One input or output of a package, held against what validation must say of it. */
export interface VerifiedData {
  /** Path in the package. */
  readonly file: string;
  readonly expected: ExpectedOfCheck;
  /** Why it is not as expected, one sentence each; empty when it is, or when nobody could say. */
  readonly complaints: readonly string[];
  /** Why nobody could say. */
  readonly skipped?: string;
}

/** What validating a package's own test data found. */
export interface TestDataVerification {
  readonly validators: readonly VerifiedValidator[];
  /** Every input, in judging order, then those that only try the validators. */
  readonly inputs: readonly VerifiedData[];
  /** Outputs of the jury that say something: with the default validator an answer is right by being itself. */
  readonly outputs: readonly VerifiedData[];
  /** Nothing is wrong; what was skipped is not. */
  readonly asExpected: boolean;
}

/** Who runs the validators, and the languages (Judge0's ids) that they may be in. */
export interface VerifyDataOptions extends ValidatorSetting {
  readonly offered: ReadonlySet<number>;
  /** Called before anything that takes its time, with what that is. */
  readonly onBegin?: (what: string) => void;
}

/** Runs the package's input validators on its inputs and output validation on the jury's outputs. Throws JudgeError. */
export async function verifyTestData(
  checks: DataChecks,
  manifest: Pick<ProblemManifest, 'validation' | 'signature'>,
  options: VerifyDataOptions,
): Promise<TestDataVerification> {
  const { validators, inputs } = await verifyInputs(checks, options);
  const outputs = await verifyOutputs(checks.outputs, manifest, options);
  return {
    validators,
    inputs,
    outputs,
    asExpected:
      validators.every(({ failure }) => failure === undefined) &&
      [...inputs, ...outputs].every(({ complaints }) => complaints.length === 0),
  };
}
