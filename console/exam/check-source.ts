import type { ProgramFile } from '../../core/api/submissions.ts';
import { MAX_SOURCE_BYTES } from '../../core/submissions/hand-in-limits.ts';

/** Size of a source as it is sent, bytes of UTF-8. */
export function sourceBytes(source: string): number {
  return new TextEncoder().encode(source).length;
}

/** Size of a program as it is sent, bytes of UTF-8. */
export function programBytes(files: readonly ProgramFile[]): number {
  return files.reduce((sum, { source }) => sum + sourceBytes(source), 0);
}

/**
 * Why this program would be refused, in a sentence for whoever wrote it; undefined when it can be sent.
 * @param sourceKiB the problem's own limit
 */
export function faultOfProgram(
  files: readonly ProgramFile[],
  sourceKiB = MAX_SOURCE_BYTES / 1024,
): string | undefined {
  const empty = files.find(({ source }) => source.trim() === '');
  if (empty !== undefined)
    return files.length === 1
      ? 'There is nothing to send yet: write your program first.'
      : `${empty.name} is empty: write it, or remove it.`;
  if (files.some(({ source }) => source.includes('\0')))
    return 'The source holds NUL characters, which no compiler reads. They often come from a file that is no text: paste or upload the source itself.';
  const most = Math.min(MAX_SOURCE_BYTES, sourceKiB * 1024);
  const bytes = programBytes(files);
  if (bytes > most)
    return `The source has ${Math.ceil(bytes / 1024)} KiB, and at most ${most / 1024} KiB are taken. Large tables are computed faster than they are sent.`;
  return undefined;
}

/** What an uploaded file holds, or why it cannot be a source. Reads UTF-8, and Windows-1252 where it is no UTF-8. */
export function readSourceFile(bytes: Uint8Array): { readonly source: string } | { readonly fault: string } {
  if (bytes.length > MAX_SOURCE_BYTES)
    return {
      fault: `The file has ${Math.ceil(bytes.length / 1024)} KiB, and at most ${MAX_SOURCE_BYTES / 1024} KiB are taken. Is it the source, and not the program?`,
    };
  if (bytes.includes(0))
    return { fault: 'The file holds NUL bytes, so it is no source. Choose the file that you edit.' };
  const source = decode(bytes).replaceAll('\r\n', '\n');
  return { source };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
