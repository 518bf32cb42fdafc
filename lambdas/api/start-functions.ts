import { LambdaClient } from '@aws-sdk/client-lambda';
import { startFunction } from '../../adapters/lambda/start-function.ts';

const client = new LambdaClient({});

/** Starts a function of the fleet for a session, without waiting for it. */
export async function startForSession(functionArn: string, sessionId: string): Promise<void> {
  await startFunction(client, functionArn, { sessionId });
}

/** Starts the reviewer, for a review where one is named, without waiting for it. */
export async function startReviewer(functionArn: string, reviewId?: string): Promise<void> {
  await startFunction(client, functionArn, { reviewId });
}

/** Starts the sender of webhooks, without waiting for it. */
export async function startSender(functionArn: string): Promise<void> {
  await startFunction(client, functionArn, {});
}
