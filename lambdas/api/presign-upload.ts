import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { uploadKeyOf } from '../../core/problems/import.ts';

const client = new S3Client({});

/** A URL that takes one PUT of this import's package until it expires. */
export async function presignUpload(bucket: string, importId: string, expiresIn: number): Promise<string> {
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: uploadKeyOf(importId),
    ContentType: 'application/zip',
  });
  return await getSignedUrl(client, put, { expiresIn });
}
