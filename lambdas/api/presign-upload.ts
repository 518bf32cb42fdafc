import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

// The default signs a checksum, and of a body that is not there yet: S3 would refuse every other one.
const client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });

/** A URL that takes PUTs of this object until it expires, of whatever size. */
export async function presignUpload(
  bucket: string,
  key: string,
  contentType: string,
  expiresIn: number,
): Promise<string> {
  const put = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType });
  return await getSignedUrl(client, put, { expiresIn });
}
