import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Providers, ResourceContext } from '../provider.ts';

const QUEUE_NAME_LIMIT = 80;
const TOPIC_NAME_LIMIT = 256;

/** Properties of a queue that are attributes of the same name; encryption means nothing on one machine. */
const QUEUE_ATTRIBUTES = ['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy'] as const;

const SUBSCRIPTION_ATTRIBUTES = ['RawMessageDelivery', 'FilterPolicy'] as const;

/** Attributes are strings; documents go as JSON. */
function attributeText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function pickAttributes<Name extends string>(
  properties: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const attributes: Partial<Record<Name, string>> = {};
  for (const name of names) {
    if (properties[name] !== undefined) attributes[name] = attributeText(properties[name]);
  }
  return attributes;
}

const subscriptionSchema = z.looseObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
});

async function subscribe(
  properties: Readonly<Record<string, unknown>>,
  { clients }: ResourceContext,
): Promise<string> {
  const { TopicArn, Protocol, Endpoint } = subscriptionSchema.parse(properties);
  refuse(properties, ['FilterPolicyScope', 'RedrivePolicy', 'DeliveryPolicy']);
  const Attributes = pickAttributes(properties, SUBSCRIPTION_ATTRIBUTES);
  const { SubscriptionArn } = await clients.sns.send(
    new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }),
  );
  // Subscribing again answers with the subscription that is there, with the attributes that it had.
  for (const [AttributeName, AttributeValue] of Object.entries(Attributes)) {
    await clients.sns.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
    );
  }
  return SubscriptionArn!;
}

/** Throws an Error for a property whose effect is not served. */
function refuse(properties: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const found = names.find((name) => properties[name] !== undefined);
  if (found !== undefined) throw new Error(`${found} is not served by local mode`);
}

export const messagingProviders: Providers = {
  'AWS::SQS::Queue': {
    ensure: async (properties, { clients, makeName, region, accountId }) => {
      refuse(properties, [
        'FifoQueue',
        'DelaySeconds',
        'ReceiveMessageWaitTimeSeconds',
        'MaximumMessageSize',
      ]);
      const QueueName = (properties['QueueName'] as string | undefined) ?? makeName(QUEUE_NAME_LIMIT);
      const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName }));
      const Attributes = pickAttributes<QueueAttributeName>(properties, QUEUE_ATTRIBUTES);
      if (Object.keys(Attributes).length > 0) {
        await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      }
      return {
        physicalId: QueueUrl!,
        attributes: { Arn: `arn:aws:sqs:${region}:${accountId}:${QueueName}`, QueueName, QueueUrl },
      };
    },
    remove: async ({ physicalId }, { clients }) => {
      await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: physicalId }));
    },
  },
  'AWS::SQS::QueuePolicy': {
    ensure: async (properties, { clients, makeName }) => {
      const { Queues, PolicyDocument } = z
        .object({ Queues: z.array(z.string()), PolicyDocument: z.unknown() })
        .parse(properties);
      for (const QueueUrl of Queues) {
        const Attributes = { Policy: JSON.stringify(PolicyDocument) };
        await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      }
      return { physicalId: makeName(QUEUE_NAME_LIMIT) };
    },
  },
  'AWS::SNS::Topic': {
    ensure: async (properties, context) => {
      const { clients, makeName } = context;
      refuse(properties, ['FifoTopic', 'Subscription']);
      const Name = (properties['TopicName'] as string | undefined) ?? makeName(TOPIC_NAME_LIMIT);
      const { TopicArn } = await clients.sns.send(new CreateTopicCommand({ Name }));
      return { physicalId: TopicArn!, attributes: { TopicArn, TopicName: Name } };
    },
    remove: async ({ physicalId }, { clients }) => {
      await clients.sns.send(new DeleteTopicCommand({ TopicArn: physicalId }));
    },
  },
  'AWS::SNS::TopicPolicy': {
    ensure: async (properties, { clients, makeName }) => {
      const { Topics, PolicyDocument } = z
        .object({ Topics: z.array(z.string()), PolicyDocument: z.unknown() })
        .parse(properties);
      for (const TopicArn of Topics) {
        await clients.sns.send(
          new SetTopicAttributesCommand({
            TopicArn,
            AttributeName: 'Policy',
            AttributeValue: JSON.stringify(PolicyDocument),
          }),
        );
      }
      return { physicalId: makeName(TOPIC_NAME_LIMIT) };
    },
  },
  'AWS::SNS::Subscription': {
    ensure: async (properties, context) => {
      const arn = await subscribe(properties, context);
      return { physicalId: arn, attributes: { Arn: arn } };
    },
    remove: async ({ physicalId }, { clients }) => {
      await clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: physicalId }));
    },
  },
};
