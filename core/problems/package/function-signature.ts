import { parseDocument } from 'yaml';
import { parseSignature, SignatureError } from '../../grading/function/parse-signature.ts';
import type { Signature } from '../../grading/function/signature.ts';
import { readArguments, readJson, ValueError } from '../../grading/function/values.ts';
import type { TestCase } from '../../grading/test-case.ts';
import { messageOf } from './fault.ts';
import type { PackageReading } from './package-tree.ts';

/** The file that makes a problem a function problem: our addition to the format, which ignores files it does not know. */
export const SIGNATURE_FILE = 'signature.yaml';

/** Larger inputs are not parsed here: judging them would not fit either. */
const MOST_BYTES = 32 * 2 ** 20;

/** The signature of the function that participants write, if the package has one; a wrong one is a fault. */
export function readSignature(reading: PackageReading): Signature | undefined {
  const text = reading.text(SIGNATURE_FILE);
  if (text === null) return undefined;
  try {
    const document = parseDocument(text, { prettyErrors: false });
    const [problem] = document.errors;
    if (problem !== undefined) throw new SignatureError(`this is not valid YAML: ${problem.message}`);
    return parseSignature(document.toJS({ maxAliasCount: 0 }));
  } catch (error) {
    reading.error('signature', SIGNATURE_FILE, `The signature cannot be used: ${messageOf(error)}.`);
    return undefined;
  }
}

/** Faults every test case whose input is not the arguments, or whose answer is not a result, of this signature. */
export function checkValues(
  reading: PackageReading,
  signature: Signature,
  testCases: readonly Pick<TestCase, 'id' | 'inputBytes' | 'answerBytes'>[],
): void {
  for (const { id, inputBytes, answerBytes } of testCases) {
    if (inputBytes + answerBytes > MOST_BYTES) continue;
    check(reading, `data/${id}.in`, (json) => readArguments(signature.parameters, json));
    check(reading, `data/${id}.ans`, (json) => readJson(signature.returns, json));
  }
}

function check(reading: PackageReading, file: string, read: (json: string) => unknown): void {
  const text = reading.text(file);
  if (text === null) return;
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    reading.error(
      'value',
      file,
      `This does not fit the signature: ${error.message}. Mend the value or ${SIGNATURE_FILE}.`,
    );
  }
}
