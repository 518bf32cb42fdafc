/** Takes submissions in with the built `api` function, in a process of its own: see intake.bench.ts. */
import { answerRounds } from './rounds.ts';

interface Setup {
  readonly bundle: string;
  readonly events: readonly { readonly requestContext: object }[];
}

await answerRounds<Setup>(async ({ bundle, events }) => {
  const { handler } = (await import(bundle)) as {
    handler: (event: object, context: object) => Promise<{ statusCode: number; body: string }>;
  };
  const context = { awsRequestId: 'bench', functionName: 'api', getRemainingTimeInMillis: () => 29_000 };
  return async (at) => {
    const event = events[at]!;
    const requestContext = { ...event.requestContext, timeEpoch: Date.now() };
    const { statusCode, body } = await handler({ ...event, requestContext }, context);
    if (statusCode >= 300) throw new Error(`the API answered ${statusCode}: ${body}`);
    const refused = body.split('\n').find((line) => line.includes('"problem":{'));
    if (refused !== undefined) throw new Error(`the API answered a line: ${refused}`);
  };
});
