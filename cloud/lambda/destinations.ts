import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AsyncEnd, AsyncEvent } from './async-invocations.ts';
import type { AsyncConfig, FunctionDefinition } from './definition.ts';

/**
 * Tells the destination of a finished asynchronous invocation what became of it, and the dead-letter queue of a
 * failed one its event, with the function's own role, as Lambda does. No destination: nothing is sent.
 *
 * @throws the SDK's error when the role may not send or the destination is gone
 */
export async function sendToDestination(
  event: AsyncEvent,
  end: AsyncEnd,
  definition: FunctionDefinition,
  config: AsyncConfig,
  connection: { region: string; endpointUrl: string },
): Promise<void> {
  const client = {
    region: connection.region,
    endpoint: connection.endpointUrl,
    credentials: definition.pollerPrincipal,
  };
  const destination = end.condition === 'Success' ? config.onSuccessArn : config.onFailureArn;
  if (destination !== undefined)
    await deliver(destination, JSON.stringify(destinationRecord(event, end, definition)), client);
  if (end.condition !== 'Success' && definition.deadLetterArn !== undefined) {
    await deliver(definition.deadLetterArn, event.payload, client);
  }
}

/** The record that Lambda documents for destinations. */
function destinationRecord(event: AsyncEvent, end: AsyncEnd, definition: FunctionDefinition): object {
  const failure = end.condition === 'Success' ? undefined : end.failure;
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${definition.arn}:$LATEST`,
      condition: end.condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    ...(event.attempts === 0
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(failure === undefined ? {} : { functionError: 'Unhandled' }),
          },
          responsePayload: end.condition === 'Success' ? (JSON.parse(end.payload) as unknown) : failure,
        }),
  };
}

interface ClientSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

async function deliver(arn: string, body: string, settings: ClientSettings): Promise<void> {
  const [, , service, region, account, resource] = arn.split(':');
  if (service === 'sqs') {
    const QueueUrl = `${settings.endpoint}/${account}/${resource}`;
    await new SQSClient(settings).send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  } else if (service === 'sns') {
    await new SNSClient(settings).send(new PublishCommand({ TopicArn: arn, Message: body }));
  } else if (service === 'lambda') {
    await new LambdaClient(settings).send(
      new InvokeCommand({ FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(body) }),
    );
  } else {
    throw new Error(
      `destination ${arn} in ${region} is of a kind that the local function host does not serve`,
    );
  }
}
