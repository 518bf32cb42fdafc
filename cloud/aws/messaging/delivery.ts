import type { LambdaPort } from '../lambda-port.ts';
import { type FauxqsStores, load } from './fauxqs.ts';
import { admits } from './sns.ts';

/** Hands a message of a service to a queue or function; rejects with the reason when it is not admitted. */
export type Deliver = (
  kind: 'queue' | 'topic' | 'function',
  arn: string,
  message: string,
  source: string,
  service?: string,
) => Promise<void>;

/** Deliveries that no caller's role decides: the policy of the receiver does. */
export async function makeDelivery(stores: FauxqsStores, lambda: () => LambdaPort): Promise<Deliver> {
  const { SqsStore } = await load<{ SqsStore: { createMessage(body: string): unknown } }>('sqs/sqsStore.js');
  return async (kind, arn, message, source, service = 's3.amazonaws.com') => {
    if (kind === 'function') {
      const payload = Buffer.from(message);
      await lambda().invoke({
        functionName: arn,
        invocationType: 'Event',
        payload,
        source: { service, arn: source },
      });
      return;
    }
    const queue = kind === 'queue' ? stores.sqs.getQueueByArn(arn) : undefined;
    if (queue === undefined) throw new Error(`there is no ${kind} ${arn} that is served here`);
    if (!admits(queue.attributes['Policy'], arn, source, service))
      throw new Error(`the policy of ${arn} does not let ${service} send for ${source}`);
    queue.enqueue(SqsStore.createMessage(message));
  };
}
