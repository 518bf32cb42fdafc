import { LambdaClient } from '@aws-sdk/client-lambda';
import { startFunction } from '../../adapters/lambda/start-function.ts';

/** Starts the function that it is called in once more, to go on with what waits. */
export async function startAgain(functionArn: string): Promise<void> {
  await startFunction(new LambdaClient(), functionArn, {});
}
