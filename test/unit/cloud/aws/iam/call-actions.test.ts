import { expect, it } from 'vitest';
import type { AwsCall } from '../../../../../cloud/aws/http-types.ts';
import { CALL_ACTIONS } from '../../../../../cloud/aws/iam/call-actions.ts';
import type { CallContext } from '../../../../../cloud/aws/iam/call-context.ts';
import { evaluate } from '../../../../../cloud/aws/iam/evaluate.ts';
import { writeRows } from '../../../../../lib/constructs/permissions.ts';

const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/submissions';
const CONTEXT = {
  accountId: '111122223333',
  region: 'eu-central-1',
  policyOf: () => undefined,
} as unknown as CallContext;

/** Whether somebody may make a call who may write reviews alone. */
function mayCall(operation: string, input: object): boolean {
  const call = { input: { TableName: 'submissions', ...input } } as unknown as AwsCall;
  const statement = writeRows(TABLE, 'REVIEW#*', 'REVIEWS').toStatementJson() as never;
  const checks = CALL_ACTIONS['dynamodb']?.[operation]?.(call, CONTEXT) ?? [];
  expect(checks).toHaveLength(1);
  return checks.every(
    (check) => evaluate([{ Version: '2012-10-17', Statement: [statement] }], check, { arns: [] }).allowed,
  );
}
const row = (pk: string) => ({ pk: { S: pk }, sk: { S: pk } });

it('lets who may write some partitions write their rows, and none beside them', () => {
  expect(mayCall('PutItem', { Item: row('REVIEW#one') })).toBe(true);
  expect(mayCall('UpdateItem', { Key: row('REVIEWS') })).toBe(true);
  expect(mayCall('PutItem', { Item: row('SESSION#one') })).toBe(false);
  expect(mayCall('UpdateItem', { Key: row('SESSION#one') })).toBe(false);
  expect(mayCall('UpdateItem', { Key: row('REVIEWSX') })).toBe(false);
  // What names no row is in no partition.
  expect(mayCall('PutItem', {})).toBe(false);
  expect(mayCall('DeleteItem', { Key: row('REVIEW#one') })).toBe(false);
});
