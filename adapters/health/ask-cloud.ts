import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

const s3 = new S3Client({});
const sns = new SNSClient({});
const sqs = new SQSClient({});

/** Below the prefix that the API may read; nothing is ever put there. */
const ABSENT_KEY = 'problems/.none';
/** How S3 says that there is a bucket and no such object: 403 to who may not list what there is. */
const ANSWERS = ['NoSuchKey', 'AccessDenied'];

/** Rejects unless the bucket answers. */
export async function askBucket(bucket: string): Promise<void> {
  try {
    await s3.send(new GetObjectCommand({ Bucket: bucket, Key: ABSENT_KEY }));
  } catch (error) {
    if (!(error instanceof Error && ANSWERS.includes(error.name))) throw error;
  }
}

/** Rejects unless the topic answers. */
export async function askTopic(topicArn: string): Promise<void> {
  await sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
}

/** Rejects unless all queues answer. */
export async function askQueues(urls: readonly string[]): Promise<void> {
  await Promise.all(
    urls.map((url) =>
      sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
      ),
    ),
  );
}
