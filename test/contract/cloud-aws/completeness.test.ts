import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AwsCall, AwsError } from '../../../cloud/aws/http-types.ts';
import { CALL_ACTIONS } from '../../../cloud/aws/iam/call-actions.ts';
import { ADMIN, REGION, startTestSystem, type TestSystem } from './system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

function makeCall(service: string, operation: string, input: Record<string, unknown>): AwsCall {
  return {
    service,
    operation,
    region: REGION,
    principal: { ...ADMIN, name: 'administrator' },
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(
      service === 'sns' ? new URLSearchParams({ Action: operation }).toString() : JSON.stringify(input),
    ),
    input: { ...input, ...(service === 'sns' ? { Action: operation } : {}) },
    host: '127.0.0.1',
    gone: new AbortController().signal,
  };
}

/** How the call ends: 'ok', or the code of AWS's refusal. Whatever is not a refusal is thrown. */
async function outcome(call: AwsCall): Promise<string> {
  try {
    CALL_ACTIONS[call.service]?.[call.operation]?.(call, system.endpoint.services.context);
    const response = await system.endpoint.services.byScope[call.service]?.handle(call);
    expect(response?.status).toBeLessThan(500);
    return 'ok';
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

describe.each(['dynamodb', 'sqs', 'sns', 'ssm', 'cognito-idp', 'ec2', 'sts'])('%s', (service) => {
  const operations = Object.keys(CALL_ACTIONS[service] ?? {});

  test.each(operations)(
    '%s is served, and an empty request is refused and not a crash',
    async (operation) => {
      expect(await outcome(makeCall(service, operation, { Type: 'instant' }))).not.toBe('NotServedLocally');
    },
  );

  test.each(operations)('%s takes nonsense for what it is', async (operation) => {
    const nonsense = {
      Type: 'instant',
      TableName: 7,
      QueueUrl: {},
      Names: 'x',
      UserPoolId: [],
      InstanceId: '1',
      ClientId: {},
      Name: [],
      Filter: 9,
    };
    expect(await outcome(makeCall(service, operation, nonsense))).not.toBe('NotServedLocally');
  });
});
