import { describe, expect, it } from 'vitest';
import { readTransitionTime } from '../../../../adapters/ec2/read-instance.ts';
import { classifyError, type ErrorKind, unless } from '../../../../adapters/errors/classify-error.ts';
import { type ModelledError, openServiceModels } from '../../../support/service-models.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name }, more);

describe('classifying an error', () => {
  it.each([
    [named('ThrottlingException'), 'throttled'],
    [named('RequestLimitExceeded'), 'throttled'],
    [named('ProvisionedThroughputExceededException'), 'throttled'],
    [named('ConditionalCheckFailedException'), 'condition'],
    [named('AccessDeniedException'), 'denied'],
    [named('UnauthorizedOperation'), 'denied'],
    [named('403', { $metadata: { httpStatusCode: 403 } }), 'denied'],
    [named('ExpiredTokenException'), 'credentials'],
    [named('CredentialsProviderError'), 'credentials'],
    [named('InvalidInstanceID.NotFound'), 'not-found'],
    [named('NotFound', { $metadata: { httpStatusCode: 404 } }), 'not-found'],
    [named('ValidationException'), 'invalid'],
    [named('InvalidParameterValue'), 'invalid'],
    [named('Error', { code: 'ECONNRESET' }), 'unavailable'],
    [named('TimeoutError'), 'unavailable'],
    [named('SomeFault', { $metadata: { httpStatusCode: 503 } }), 'unavailable'],
    [named('InvalidEventError'), 'invalid'],
    [new TypeError('fetch failed', { cause: named('Error', { code: 'ECONNREFUSED' }) }), 'unavailable'],
    [new TypeError('undefined is not a function'), 'unexpected'],
    ['a string', 'unexpected'],
    [new AggregateError([named('AccessDenied'), new Error('y')]), 'denied'],
  ])('%s is %s', (error, kind) => {
    expect(classifyError(error)).toBe(kind);
  });

  it('makes a value of one kind of failure, and passes others on', async () => {
    const gone = Promise.reject(named('ResourceNotFoundException'));
    expect(await unless('not-found', gone, 'nothing')).toBe('nothing');
    expect(await unless('not-found', Promise.resolve(7), 'nothing')).toBe(7);
    const denied = named('AccessDeniedException');
    await expect(unless('not-found', Promise.reject(denied), 'nothing')).rejects.toBe(denied);
  });
});

/** What the product calls; EC2's model lists no errors. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  dynamodb: [
    ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    ...['BatchGetItem', 'BatchWriteItem', 'BatchExecuteStatement'],
  ],
  lambda: ['Invoke', 'GetFunctionConfiguration'],
  s3: ['GetObject', 'PutObject', 'HeadObject'],
  scheduler: ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'],
  sns: ['Publish', 'PublishBatch'],
  ssm: [
    'GetParameter',
    'PutParameter',
    'DeleteParameter',
    'DescribeParameters',
    'ListTagsForResource',
    'AddTagsToResource',
  ],
  'cognito-idp': [
    'AdminCreateUser',
    'AdminGetUser',
    'AdminSetUserPassword',
    'AdminAddUserToGroup',
    'AdminInitiateAuth',
    'InitiateAuth',
  ],
  'service-quotas': ['GetServiceQuota'],
  iam: ['SimulatePrincipalPolicy'],
};

/** The errors that something is done about, by what they are to us. */
const ACTED_ON: Readonly<Partial<Record<ErrorKind, string>>> = {
  throttled: `EC2ThrottledException KMSThrottling KMSThrottlingException ProvisionedThroughputExceededException
    RequestLimitExceeded ThrottledException Throttled ThrottlingException TooManyRequestsException TooManyUpdates`,
  condition: 'ConditionalCheckFailedException PreconditionFailedException',
  credentials: 'ExpiredTokenException',
  denied: `AccessDeniedException AuthorizationError EC2AccessDeniedException EFSMountFailureException
    ForbiddenException KMSAccessDenied KMSAccessDeniedException KMSOptInRequired NotAuthorizedException`,
  'not-found': `InvalidResourceId MFAMethodNotFoundException NoSuchEntity NoSuchKey NoSuchResourceException NotFound
    ParameterNotFound ParameterVersionNotFound ResourceNotFoundException UserNotFoundException`,
  conflict: `CodeArtifactUserDeletedException CodeArtifactUserFailedException CodeArtifactUserPendingException
    ConflictException ParameterAlreadyExists ResourceConflictException ResourceNotReadyException
    SnapStartNotReadyException TransactionConflictException UsernameExistsException`,
};

const models = openServiceModels();

describe.skipIf(!models)("AWS's own error names (skipped without python3-botocore or BOTOCORE_DATA)", () => {
  const listed = Object.entries(CALLS).flatMap(([service, operations]) =>
    operations.flatMap((operation) => models?.errorsOf(service, operation) ?? []),
  );
  /** As the SDK throws it: the service's faults have a status of 500 where the protocol gives them none. */
  const thrown = ({ code, status, fault }: ModelledError) =>
    named(code, { $metadata: { httpStatusCode: status ?? (fault ? 500 : 400) } });

  it('are of the kind that adapters act on, and of no such kind when nothing is to be done', () => {
    const kinds = Object.entries(ACTED_ON).flatMap(([kind, names]) =>
      names.split(/\s+/).map((name): [string, string] => [name, kind]),
    );
    const kindOf = new Map(kinds);
    const told = listed.map((error) => {
      const kind = classifyError(thrown(error));
      return [error.code, kind in ACTED_ON ? kind : undefined];
    });
    expect(told).toEqual(listed.map(({ code }) => [code, kindOf.get(code)]));
    const codes = new Set(listed.map(({ code }) => code));
    // Too new for an older botocore, or of calls that the product does not make.
    expect(kinds.filter(([name]) => codes.has(name)).length).toBeGreaterThan(25);
  });

  it('of throttling are all known, as botocore knows them', () => {
    for (const code of models?.throttlingCodes() ?? [])
      expect(classifyError(named(code)), code).toBe('throttled');
  });
});

describe('reading when an instance was terminated', () => {
  it("takes the time from EC2's words, and nothing from other words", () => {
    expect(readTransitionTime('User initiated (2026-03-02 09:15:02 GMT)')).toBe(
      Date.UTC(2026, 2, 2, 9, 15, 2),
    );
    expect(readTransitionTime('Server.InternalError')).toBeUndefined();
    expect(readTransitionTime('')).toBeUndefined();
    expect(readTransitionTime(undefined)).toBeUndefined();
  });
});
