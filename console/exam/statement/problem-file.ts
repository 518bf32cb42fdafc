import type { AnswerOf } from '../../../core/api/routes.ts';
import { patientApi } from '../../api.ts';

/** A file of a problem. */
export type ProblemFile = AnswerOf<'getSessionProblemFile'>;

/** Whose files they are. */
export interface FilesOf {
  readonly sessionId: string;
  readonly label: string;
}

/** Files that this page has fetched; what is booked does not change. */
const known = new Map<string, Promise<ProblemFile>>();

/** Fetches a picture of a statement, a PDF or an attachment, once. Throws ApiError. */
export function fetchProblemFile({ sessionId, label }: FilesOf, name: string): Promise<ProblemFile> {
  const key = `${sessionId}/${label}/${name}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const asked = patientApi.call('getSessionProblemFile', { params: { sessionId, label, name } });
  known.set(key, asked);
  // What could not be fetched is fetched again when it is wanted again.
  asked.catch(() => known.delete(key));
  return asked;
}

/** What a file holds. */
export function bytesOf({ base64 }: Pick<ProblemFile, 'base64'>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/**
 * Puts the pictures of a statement in their places: those of the package as the API gives them. One of another address,
 * or that is not there, leaves its words.
 */
export async function fillPictures(root: ParentNode, files: FilesOf): Promise<void> {
  const pictures = [...root.querySelectorAll('img')];
  await Promise.all(
    pictures.map(async (picture) => {
      const source = picture.getAttribute('src') ?? '';
      picture.removeAttribute('src');
      const name = nameOfPicture(source);
      const file =
        name === undefined ? undefined : await fetchProblemFile(files, name).catch(() => undefined);
      if (file?.mediaType.startsWith('image/')) picture.src = `data:${file.mediaType};base64,${file.base64}`;
      else picture.replaceWith(`[${picture.alt === '' ? `picture ${source}` : picture.alt}]`);
    }),
  );
}

/** The name of a picture among the problem's files; undefined for an address elsewhere. */
export function nameOfPicture(source: string): string | undefined {
  if (source === '' || /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(source)) return undefined;
  const plain = source.replace(/^\.\//, '').replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
