import type { AwsCall, AwsResponse, AwsService } from '../http-types.ts';
import { UnservedOperation } from '../http-types.ts';
import { evaluate } from '../iam/evaluate.ts';
import type { Log } from '../log.ts';
import type { PolicyDocument } from '../principals.ts';
import { type FauxqsStores, makeFauxqsApp, type SnsStore, type SqsStore } from './fauxqs.ts';
import { pick } from './sqs.ts';

/**
 * SNS: fauxqs, delivering only to queues whose policy lets this topic send. AWS drops the others without a word to
 * the publisher; here the log names them.
 */
export async function makeSns(stores: FauxqsStores, region: string, log: Log): Promise<SnsService> {
  // Fan-out looks a subscription up and, in the same breath, its queue: so the guard knows whose message it is.
  let topic = '';
  const sns: SnsStore = Object.assign(Object.create(stores.sns) as SnsStore, {
    getSubscription(arn: string) {
      const subscription = stores.sns.getSubscription(arn);
      topic = subscription?.topicArn ?? '';
      return subscription;
    },
  });
  const sqs: SqsStore = Object.assign(Object.create(stores.sqs) as SqsStore, {
    getQueueByArn(arn: string) {
      const queue = stores.sqs.getQueueByArn(arn);
      if (queue === undefined || admits(queue.attributes['Policy'], arn, topic)) return queue;
      log(
        'error',
        'sns',
        `delivery refused: the policy of ${arn} does not let sns.amazonaws.com send for ${topic}`,
      );
      return undefined;
    },
  });
  const app = await makeFauxqsApp({ ...stores, sqs, sns }, region);

  const post = async (host: string, payload: string | Buffer) =>
    await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host,
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/sns/aws4_request`,
      },
      payload,
    });

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const protocol = String(call.input['Protocol'] ?? 'sqs');
    if (call.operation === 'Subscribe' && protocol !== 'sqs')
      throw new UnservedOperation('sns', 'Subscribe', `protocol ${protocol}; only sqs is delivered`);
    const response = await post(call.host, call.body);
    return { status: response.statusCode, headers: pick(response.headers), body: response.payload };
  };
  return {
    handle,
    publishAs: async (service, TopicArn, Subject, Message) => {
      const resourcePolicy = policyOfTopic(stores, TopicArn);
      const context = { 'aws:SourceAccount': '000000000000', 'aws:SecureTransport': 'true' };
      const check = { action: 'sns:Publish', resource: TopicArn, context, ...resourcePolicy };
      if (!evaluate([], check, { arns: [], service }).allowed)
        throw new Error(`the policy of ${TopicArn} does not let ${service} publish`);
      const parameters = { Action: 'Publish', Version: '2010-03-31', TopicArn, Subject, Message };
      const response = await post('127.0.0.1', new URLSearchParams(parameters).toString());
      if (response.statusCode !== 200) throw new Error(response.payload);
    },
    stop: async () => {
      await app.close();
    },
  };
}

export interface SnsService extends AwsService {
  /** Publishes as a service of AWS does, if the topic's policy lets it. Rejects with the reason otherwise. */
  publishAs(service: string, topicArn: string, subject: string, message: string): Promise<void>;
  stop(): Promise<void>;
}

function policyOfTopic(stores: FauxqsStores, arn: string): { resourcePolicy?: PolicyDocument } {
  const policy = stores.sns.getTopic(arn)?.attributes['Policy'];
  return policy === undefined || policy === ''
    ? {}
    : { resourcePolicy: JSON.parse(policy) as PolicyDocument };
}

/** True if a queue's policy lets `service` send messages on behalf of the resource `source`. */
export function admits(
  policy: string | undefined,
  queueArn: string,
  source: string,
  service = 'sns.amazonaws.com',
): boolean {
  if (policy === undefined || policy === '') return false;
  const document = JSON.parse(policy) as PolicyDocument;
  const context = {
    'aws:SourceArn': source,
    'aws:SourceAccount': '000000000000',
    'aws:SecureTransport': 'true',
  };
  return evaluate(
    [],
    { action: 'sqs:SendMessage', resource: queueArn, context, resourcePolicy: document },
    { arns: [], service },
  ).allowed;
}
