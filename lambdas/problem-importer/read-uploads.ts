import * as z from 'zod/mini';
import { importOfUploadKey } from '../../core/problems/import.ts';

const notification = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })),
});
/** What S3 sends once, when a bucket's notifications are set up. */
const testNotification = z.object({ Event: z.literal('s3:TestEvent') });

/** A message that is no notification of an upload of ours. */
export class MalformedNotificationError extends Error {
  override readonly name = 'MalformedNotificationError';
}

/**
 * The imports whose uploads a message of S3 tells of; none for S3's test notification.
 *
 * @throws MalformedNotificationError when the body is something else, or names a key that no upload of ours has
 */
export function readUploads(body: string): string[] {
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    throw new MalformedNotificationError('the message is not JSON');
  }
  if (testNotification.safeParse(told).success) return [];
  const parsed = notification.safeParse(told);
  if (!parsed.success)
    throw new MalformedNotificationError(
      `the message is no S3 notification: ${z.prettifyError(parsed.error)}`,
    );
  return parsed.data.Records.map(({ s3 }) => {
    const key = decodeKey(s3.object.key);
    const importId = importOfUploadKey(key);
    if (importId === null) throw new MalformedNotificationError(`the object ${key} is no uploaded package`);
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
