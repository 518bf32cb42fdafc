import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import { SnsEventPublisher } from '../../../adapters/sns-sqs/event-publisher.ts';
import type { SessionEvent } from '../../../core/exam/session-event.ts';
import { announceSubmissions } from '../../../core/submissions/announce-submissions.ts';
import type { Sent } from '../../../core/webhooks/send-webhooks.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';

const POLICY = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  ],
});
const SENDER = 'arn:aws:lambda:eu-central-1:000000000000:function:webhook-sender';

/** The API and the sender of webhooks on one embedded AWS, with the topic of events and two queues that are subscribed to it. */
export type WebhookWorld = Awaited<ReturnType<typeof makeWebhookWorld>>;

export async function makeWebhookWorld() {
  const api: ApiWorld = await makeApiWorld();
  await api.addProblem('sum');
  const sns = new SNSClient(api.system.admin);
  const sqs = new SQSClient({ ...api.system.admin, useQueueUrlAsEndpoint: false });
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: 'session-events' }));
  const subscribe = async (QueueName: string): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName, Attributes: { Policy: POLICY } }),
    );
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: Attributes?.['QueueArn'] ?? '',
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    return QueueUrl;
  };
  const inbox = await subscribe('webhook-events');
  const another = await subscribe('somebody-elses');
  vi.stubEnv('WEBHOOK_EVENTS_QUEUE_URL', inbox);
  const { handler } = await import('../../../lambdas/webhook-sender/handler.ts');
  const publisher = new SnsEventPublisher(sns, topic);

  /** What the other subscriber has. */
  const hear = async (): Promise<SessionEvent[]> => {
    const heard: SessionEvent[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: another, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return heard;
      heard.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as SessionEvent));
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: another, Entries }));
    }
  };
  return {
    api,
    publisher,
    hear,
    /** Runs the sender as Lambda does; it ends when nothing is due within the time, ms. */
    send: async (ms: number): Promise<Sent> =>
      await handler({ until: Date.now() + ms }, {
        awsRequestId: 'aws',
        functionName: 'webhook-sender',
        invokedFunctionArn: SENDER,
        getRemainingTimeInMillis: () => 120_000,
      } as Context),
    /** A submission of p01's that has its verdict, of which nobody was told. @returns its id */
    judge: async (sessionId: string): Promise<string> => {
      const body = { problem: 'A', language: 'javascript', source: `// ${Math.random()}` };
      const { submissionId } = await api.as('p01').call('createSubmission', { params: { sessionId }, body });
      await api.judge(sessionId, submissionId);
      return submissionId;
    },
    /** Tells of everything judged, as the tick does. @param dies after it has published, before it marks */
    announce: async (sessionId: string, dies = false): Promise<void> => {
      const { submissions } = api;
      await announceSubmissions(
        sessionId,
        {
          listUnannounced: submissions.listUnannounced.bind(submissions),
          markAnnounced: async (...marked) => {
            if (dies) throw new Error('the function died');
            await submissions.markAnnounced(...marked);
          },
        },
        publisher,
      );
    },
    stop: async () => {
      sns.destroy();
      sqs.destroy();
      await api.stop();
    },
  };
}
