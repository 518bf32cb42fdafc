import type { CompareFlags } from '../compare-outputs.ts';
import type { Validated } from '../default-validation.ts';
import type { ProgramRun } from '../program-run.ts';
import type { Signature } from './signature.ts';
import { decodeValue, findDifference, readJson, ValueError, writeJson } from './values.ts';

const NO_ANSWER: Validated = {
  verdict: 'WA',
  detail: { feedback: 'the program ended without an answer' },
};

/** A run with its answer as JSON, for people and for custom validators; as it is when it is no value of the type. */
export function showAnswer({ returns }: Signature, run: ProgramRun): ProgramRun {
  if (!run.complete || run.ending.kind !== 'ok') return run;
  try {
    const output = Buffer.from(`${writeJson(returns, decodeValue(returns, run.output))}\n`);
    return { ...run, output, outputBytes: output.length };
  } catch (error) {
    if (error instanceof ValueError) return run;
    throw error;
  }
}

/** Compares what `solve` returned with the answer: value by value, floats within the problem's tolerance. */
export function validateAnswer(
  signature: Signature,
  run: ProgramRun,
  answer: Uint8Array,
  flags: CompareFlags,
): Validated {
  if (!run.complete) return { verdict: 'unknown', detail: {} };
  if (run.output.length === 0) return NO_ANSWER;
  return compareResults(signature, () => decodeValue(signature.returns, run.output), answer, flags);
}

/** Whether what `solve` returned is a value of its type at all; nothing is compared with it. */
export function checkAnswer({ returns }: Signature, run: ProgramRun): Validated {
  if (!run.complete) return { verdict: 'unknown', detail: {} };
  if (run.output.length === 0) return NO_ANSWER;
  try {
    decodeValue(returns, run.output);
    return { verdict: 'AC', detail: {} };
  } catch (error) {
    if (error instanceof ValueError) return { verdict: 'WA', detail: { feedback: error.message } };
    throw error;
  }
}

/** Compares a result that is written as JSON, as answers are, with the answer. */
export function validateWrittenAnswer(
  signature: Signature,
  output: Uint8Array,
  answer: Uint8Array,
  flags: CompareFlags,
): Validated {
  const read = () => readJson(signature.returns, new TextDecoder().decode(output));
  return compareResults(signature, read, answer, flags);
}

function compareResults(
  { returns }: Signature,
  read: () => ReturnType<typeof readJson>,
  answer: Uint8Array,
  flags: CompareFlags,
): Validated {
  const wanted = readJson(returns, new TextDecoder().decode(answer));
  try {
    const difference = findDifference(returns, read(), wanted, {
      absolute: flags.floatAbsolute,
      relative: flags.floatRelative,
    });
    if (difference === undefined) return { verdict: 'AC', detail: {} };
    return {
      verdict: 'WA',
      detail: { feedback: `the result differs${difference === '' ? '' : ` at result${difference}`}` },
    };
  } catch (error) {
    if (error instanceof ValueError) return { verdict: 'WA', detail: { feedback: error.message } };
    throw error;
  }
}
