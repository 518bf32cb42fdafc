import { GetFunctionConfigurationCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../../core/exam/clock.ts';
import { unless } from '../errors/classify-error.ts';

/**
 * Wakes a function in the VPC. Lambda takes the network of one that nobody called for weeks away (`Inactive`): the
 * call that finds it so fails, and starts giving it back, which takes a minute or so. `event` must be one on which the
 * function does nothing. @returns the state that it was left in: `Active`, or what it still is at `until`
 */
export async function wakeFunction(
  client: LambdaClient,
  functionName: string,
  event: object,
  clock: Clock,
  until: number,
): Promise<string> {
  for (;;) {
    const { State: state = 'Active' } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionName }),
    );
    if (state === 'Active' || state === 'Failed' || clock.now() >= until) return state;
    const wake = new InvokeCommand({
      FunctionName: functionName,
      Payload: Buffer.from(JSON.stringify(event)),
    });
    // The call on an inactive function fails by design; what counts is the state that it leads to.
    if (state === 'Inactive') await unless('conflict', client.send(wake), undefined);
    await clock.sleep(2_000);
  }
}
