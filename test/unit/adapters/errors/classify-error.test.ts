import { describe, expect, it } from 'vitest';
import { classifyLaunchError } from '../../../../adapters/ec2/classify-launch-error.ts';
import { readTransitionTime } from '../../../../adapters/ec2/read-instance.ts';
import { classifyError } from '../../../../adapters/errors/classify-error.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name }, more);

describe('classifying an error', () => {
  it.each([
    [named('ThrottlingException'), 'throttled'],
    [named('RequestLimitExceeded'), 'throttled'],
    [named('ProvisionedThroughputExceededException'), 'throttled'],
    [named('AccessDeniedException'), 'denied'],
    [named('UnauthorizedOperation'), 'denied'],
    [named('Error', { code: 'ECONNRESET' }), 'unavailable'],
    [named('TimeoutError'), 'unavailable'],
    [named('SomeFault', { $metadata: { httpStatusCode: 503 } }), 'unavailable'],
    [named('InvalidEventError'), 'invalid'],
    [new TypeError('undefined is not a function'), 'unexpected'],
    ['a string', 'unexpected'],
    [new AggregateError([named('AccessDenied'), new Error('y')]), 'denied'],
  ])('%s is %s', (error, kind) => {
    expect(classifyError(error)).toBe(kind);
  });
});

describe('classifying a launch error', () => {
  it.each([
    ['InsufficientInstanceCapacity', 'capacity'],
    ['UnfulfillableCapacity', 'capacity'],
    ['VcpuLimitExceeded', 'quota'],
    ['InstanceLimitExceeded', 'quota'],
    ['RequestLimitExceeded', 'throttle'],
    ['Throttling', 'throttle'],
    ['InvalidLaunchTemplateId.NotFound', 'configuration'],
    ['UnauthorizedOperation', 'permission'],
  ])('%s is %s', (code, kind) => {
    expect(classifyLaunchError(code)).toBe(kind);
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
