import { S3Client } from '@aws-sdk/client-s3';
import { readUpload } from '../../adapters/s3/read-upload.ts';

const client = new S3Client({});

/** What was uploaded to the bucket, by a client of its own. */
export async function readUploadOf(bucket: string, key: string, most: number): ReturnType<typeof readUpload> {
  return await readUpload(client, bucket, key, most);
}
