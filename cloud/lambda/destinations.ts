import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AsyncEnd, AsyncEvent } from './async-invocations.ts';
import type { FunctionDefinition } from './definition.ts';

/**
 * Tells a queue that an asynchronous invocation was given up, with the function's own role, as Lambda does.
 *
 * @throws the SDK's error when the role may not send or the queue is gone
 */
export async function tellFailure(
  queueArn: string,
  event: AsyncEvent,
  end: AsyncEnd & { readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' },
  definition: FunctionDefinition,
  connection: { readonly region: string; readonly endpointUrl: string },
): Promise<void> {
  const [account, name] = queueArn.split(':').slice(-2);
  const client = new SQSClient({
    region: connection.region,
    endpoint: connection.endpointUrl,
    credentials: definition.pollerPrincipal,
  });
  await client.send(
    new SendMessageCommand({
      QueueUrl: `${connection.endpointUrl}/${account}/${name}`,
      MessageBody: JSON.stringify(destinationRecord(event, end, definition)),
    }),
  );
}

/** The record that Lambda documents for destinations. */
function destinationRecord(
  event: AsyncEvent,
  end: Parameters<typeof tellFailure>[2],
  definition: FunctionDefinition,
): object {
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
            ...(end.failure === undefined ? {} : { functionError: 'Unhandled' }),
          },
          responsePayload: end.failure,
        }),
  };
}
