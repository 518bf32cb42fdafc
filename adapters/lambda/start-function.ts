import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Starts a function without waiting for it (its own retries and failure queue hold from here on). */
export async function startFunction(
  client: LambdaClient,
  functionName: string,
  event: object,
): Promise<void> {
  await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
}
