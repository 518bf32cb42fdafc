import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSignature, SignatureError } from '../../../../../core/grading/function/parse-signature.ts';
import type { Type } from '../../../../../core/grading/function/signature.ts';
import {
  decodeValue,
  encodeValue,
  findDifference,
  readArguments,
  readJson,
  type Value,
  ValueError,
  writeJson,
} from '../../../../../core/grading/function/values.ts';

const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Type>(
      { kind: 'int32' },
      { kind: 'int64' },
      { kind: 'float' },
      { kind: 'bool' },
      { kind: 'string' },
    ),
    tie('type').map((of): Type => ({ kind: 'list', of })),
    fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map(
      (fields): Type => ({
        kind: 'record',
        name: 'R',
        fields: fields.map((type, i) => ({ name: `f${i}`, type })),
      }),
    ),
  ),
})).type;

const valuesOf = (type: Type): fc.Arbitrary<Value> => {
  switch (type.kind) {
    case 'int32': return fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n });
    case 'int64': return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'float': return fc.double();
    case 'bool': return fc.boolean();
    case 'string': return fc.string({ unit: 'binary' });
    case 'list': return fc.array(valuesOf(type.of), { maxLength: 4 });
    case 'record': return fc.record(Object.fromEntries(type.fields.map((field) => [field.name, valuesOf(field.type)])));
  }
}; // biome-ignore format: a table

const typed = types.chain((type) => valuesOf(type).map((value) => [type, value] as const));

describe('values', () => {
  it('come back from the wire and from JSON as they were', () => {
    fc.assert(
      fc.property(typed, ([type, value]) => {
        expect(findDifference(type, decodeValue(type, encodeValue(type, value)), value, {})).toBeUndefined();
        expect(findDifference(type, readJson(type, writeJson(type, value)), value, {})).toBeUndefined();
      }),
    );
  });

  it('that a program made up are refused or read, never anything else', () => {
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 60 }), (type, bytes) => {
        try {
          decodeValue(type, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ValueError);
        }
      }),
    );
  });

  it.each([
    ['int32', '2147483648'],
    ['int64', '9223372036854775808'],
    ['int32', '1.5'],
    ['bool', '1'],
    ['string', '"\\ud800"'],
    ['list<int32>', '[1, "2"]'],
    ['list<int32>', '{"0": 1}'],
    ['int32', 'nothing'],
  ])('of type %s are not %s', (type, json) => {
    const { returns } = parseSignature({ parameters: [], returns: type });
    expect(() => readJson(returns, json)).toThrow(ValueError);
  });

  it('keep the sign of zero where the type has one', () => {
    for (const [type, zero] of [
      ['float', -0],
      ['int32', 0n],
      ['int64', 0n],
    ] as const) {
      const { returns } = parseSignature({ parameters: [], returns: type });
      expect(readJson(returns, '-0')).toBe(zero);
    }
  });

  it('differ at the place that is named', () => {
    const { returns } = parseSignature({
      parameters: [],
      returns: 'list<P>',
      records: { P: [{ name: 'x', type: 'list<float>' }] },
    });
    const read = (json: string) => readJson(returns, json);
    expect(findDifference(returns, read('[{"x":[1,2]}]'), read('[{"x":[1,3]}]'), {})).toBe('[0].x[1]');
    expect(
      findDifference(returns, read('[{"x":[1,2.9999]}]'), read('[{"x":[1,3]}]'), { absolute: 0.01 }),
    ).toBeUndefined();
    expect(findDifference(returns, read('[{"x":[1]}]'), read('[{"x":[1,3]}]'), {})).toBe('[0].x.length');
  });

  it('are arguments in the order of the parameters', () => {
    const { parameters } = parseSignature({
      parameters: [
        { name: 'b', type: 'int64' },
        { name: 'a', type: 'string' },
      ],
      returns: 'bool',
    });
    expect(readArguments(parameters, '[9007199254740993, "x"]')).toEqual([9007199254740993n, 'x']);
    expect(() => readArguments(parameters, '[1]')).toThrow(ValueError);
    expect(() => readArguments(parameters, '[1, "x", 2]')).toThrow(ValueError);
  });
});

describe('a signature', () => {
  it.each<[object, RegExp]>([
    [{ parameters: [{ name: 'a', type: 'int' }], returns: 'bool' }, /no type "int"/],
    [{ parameters: [{ name: 'class', type: 'int32' }], returns: 'bool' }, /"class" cannot be a name/],
    [
      {
        parameters: [
          { name: 'a', type: 'int32' },
          { name: 'a', type: 'int32' },
        ],
        returns: 'bool',
      },
      /a is there twice/,
    ],
    [{ parameters: [], returns: 'list<list<list<list<list<list<bool>>>>>>' }, /nest at most/],
    [{ parameters: [], returns: 'Point', records: { Point: [] } }, /no fields/],
    [
      {
        parameters: [],
        returns: 'A',
        records: { A: [{ name: 'b', type: 'B' }], B: [{ name: 'x', type: 'int32' }] },
      },
      /no type "B"/,
    ],
    [
      { parameters: [], returns: 'bool', records: { point: [{ name: 'x', type: 'int32' }] } },
      /capital letter/,
    ],
    [{ parameters: 'none' }, /parameters/],
    ...['operator', 'synchronized', 'nonlocal', 'chan', 'extern', 'unix'].map((name): [object, RegExp] => [
      { parameters: [], returns: 'P', records: { P: [{ name, type: 'bool' }] } },
      new RegExp(`"${name}" cannot be a name in every language`),
    ]),
    ...['Input', 'Result', 'Parameter0', 'System', 'Map', 'File', 'AssizeIo', 'EOF', 'None'].map(
      (name): [object, RegExp] => [
        { parameters: [], returns: 'bool', records: { [name]: [{ name: 'x', type: 'bool' }] } },
        /nobody else's, like "Point"/,
      ],
    ),
  ])('%j is refused with the reason', (json, reason) => {
    expect(() => parseSignature(json)).toThrow(SignatureError);
    expect(() => parseSignature(json)).toThrow(reason);
  });
});
