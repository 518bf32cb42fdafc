import type { ServeMode } from '../batch-protocol.ts';
import type { ProgramLayout, ProgramSource, SourceFile } from '../languages/language.ts';
import { isOneSource } from '../languages/layout.ts';
import type { Signature } from './signature.ts';

/** What turns a participant's `solve` into a program that the supervisor can ask. */
export interface FunctionDriver {
  readonly mode: Exclude<ServeMode, 'process-each' | 'fork-stdio' | 'interact'>;
  /** Names that the language, or the driver, has for itself: no parameter and no field is called so, in any case. */
  readonly reservedNames: readonly string[];
  /** What no record is called, for the same reason: whole names, or what they look like. */
  readonly reservedRecords: readonly (string | RegExp)[];
  /** Lays out the participant's source together with the generated driver, for the language to compile and run. */
  layOut(source: SourceFile['content'], signature: Signature): ProgramLayout;
  /** The beginning that a participant is given for a signature. */
  makeStub(signature: Signature): string;
}

/** The one source of a function submission. Throws TypeError when there are several files. */
export function onlySource(source: ProgramSource): SourceFile['content'] {
  if (isOneSource(source)) return source;
  const [file, ...more] = source;
  if (file === undefined || more.length > 0) throw new TypeError('a function submission is one file');
  return file.content;
}
