import { S3Client } from '@aws-sdk/client-s3';
import { S3ProblemObjects } from './problem-objects.ts';

/** Problems' objects in this bucket, by a client of their own. */
export function connectProblemObjects(bucket: string): S3ProblemObjects {
  return new S3ProblemObjects(new S3Client({}), bucket);
}
