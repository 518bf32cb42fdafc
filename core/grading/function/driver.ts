import type { ServeMode } from '../batch-protocol.ts';
import { cppDriver } from '../languages/cpp/function.ts';
import { goDriver } from '../languages/go/function.ts';
import { javaDriver } from '../languages/java/function.ts';
import { javascriptDriver, typescriptDriver } from '../languages/javascript/function.ts';
import type { LanguageId, ProgramLayout, ProgramSource, SourceFile } from '../languages/language.ts';
import { isOneSource } from '../languages/layout.ts';
import { pythonDriver } from '../languages/python/function.ts';
import type { Signature } from './signature.ts';

/** What turns a participant's `solve` into a program that the supervisor can ask. */
export interface FunctionDriver {
  readonly mode: Exclude<ServeMode, 'process-each' | 'fork-stdio'>;
  /** Lays out the participant's source together with the generated driver. */
  layOut(source: SourceFile['content'], signature: Signature): ProgramLayout;
  /** Bash that leaves the driver's command in `cmd`, where the language's own would start something else. */
  run?(layout: ProgramLayout, heapKiB: number): string;
  /** The beginning that a participant is given for a signature. */
  makeStub(signature: Signature): string;
}

/** Languages with a function mode. C and Rust have none: a C list has no length of its own, and Rust is for later. */
export const FUNCTION_DRIVERS: Readonly<Partial<Record<LanguageId, FunctionDriver>>> = {
  cpp: cppDriver,
  java: javaDriver,
  python: pythonDriver,
  javascript: javascriptDriver,
  typescript: typescriptDriver,
  go: goDriver,
};

/** The one source of a function submission. Throws TypeError when there are several files. */
export function onlySource(source: ProgramSource): SourceFile['content'] {
  if (isOneSource(source)) return source;
  const [file, ...more] = source;
  if (file === undefined || more.length > 0) throw new TypeError('a function submission is one file');
  return file.content;
}
