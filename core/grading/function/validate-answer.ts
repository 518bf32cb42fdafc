import type { CompareFlags } from '../compare-outputs.ts';
import type { Validated } from '../default-validation.ts';
import type { ProgramRun } from '../program-run.ts';
import type { Signature } from './signature.ts';
import { decodeValue, findDifference, readJson, ValueError, writeJson } from './values.ts';

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
  { returns }: Signature,
  run: ProgramRun,
  answer: Uint8Array,
  flags: CompareFlags,
): Validated {
  if (!run.complete) return { verdict: 'unknown', detail: {} };
  const wanted = readJson(returns, new TextDecoder().decode(answer));
  if (run.output.length === 0)
    return { verdict: 'WA', detail: { feedback: 'the program ended without an answer' } };
  try {
    const got = decodeValue(returns, run.output);
    const difference = findDifference(returns, got, wanted, {
      ...(flags.floatAbsolute === undefined ? {} : { absolute: flags.floatAbsolute }),
      ...(flags.floatRelative === undefined ? {} : { relative: flags.floatRelative }),
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
