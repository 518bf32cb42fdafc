import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSignature } from '../../../core/grading/function/parse-signature.ts';
import { describeType, type Type } from '../../../core/grading/function/signature.ts';
import { type Value, writeJson } from '../../../core/grading/function/values.ts';
import { FUNCTION_DRIVERS, LANGUAGES, type LanguageId } from '../../../core/grading/languages/index.ts';
import { makeGivingBack } from '../../support/room-programs.ts';
import { judgeWith, makeTestData, THOROUGH, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const SCALARS = ['int32', 'int64', 'float', 'bool', 'string'];
/** A type as a package writes it; records A and B are declared before it, lists nest up to four deep. */
const typeOf = (names: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...names), fc.nat(4))
    .map(([name, depth]) => `${'list<'.repeat(depth)}${name}${'>'.repeat(depth)}`);
const fieldsOf = (names: readonly string[]) =>
  fc
    .array(typeOf(names), { minLength: 1, maxLength: 4 })
    .map((types) => types.map((type, index) => ({ name: `field${index}`, type })));
/** One field of each type that is no list: few signatures are tried where time is short, and none should miss one. */
const EVERYTHING = SCALARS.map((type) => ({
  name: `one${type.replace(/^./, (first) => first.toUpperCase())}`,
  type,
}));
/** Signatures of one parameter that is given back. */
const signatures = fc
  .record({
    a: fieldsOf(SCALARS),
    b: fieldsOf([...SCALARS, 'A']),
    type: fc.oneof({ weight: 3, arbitrary: typeOf(['B']) }, typeOf([...SCALARS, 'A'])),
  })
  .map(({ a, b, type }) =>
    parseSignature({
      records: { A: a, B: [...EVERYTHING, ...b] },
      parameters: [{ name: 'given', type }],
      returns: type,
    }),
  );

const edges = <T>(common: fc.Arbitrary<T>, ...special: readonly T[]) =>
  fc.oneof(common, fc.constantFrom(...special));
const valuesOf = (type: Type): fc.Arbitrary<Value> => {
  switch (type.kind) {
    case 'int32': return edges(fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }), 2n ** 31n - 1n, -(2n ** 31n));
    case 'int64': return edges(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n);
    case 'float': return edges(fc.double(), Number.NaN, -0, 5e-324, -Infinity, Number.MAX_VALUE);
    case 'bool': return fc.boolean();
    case 'string': return edges(fc.string({ unit: 'binary', maxLength: 6 }), '', ' ', '1:', '\u0000', '\n', '\u{1F600}');
    case 'list': return fc.array(valuesOf(type.of), { maxLength: 3 });
    case 'record': return fc.record(Object.fromEntries(type.fields.map((field) => [field.name, valuesOf(field.type)])));
  }
}; // biome-ignore format: a table

const cases = signatures.chain((signature) =>
  fc
    .array(valuesOf(signature.returns), { minLength: 15, maxLength: 30 })
    .map((values) => ({ signature, values })),
);

/** Every language each time; a few signatures only when time is short, since each has to be compiled. */
it.for(Object.keys(FUNCTION_DRIVERS) as LanguageId[])(
  'a value of any type comes back from solve() in %s as it was given',
  { timeout: 240_000 },
  async (language, context) => {
    const driver = FUNCTION_DRIVERS[language]!;
    if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
    await fc.assert(
      fc.asyncProperty(cases, async ({ signature, values }) => {
        const source = makeGivingBack(driver, signature, 'given');
        const texts = values.map((value) => writeJson(signature.returns, value));
        const result = await judgeWith(
          under.judge,
          language,
          source,
          makeTestData(texts.map((text) => [`[${text}]`, text] as const)),
          { limits: { timeMs: 2000, memoryKiB: 256 * 1024, outputKiB: 512 }, signature },
        );
        const wrong = result.perCase.find(({ verdict }) => verdict !== 'AC');
        expect([describeType(signature.returns), wrong, result.compileOutput]).toEqual([
          describeType(signature.returns),
          undefined,
          undefined,
        ]);
        expect(tellVerdicts(result)).toEqual(values.map(() => 'AC'));
      }),
      { numRuns: THOROUGH ? 10 : 2, endOnFailure: true },
    );
  },
);
