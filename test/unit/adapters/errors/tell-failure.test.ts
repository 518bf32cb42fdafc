import { expect, it } from 'vitest';
import { tellFailure } from '../../../../adapters/errors/tell-failure.ts';
import { JudgeError } from '../../../../core/grading/judge.ts';

const named = (name: string) => Object.assign(new Error('x'), { name });

it.each([
  ['a judge that is silent', new JudgeError('unreachable', 'x'), 'unreachable', 'network', 'high'],
  ['a queue that is full', new JudgeError('busy', 'x'), 'busy', 'judge', 'low'],
  ['a token that a judge refuses', new JudgeError('refused', 'x'), 'refused', 'user', 'critical'],
  ['a right that a role lacks', named('AccessDeniedException'), 'denied', 'application', 'critical'],
  ['too much at once', named('ThrottlingException'), 'throttled', 'infrastructure', 'low'],
  ['a table that is not there', named('ResourceNotFoundException'), 'not-found', 'application', 'high'],
  ['a write that came too late', named('ConditionalCheckFailedException'), 'condition', 'application', 'low'],
  ['credentials that have ended', named('ExpiredTokenException'), 'credentials', 'user', 'critical'],
  ['AWS that does not answer', named('TimeoutError'), 'unavailable', 'network', 'high'],
  ['an environment that lacks a name', named('InvalidEnvironmentError'), 'invalid', 'application', 'high'],
  ['two writes at once', named('TransactionConflictException'), 'conflict', 'infrastructure', 'low'],
  ['a bug', new TypeError('x'), 'unexpected', 'application', 'high'],
  ['anything', 'a string', 'unexpected', 'application', 'high'],
])('%s has a kind, a class and a weight', (_, error, errorKind, failureClass, severity) => {
  expect(tellFailure(error)).toEqual({ errorKind, failureClass, severity });
});
