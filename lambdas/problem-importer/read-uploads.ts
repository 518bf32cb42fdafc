import * as z from 'zod/mini';
import { importOfUploadKey } from '../../core/problems/import.ts';
import { readBody } from '../middleware/messages.ts';
import { InvalidEventError } from '../middleware/parse.ts';

const notification = z.union([
  z.object({ Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })) }),
  // What S3 sends once, when a bucket's notifications are set up.
  z.object({ Event: z.literal('s3:TestEvent') }),
]);

/**
 * The imports whose uploads a message of S3 tells of; none for S3's test notification.
 *
 * @throws InvalidEventError when the body is something else, or names a key that no upload of ours has
 */
export function readUploads(body: string): string[] {
  const told = readBody(notification, body);
  return ('Records' in told ? told.Records : []).map(({ s3 }) => {
    const key = decodeKey(s3.object.key);
    const importId = importOfUploadKey(key);
    if (importId === null) throw new InvalidEventError(`the object ${key} is no uploaded package`);
    return importId;
  });
}

/** S3 writes keys as forms do. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
