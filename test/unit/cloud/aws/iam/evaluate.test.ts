import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ActionCheck, evaluate } from '../../../../../cloud/aws/iam/evaluate.ts';
import { matchesArn, matchesWildcard } from '../../../../../cloud/aws/iam/match.ts';
import type { PolicyStatement } from '../../../../../cloud/aws/principals.ts';

const CALLER = { arns: ['arn:aws:iam::000000000000:role/r'], accountId: '000000000000' };
const decide = (statements: readonly PolicyStatement[], check: ActionCheck) =>
  evaluate([{ Statement: statements }], check, CALLER);
const allow = (
  Action: string | string[],
  Resource: string | string[],
  Condition?: PolicyStatement['Condition'],
): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

describe('wildcards', () => {
  const letter = fc.constantFrom('a', 'b', ':', '/', '*', '?', '.', '+');
  const text = fc.string({ unit: letter, maxLength: 12 });

  test('agree with the regular expression that they mean', () => {
    fc.assert(
      fc.property(text, text, (pattern, value) => {
        const meaning = pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]');
        return matchesWildcard(pattern, value) === new RegExp(`^${meaning}$`).test(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('a pattern made from a text by hiding parts of it matches that text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.boolean())), (parts) => {
        const value = parts.map(([part]) => part).join('');
        const pattern = parts.map(([part, hidden]) => (hidden ? '*' : part.replaceAll('*', '?'))).join('');
        return matchesWildcard(pattern, value);
      }),
    );
  });

  test('many stars cost no time', () => {
    expect(matchesWildcard(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
  });

  test('a star in an ARN stays in its segment, and is free in the resource part', () => {
    expect(matchesArn('arn:aws:sqs:*:queue', 'arn:aws:sqs:eu:1:queue')).toBe(false);
    expect(
      matchesArn('arn:aws:dynamodb:*:*:table/t/index/*', 'arn:aws:dynamodb:eu:1:table/t/index/by:kind'),
    ).toBe(true);
    expect(matchesArn('*', 'arn:aws:s3:::b/k')).toBe(true);
  });
});

describe('decisions', () => {
  const check: ActionCheck = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu:1:q' };

  test('nothing allows: implicit; a Deny wins over every Allow: explicit', () => {
    expect(decide([], check)).toEqual({ allowed: false, denial: 'implicit' });
    expect(decide([allow('sqs:*', '*')], check)).toEqual({ allowed: true });
    expect(
      decide([allow('sqs:*', '*'), { Effect: 'Deny', Action: 'SQS:send*', Resource: '*' }], check),
    ).toEqual({
      allowed: false,
      denial: 'explicit',
    });
  });

  test('NotAction and NotResource exclude', () => {
    expect(decide([{ Effect: 'Allow', NotAction: 'sqs:Send*', Resource: '*' }], check).allowed).toBe(false);
    expect(
      decide([{ Effect: 'Allow', NotAction: 's3:*', NotResource: 'arn:aws:sqs:eu:1:other' }], check).allowed,
    ).toBe(true);
  });

  test.each<[string, PolicyStatement['Condition'], ActionCheck['context'], boolean]>([
    [
      'a tag that matches',
      { StringEquals: { 'aws:ResourceTag/assize:stage': 'dev' } },
      { 'aws:ResourceTag/assize:stage': 'dev' },
      true,
    ],
    [
      'a tag that does not',
      { StringEquals: { 'aws:ResourceTag/assize:stage': 'dev' } },
      { 'aws:ResourceTag/assize:stage': 'prod' },
      false,
    ],
    ['a tag that is absent', { StringEquals: { 'aws:ResourceTag/assize:stage': 'dev' } }, {}, false],
    ['absence under IfExists', { StringEqualsIfExists: { 'ec2:CreateAction': 'CreateFleet' } }, {}, true],
    [
      'any of several wanted values',
      { StringEquals: { 'ec2:CreateAction': ['CreateFleet', 'RunInstances'] } },
      { 'ec2:CreateAction': 'RunInstances' },
      true,
    ],
    [
      'every key, none beyond the wanted',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      { 'aws:TagKeys': ['a', 'c'] },
      false,
    ],
    ['every key, no keys at all', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, true],
    [
      'any key',
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } },
      { 'aws:TagKeys': ['c', 'a'] },
      true,
    ],
    ['any key of none', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, false],
    ['inequality of an absent key', { StringNotEquals: { 'aws:RequestTag/x': 'y' } }, {}, true],
    [
      'an ARN with a star',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::data-*' } },
      { 'AWS:SourceArn': 'arn:aws:s3:::data-1' },
      true,
    ],
    ['Null true, key absent', { Null: { 'aws:RequestTag/x': 'true' } }, {}, true],
    ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    [
      'two operators, one fails',
      { StringEquals: { a: '1' }, StringLike: { b: 'x*' } },
      { a: '1', b: 'y' },
      false,
    ],
  ])('condition: %s', (_, condition, context, allowed) => {
    expect(decide([allow('sqs:*', '*', condition)], { ...check, context: context ?? {} }).allowed).toBe(
      allowed,
    );
  });

  test('what it cannot decide, it names instead of guessing', () => {
    expect(() =>
      decide([allow('sqs:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })], check),
    ).toThrow('IpAddress');
    expect(() => decide([allow('sqs:*', `arn:aws:sqs:eu:1:${'$'}{aws:username}`)], check)).toThrow(
      'policy variable',
    );
  });

  test('a resource policy allows its principals, and an Allow for the account allows nobody by itself', () => {
    const policy = (Principal: unknown) => ({
      Statement: [{ Effect: 'Allow' as const, Principal, Action: 'sqs:*', Resource: check.resource }],
    });
    const byRole = { ...check, resourcePolicy: policy({ AWS: CALLER.arns[0] }) };
    const byAccount = { ...check, resourcePolicy: policy({ AWS: 'arn:aws:iam::000000000000:root' }) };
    expect(evaluate([], byRole, CALLER).allowed).toBe(true);
    expect(evaluate([], byAccount, CALLER).allowed).toBe(false);
    expect(
      evaluate([], { ...check, resourcePolicy: policy({ Service: 'sns.amazonaws.com' }) }, CALLER).allowed,
    ).toBe(false);
  });

  test('more allows never take away, more denies never give', () => {
    const part = fc.constantFrom('*', 'sqs:*', 'sqs:Send*', 's3:GetObject');
    const resource = fc.constantFrom('*', check.resource, 'arn:aws:sqs:eu:1:*', 'arn:aws:s3:::b/*');
    const condition = fc.constantFrom(
      undefined,
      { StringEquals: { k: 'v' } },
      { StringNotEquals: { k: 'v' } },
    );
    const statement = fc.record({
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Action: part,
      Resource: resource,
      Condition: condition,
    });
    const make = (raw: {
      Effect: 'Allow' | 'Deny';
      Action: string;
      Resource: string;
      Condition: object | undefined;
    }) => ({
      ...allow(raw.Action, raw.Resource, raw.Condition as PolicyStatement['Condition']),
      Effect: raw.Effect,
    });
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 6 }),
        statement,
        fc.constantFrom({}, { k: 'v' }, { k: 'w' }),
        (base, extra, context) => {
          const asked = { ...check, context };
          const before = decide(base.map(make), asked).allowed;
          const after = decide([...base, extra].map(make), asked).allowed;
          return extra.Effect === 'Allow' ? after || !before : before || !after;
        },
      ),
    );
  });
});
