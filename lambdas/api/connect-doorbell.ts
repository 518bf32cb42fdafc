import { SNSClient } from '@aws-sdk/client-sns';
import { SnsDoorbell } from '../../adapters/sns-sqs/doorbell.ts';

/** The doorbell on this topic. */
export function connectDoorbell(topicArn: string): SnsDoorbell {
  return new SnsDoorbell(new SNSClient({}), topicArn);
}
