import { createHash } from 'node:crypto';
import { foldUsername } from '../exam/fold-username.ts';
import { timePartOf, ULID_DIGITS } from '../exam/ids.ts';
import { addCounted } from './add-counted.ts';
import { refuseSource } from './request-review.ts';
import { hashSource } from './result-key.ts';
import type { QueuedReview } from './review.ts';
import { SOLIDITY } from './review-languages.ts';
import { MAX_REVIEW_BYTES } from './review-limits.ts';
import type { ReviewPlan, ReviewStore } from './review-store.ts';
import { sourceText } from './source-text.ts';

/** Where files lie that are reviewed since they were put there: `reviews/<username>/<file>`. */
export const REVIEW_UPLOADS = 'reviews/';

/** A file that somebody put below REVIEW_UPLOADS, as S3 tells of it. */
export interface ReviewUpload {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  /** Of the puts of one key the later has the greater. */
  readonly sequencer: string;
  /** When it was put, ms since the epoch. */
  readonly at: number;
}

/** What taking a file touches. */
export interface TakeUploadPorts {
  readonly store: Pick<ReviewStore, 'add' | 'count' | 'get' | 'getUse' | 'takeBack'>;
  /** The file's bytes; undefined when it is gone. */
  readonly readObject: (key: string) => Promise<Uint8Array | 'too-large' | undefined>;
  readonly languages: readonly string[];
  /** The language whose files are called so; undefined when none is. */
  readonly languageOf: (fileName: string) => Promise<string | undefined>;
  readonly plan: ReviewPlan;
  /** Told of a count that could not be taken back. */
  readonly warn: (error: unknown) => void;
}

/** What became of a file. */
export type TakenUpload =
  | { readonly action: 'review'; readonly reason: string; readonly reviewId: string }
  | { readonly action: 'refuse'; readonly reason: string };

/**
 * Makes a review of a file that was put into the bucket: in the list of the user whose folder it lies in, counted by the plan
 * that has no name. Told of the same put again it makes nothing new. What cannot be reviewed is refused with its reason, which is for the log: whoever
 * may write the bucket may read that.
 */
export async function takeUpload(upload: ReviewUpload, ports: TakeUploadPorts): Promise<TakenUpload> {
  const { store, readObject, languages, languageOf, plan, warn } = ports;
  const refuse = (reason: string): TakenUpload => ({ action: 'refuse', reason });
  const place = readKey(upload.key);
  if (place === undefined)
    return refuse(`it does not lie where files to review do: ${REVIEW_UPLOADS}<username>/<file>`);
  const { owner, name } = place;
  const language = await languageOf(name);
  if (language === undefined)
    return refuse(
      `no language is known by the ending of ${JSON.stringify(name)}: it is one of ${languages.join(', ')}`,
    );
  const bytes = upload.size > MAX_REVIEW_BYTES ? 'too-large' : await readObject(upload.key);
  if (bytes === 'too-large')
    return refuse(`it has more than the ${MAX_REVIEW_BYTES} bytes that are reviewed of one`);
  if (bytes === undefined) return refuse('it is gone');
  const source = decode(bytes);
  if (source === undefined) return refuse('it is not text in UTF-8');
  const refusal = refuseSource({ source, language }, languages);
  if (refusal !== undefined) return refuse(refusal.reason);

  const reviewId = idOf(upload);
  const review: QueuedReview = {
    reviewId,
    owner,
    requestedBy: `${owner} (by upload)`,
    requestedAt: upload.at,
    language,
    name,
    kind: 'all',
    bytes: new TextEncoder().encode(source).byteLength,
    sourceHash: hashSource(source),
    attempts: 0,
    state: 'queued',
  };
  const before = { action: 'review', reason: 'it was told of before', reviewId } as const;
  if ((await store.get(reviewId)) !== undefined) return before;
  // Told twice at once, or again after a failure: what is there, or was not written, counts for nothing.
  const counted = { client: owner, plan, of: 'done', now: upload.at } as const;
  const came = await addCounted(store, counted, async () => await store.add(review, source), warn);
  if (came.action === 'refuse') return refuse(came.refusal.reason);
  if (came.action === 'there') return before;
  return { action: 'review', reason: `${owner} put ${name}`, reviewId };
}

/** The language whose files are called so; undefined when none is. */
export async function languageOfFile(name: string): Promise<string | undefined> {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  // All that is known of all languages: fetched for the one that asks.
  const { languageOfExtension } = await import('../grading/languages/index.ts');
  return [ending, ending.toLowerCase()]
    .map((one) => (SOLIDITY.extensions.some((own) => own === one) ? SOLIDITY.id : languageOfExtension(one)))
    .find((language) => language !== undefined);
}

function readKey(key: string): { readonly owner: string; readonly name: string } | undefined {
  if (!key.startsWith(REVIEW_UPLOADS)) return undefined;
  const [owner = '', ...rest] = key.slice(REVIEW_UPLOADS.length).split('/');
  const name = rest.at(-1) ?? '';
  if (owner === '' || name === '' || name.length > 200 || !/^[\p{L}\p{N}_.@+-]{1,128}$/u.test(owner))
    return undefined;
  return { owner: foldUsername(owner), name };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return sourceText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The same for the same put: its time, and a hash of what S3 says of it. */
function idOf({ key, etag, sequencer, at }: ReviewUpload): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([key, etag, sequencer]))
    .digest();
  return timePartOf(at) + [...hash.subarray(0, 16)].map((byte) => ULID_DIGITS[byte % 32]).join('');
}
