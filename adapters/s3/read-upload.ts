import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { classifyError } from '../errors/classify-error.ts';

/** What was uploaded under a key. @returns undefined where nothing is, and for more than `most` bytes that it is too large */
export async function readUpload(
  client: S3Client,
  bucket: string,
  key: string,
  most: number,
): Promise<Uint8Array | 'too-large' | undefined> {
  try {
    const { Body: body, ContentLength: bytes = 0 } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${most}` }),
    );
    if (bytes > most) return 'too-large';
    return await body?.transformToByteArray();
  } catch (error) {
    // To who may not list the bucket S3 says of what is not there that it is denied. Of nothing there is no range.
    if (['not-found', 'denied'].includes(classifyError(error))) return undefined;
    if (error instanceof Error && error.name === 'InvalidRange') return new Uint8Array();
    throw error;
  }
}
