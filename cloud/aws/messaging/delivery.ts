import { type FauxqsStores, load } from './fauxqs.ts';
import { admits } from './sns.ts';

/** Hands a message of S3 to a queue for the bucket `source`; rejects with the reason when it is not admitted. */
export type Deliver = (queueArn: string, message: string, source: string) => Promise<void>;

/** Deliveries that no caller's role decides: the policy of the receiver does. */
export async function makeDelivery(stores: FauxqsStores): Promise<Deliver> {
  const { SqsStore } = await load<{ SqsStore: { createMessage(body: string): unknown } }>('sqs/sqsStore.js');
  return async (arn, message, source) => {
    const queue = stores.sqs.getQueueByArn(arn);
    if (queue === undefined) throw new Error(`there is no queue ${arn}`);
    if (!admits(queue.attributes['Policy'], arn, source, 's3.amazonaws.com'))
      throw new Error(`the policy of ${arn} does not let s3.amazonaws.com send for ${source}`);
    queue.enqueue(SqsStore.createMessage(message));
  };
}
