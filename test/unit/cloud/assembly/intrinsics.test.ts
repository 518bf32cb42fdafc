import { describe, expect, it } from 'vitest';
import { NO_VALUE, type ResolverScope, resolveValue } from '../../../../cloud/assembly/intrinsics.ts';

const resources: Record<string, Record<string, string>> = { Table: { Ref: 'table-1', Arn: 'arn:table-1' } };

const scope: ResolverScope = {
  ref: async (name) => {
    if (name === 'AWS::Region') return 'eu-central-1';
    if (name === 'Subnets') return ['subnet-a', 'subnet-b'];
    const found = resources[name]?.['Ref'];
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  },
  getAtt: async (logicalId, attribute) => resources[logicalId]![attribute],
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
};

const resolve = (value: unknown): Promise<unknown> => resolveValue(value, scope);

describe('intrinsic functions', () => {
  it.each([
    ['plain values', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
    ['Ref', { Ref: 'Table' }, 'table-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table-1'],
    ['GetAtt as a string', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:table-1'],
    [
      'Join over nested functions',
      { 'Fn::Join': [':', ['x', { Ref: 'AWS::Region' }, { 'Fn::GetAtt': ['Table', 'Arn'] }]] },
      'x:eu-central-1:arn:table-1',
    ],
    [
      'Join over a list that a function gives',
      { 'Fn::Join': [',', { Ref: 'Subnets' }] },
      'subnet-a,subnet-b',
    ],
    [
      'Sub',
      { 'Fn::Sub': 'b-${AWS::Region}-${Table}-${Table.Arn}-${!Literal}' },
      'b-eu-central-1-table-1-arn:table-1-${Literal}',
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': ['${A}/${Table}', { A: { Ref: 'AWS::Region' } }] },
      'eu-central-1/table-1',
    ],
    ['Select of Split', { 'Fn::Select': [2, { 'Fn::Split': ['/', 'http://host:80'] }] }, 'host:80'],
    ['GetAZs', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, 'eu-central-1b'],
    ['Base64', { 'Fn::Base64': { Ref: 'Table' } }, Buffer.from('table-1').toString('base64')],
    ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 3], [1, 3]],
  ])('%s', async (_name, value, expected) => {
    expect(await resolve(value)).toEqual(expected);
  });

  it('gives a bare NoValue as such', async () => {
    expect(await resolve({ Ref: 'AWS::NoValue' })).toBe(NO_VALUE);
  });

  it('leaves an object alone that only looks like a function among other keys', async () => {
    expect(await resolve({ Ref: 'Table', Other: 1 })).toEqual({ Ref: 'Table', Other: 1 });
  });

  it('names a function that it does not know', async () => {
    for (const name of ['Fn::Transform', 'Fn::If', 'Fn::ImportValue'])
      await expect(resolve({ [name]: [] })).rejects.toThrow(`${name} is not served`);
  });

  it('refuses to make text of a list, and to select what is not there', async () => {
    await expect(resolve({ 'Fn::Join': ['', [['a']]] })).rejects.toThrow('Fn::Join needs a string');
    await expect(resolve({ 'Fn::Select': [5, ['a']] })).rejects.toThrow('no entry 5');
  });
});
