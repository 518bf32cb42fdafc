import type { SqsDeadLetters } from '../adapters/sns-sqs/dead-letters.ts';
import type { Stage } from '../core/config/stages.ts';
import type { RepeatedCall } from '../core/operations/dead-letter.ts';
import {
  DEAD_LETTER_QUEUES,
  type DeadLetterQueueName,
  deadLetterQueueNames,
} from '../core/operations/dead-letter-queues.ts';
import { findLocalAws } from './access.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** The dead letter queues of a stage, and a way to call its functions. */
export interface ConnectedQueues {
  readonly queueOf: (name: DeadLetterQueueName) => SqsDeadLetters;
  /** Hands a function an event again, without waiting for what comes of it. */
  readonly invoke: (call: RepeatedCall) => Promise<void>;
}

/**
 * Finds the queues of a stage by the names that it publishes: with the credentials that AWS's own tools would use, or in
 * the system that runs on this machine.
 * @throws CommandError when the stage has no such queues
 */
export async function connectQueues(stage: Stage): Promise<ConnectedQueues> {
  // Loaded only here: no other command needs them.
  const [sdk, ssm, { LambdaClient }, letters, { startFunction }] = await Promise.all([
    import('@aws-sdk/client-sqs'),
    import('@aws-sdk/client-ssm'),
    import('@aws-sdk/client-lambda'),
    import('../adapters/sns-sqs/dead-letters.ts'),
    import('../adapters/lambda/start-function.ts'),
  ]);
  const settings = findLocalAws()?.aws ?? {};
  const sqs = new sdk.SQSClient(settings);
  const lambda = new LambdaClient(settings);
  const parameterOf = (name: DeadLetterQueueName) => `/assize/${stage}/${DEAD_LETTER_QUEUES[name].parameter}`;
  const { Parameters = [] } = await new ssm.SSMClient(settings).send(
    new ssm.GetParametersCommand({ Names: deadLetterQueueNames.map(parameterOf) }),
  );
  const names = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  return {
    queueOf(name) {
      const queueName = names.get(parameterOf(name));
      if (queueName === undefined)
        throw new CommandError(
          EXIT.notFound,
          `${parameterOf(name)} is not there: stage ${stage} is not deployed in this account and region`,
          'choose another by --stage, AWS_PROFILE or AWS_REGION',
        );
      return new letters.SqsDeadLetters(sqs, queueName);
    },
    invoke: ({ functionArn, event }) => startFunction(lambda, functionArn, event as object),
  };
}
