import { isPassingStatus } from '../../core/api/ask-schedule.ts';
import { ApiError } from '../../core/api/client.ts';
import type { ProblemImportView } from '../../core/api/problems.ts';
import { api, patientApi } from '../api.ts';
import { NO_ANSWER, toApiError } from '../console-api.ts';

/** How far an import has come. */
export type ImportProgress =
  | { readonly state: 'uploading'; readonly share: number }
  | { readonly state: 'importing' }
  | { readonly state: 'ended'; readonly result: ProblemImportView }
  | { readonly state: 'failed'; readonly reason: string };

const ASK_EVERY_MS = 1_000;
const MAX_ID_LENGTH = 48;

/** The id that a package gets by its file's name: `Two Sum (2).zip` is `two-sum`, as browsers number a second download. */
export function problemIdOf(fileName: string): string {
  const words = fileName
    .replace(/\.zip$/i, '')
    .replace(/ ?\(\d+\)$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const id = (words ?? [])
    .join('-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_ID_LENGTH)
    .replace(/-+$/, '');
  return id === '' ? 'problem' : id;
}

/** Uploads a package and follows its import to the end; `onProgress` hears each step. Never throws. */
export async function importPackage(
  problemId: string,
  file: File,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!/\.zip$/i.test(file.name)) {
    onProgress({
      state: 'failed',
      reason: 'It is no zip file: zip the folder of the package, and drop that.',
    });
    return;
  }
  try {
    onProgress({ state: 'uploading', share: 0 });
    const { importId, uploadUrl, maxBytes } = await patientApi.call(
      'createImport',
      { body: { problemId } },
      signal,
    );
    if (file.size > maxBytes) {
      const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
      onProgress({
        state: 'failed',
        reason: `The package has ${mebibytes(file.size)}; at most ${mebibytes(maxBytes)} are taken.`,
      });
      return;
    }
    await put(uploadUrl, file, (share) => onProgress({ state: 'uploading', share }), signal);
    onProgress({ state: 'importing' });
    const result = await follow(importId, signal);
    onProgress({ state: 'ended', result });
  } catch (error) {
    if (!signal.aborted)
      onProgress({
        state: 'failed',
        reason: toApiError(error).message,
      });
  }
}

async function follow(importId: string, signal: AbortSignal): Promise<ProblemImportView> {
  for (;;) {
    try {
      const found = await api.call('getImport', { params: { importId } }, signal);
      if (found.state === 'imported' || found.state === 'refused') return found;
    } catch (error) {
      const passes =
        error instanceof ApiError && (error.status === NO_ANSWER || isPassingStatus(error.status));
      if (!passes) throw error;
    }
    await new Promise<void>((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    signal.throwIfAborted();
  }
}

/** `fetch` does not tell how much of a body it has sent. */
function put(url: string, file: Blob, onShare: (share: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.setRequestHeader('content-type', 'application/zip');
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new Error(`The upload was refused (${request.status}): drop the file again.`));
    request.onerror = () => reject(new Error('The upload was cut off: drop the file again.'));
    signal.addEventListener('abort', () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(file);
  });
}
