import type { Signature } from '../grading/function/signature.ts';
import { readArguments, ValueError } from '../grading/function/values.ts';
import { findFileFaults, type HandInFault } from './check-files.ts';
import { MAX_INPUT_BYTES, MAX_SOURCE_BYTES } from './hand-in-limits.ts';
import type { HandedIn } from './submission.ts';

/** A program as somebody hands it in. */
export type ProgramHandedIn = Pick<HandedIn, 'source' | 'mainFile'> & { readonly language: string };

/** What a problem asks of programs. */
export interface ProgramRules {
  /** What people are told it is called: `problem A`. */
  readonly name: string;
  /** Absent = as much as any problem takes. */
  readonly sourceKiB?: number;
  /** Function problems: what `solve` takes and answers. */
  readonly signature?: Signature;
  /** Whether the program is put together with the code of test cases, and so is one file. */
  readonly isFramed?: boolean;
}

/** Why a program is not taken, whoever hands it in; all faults at once. Which languages may be used is not asked here. */
export function findSourceFaults(
  { source, mainFile, language }: ProgramHandedIn,
  { name, sourceKiB, signature, isFramed = false }: ProgramRules,
): readonly HandInFault[] {
  const faults: HandInFault[] = [];
  const most = Math.min(MAX_SOURCE_BYTES, (sourceKiB ?? Number.POSITIVE_INFINITY) * 1024);
  const bytes = sizeOf(source);
  const isOne = typeof source === 'string';
  const whole = isOne ? 'source' : 'files';
  if (bytes > most)
    faults.push({
      field: whole,
      detail: `${isOne ? 'has' : 'have'} ${bytes} bytes; at most ${most} are taken`,
    });
  if (isOne) faults.push(...findTextFaults('source', source));
  else {
    source.forEach(({ source: text }, index) => {
      faults.push(...findTextFaults(`files[${index}].source`, text));
    });
    if ((signature !== undefined || isFramed) && source.length > 1)
      faults.push({
        field: 'files',
        detail: `are ${source.length}, and ${name} asks for ${isFramed ? 'a part of a program' : 'one function'}: send one source`,
      });
    faults.push(...findFileFaults(source, mainFile, language));
  }
  if (isOne && mainFile !== undefined)
    faults.push({ field: 'mainFile', detail: 'is for submissions of several files: leave it out' });
  return faults;
}

/** Bytes of UTF-8 of one source, or of all files together. */
export function sizeOf(source: HandedIn['source']): number {
  if (typeof source === 'string') return Buffer.byteLength(source);
  return source.reduce((sum, file) => sum + Buffer.byteLength(file.source), 0);
}

function findTextFaults(field: string, text: string): readonly HandInFault[] {
  const faults: HandInFault[] = [];
  if (text.trim() === '') faults.push({ field, detail: 'is empty' });
  if (text.includes('\0'))
    faults.push({ field, detail: 'holds a NUL character; send the text of a program' });
  if (!text.isWellFormed()) faults.push({ field, detail: 'is not valid Unicode; save the file as UTF-8' });
  return faults;
}

/** Why somebody's own input is not taken for a run of a program. */
export function findInputFaults(input: string, signature: Signature | undefined): readonly HandInFault[] {
  const fault = (detail: string) => [{ field: 'input', detail }];
  const bytes = Buffer.byteLength(input);
  if (bytes > MAX_INPUT_BYTES) return fault(`has ${bytes} bytes; at most ${MAX_INPUT_BYTES} are taken`);
  if (!input.isWellFormed()) return fault('is not valid Unicode; save the file as UTF-8');
  if (signature === undefined) return [];
  try {
    readArguments(signature.parameters, input);
    return [];
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const names = signature.parameters.map(({ name }) => name).join(', ');
    return fault(`is nothing that solve takes (${error.message}); write the arguments as JSON: [${names}]`);
  }
}
