import type { PackageProgram } from '../output-validation.ts';
import { EXIT_ACCEPTED } from '../run-validator.ts';

/**
 * How the supervisor calls an interactor. It has its files on descriptors of its own alone, whose numbers
 * supervisor/src/interactor.c knows too: nothing of them is on the disk or on a command line.
 */
const INPUT = '/proc/self/fd/10';
const ANSWER = '/proc/self/fd/11';
const FOLDER = '/proc/self/fd/12/';

/** testlib's interactors leave what a checker would look at in a file, and say with 0 that all is well. */
const TESTLIB_ACCEPTED = 0;

/** The code with which an interactor accepts. */
export function acceptedCode({ testlib }: Pick<PackageProgram, 'testlib'>): number {
  return testlib === true ? TESTLIB_ACCEPTED : EXIT_ACCEPTED;
}

const utf8 = new TextEncoder();

/** A test case as the supervisor reads it in interactive mode: lengths, arguments, input, answer. */
export function writeInteractiveCase(
  { testlib }: Pick<PackageProgram, 'testlib'>,
  args: readonly string[],
  input: Uint8Array,
  answer: Uint8Array,
): Uint8Array {
  const words = testlib === true ? [INPUT, `${FOLDER}output`, ANSWER] : [INPUT, ANSWER, FOLDER, ...args];
  const said = utf8.encode(words.map((word) => `${word.replaceAll('\0', '')}\0`).join(''));
  const head = utf8.encode(`${input.length} ${answer.length} ${said.length}\n`);
  return Buffer.concat([head, said, input, answer]);
}

/** Bytes that {@link writeInteractiveCase} adds to input and answer, at most. */
export const CASE_OVERHEAD_BYTES = 17 * 1024;
