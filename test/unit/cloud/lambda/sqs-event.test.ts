import { describe, expect, it } from 'vitest';
import { failedMessages, toSqsEvent } from '../../../../cloud/lambda/sqs-event.ts';

const messages = [{ MessageId: 'a' }, { MessageId: 'b' }];

describe('partial batch responses', () => {
  it.each([
    ['null', []],
    ['{}', []],
    ['{"batchItemFailures":[]}', []],
    ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
    ['{"batchItemFailures":[{"itemIdentifier":"unknown"}]}', ['a', 'b']],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', ['a', 'b']],
    ['{"batchItemFailures":[null]}', ['a', 'b']],
    ['{"batchItemFailures":"b"}', ['a', 'b']],
  ])('%s fails %j', (payload, failed) => {
    expect([...failedMessages(payload, messages)]).toEqual(failed);
  });
});

it('renders messages as Lambda does', () => {
  const event = toSqsEvent(
    [
      {
        MessageId: 'm',
        ReceiptHandle: 'h',
        Body: 'text',
        MD5OfBody: 'md5',
        Attributes: { ApproximateReceiveCount: '2' },
        MessageAttributes: {
          lane: { DataType: 'String', StringValue: 'contest' },
          raw: { DataType: 'Binary', BinaryValue: Buffer.from('x') },
        },
      },
    ],
    'arn:aws:sqs:r:0:q',
    'r',
  );
  expect(event.Records[0]).toEqual({
    messageId: 'm',
    receiptHandle: 'h',
    body: 'text',
    md5OfBody: 'md5',
    attributes: { ApproximateReceiveCount: '2' },
    messageAttributes: {
      lane: { stringValue: 'contest', stringListValues: [], binaryListValues: [], dataType: 'String' },
      raw: { binaryValue: 'eA==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
    },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:r:0:q',
    awsRegion: 'r',
  });
});
