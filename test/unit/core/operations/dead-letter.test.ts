import { describe, expect, it } from 'vitest';
import { decideLetter, redactLetter } from '../../../../core/operations/dead-letter.ts';

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:monitor';
const letterOf = (body: unknown, attributes: Record<string, string> = {}) => ({
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes,
});

describe('a letter of a queue that SQS does not move', () => {
  it('of a function that failed is its event again, without the version that failed', () => {
    const event = { kind: 'tick', sessionId: '01' };
    const letter = letterOf({ requestContext: { functionArn: `${ARN}:$LATEST` }, requestPayload: event });
    expect(decideLetter(letter)).toMatchObject({ action: 'invoke', call: { functionArn: ARN, event } });
  });

  it('of Scheduler is what its target was to get', () => {
    expect(decideLetter(letterOf({ sessionId: '01' }, { TARGET_ARN: ARN }))).toEqual({
      action: 'invoke',
      reason: 'monitor gets its event again',
      call: { functionArn: ARN, event: { sessionId: '01' } },
    });
  });

  it.each([
    [
      'another target than a function',
      letterOf(
        { InstanceIds: ['i-1'] },
        { TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances' },
      ),
      'Scheduler was to call arn:aws:scheduler:::aws-sdk:ec2:terminateInstances, which is no function',
    ],
    ['no JSON', letterOf('hello'), 'its body is not JSON'],
    ['no function', letterOf({ requestPayload: {} }), 'it names no function and no event'],
    ['no event', letterOf({ requestContext: { functionArn: ARN } }), 'it names no function and no event'],
    ['a list', letterOf([1]), 'it names no function and no event'],
  ])('stays when it holds %s', (_, letter, reason) => {
    expect(decideLetter(letter)).toEqual({ action: 'keep', reason });
  });
});

describe('what is shown of a letter', () => {
  it('are ids, kinds and reasons; of everything else its length', () => {
    const shown = redactLetter(
      letterOf(
        {
          requestContext: { functionArn: ARN, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
          requestPayload: {
            sessionId: '01',
            source: 'print(1)',
            participants: [{ name: 'Ada', email: 'a@b' }],
          },
          responsePayload: { errorType: 'Error', errorMessage: 'no', trace: ['at x'] },
        },
        { TARGET_ARN: ARN, note: 'secret' },
      ),
    );
    expect(shown).toEqual({
      body: {
        requestContext: { functionArn: ARN, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: {
          sessionId: '01',
          source: '(8 characters)',
          participants: [{ name: '(3 characters)', email: '(3 characters)' }],
        },
        responsePayload: { errorType: 'Error', errorMessage: 'no', trace: ['(4 characters)'] },
      },
      attributes: { TARGET_ARN: ARN, note: '(6 characters)' },
    });
  });

  it('is no text that is not JSON, and no more than 300 characters of any', () => {
    expect(redactLetter(letterOf('my answer')).body).toBe('(9 characters)');
    const { body } = redactLetter(letterOf({ errorMessage: 'x'.repeat(1_000) }));
    expect(body).toEqual({ errorMessage: `${'x'.repeat(300)}...` });
  });
});
