import type { ProgramSource } from './languages/language.ts';
import { isOneSource } from './languages/layout.ts';

/**
 * What is put around a participant's program where it is no whole one: the problem's test cases are code that calls it. The
 * frame reads the first line of the input, a number, and runs that test case's code; the rest is the test case's own input.
 */
export interface Frame {
  /** The one language that the problem can be solved in. */
  readonly language: string;
  readonly before: string;
  /** Between the program and the code of test cases. */
  readonly between: string;
  readonly after: string;
  /** Code by the ids of test cases. */
  readonly testCases: Readonly<Record<string, string>>;
  /** Texts of the program that the frame has others for, each with what it becomes. */
  readonly replace?: readonly (readonly [from: string, to: string])[];
}

/** A program of several files, where one is framed. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/**
 * The whole program for these test cases, and with the code of no other: what a program may learn of test cases that it is
 * not judged on, it could show in a trial. Throws FrameError for a program of several files.
 */
export function frameProgram(
  { before, between, after, testCases, replace = [] }: Frame,
  source: ProgramSource,
  ids: readonly string[],
): string {
  const program = replace.reduce((text, [from, to]) => text.replaceAll(from, to), textOf(source));
  const code = ids.map((id) => (Object.hasOwn(testCases, id) ? (testCases[id] ?? '') : ''));
  return [before, program, '\n', between, ...code, after].join('');
}

function textOf(source: ProgramSource): string {
  const files = isOneSource(source) ? [{ content: source }] : source;
  const [file, another] = files;
  if (file === undefined || another !== undefined)
    throw new FrameError('only a program of one file can be put together with the code of test cases');
  return typeof file.content === 'string' ? file.content : new TextDecoder().decode(file.content);
}
