import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldParameters, type QueryValue } from '../../../../cloud/aws/query-params.ts';
import { escapeXml, toXml } from '../../../../cloud/aws/xml.ts';

const name = fc.stringMatching(/^[A-Z][a-z]{0,6}$/).filter((text) => text !== 'Member');
const tree = fc.letrec<{ value: QueryValue; list: QueryValue[]; struct: Record<string, QueryValue> }>(
  (tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string(), tie('list'), tie('struct')),
    list: fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    struct: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  }),
);

/** What an SDK client sends for a structure. */
function flatten(value: QueryValue, prefix = ''): Record<string, string> {
  if (typeof value === 'string') return { [prefix]: value };
  const entries = Array.isArray(value)
    ? value.map((item, index) => [String(index + 1), item] as const)
    : Object.entries(value);
  return Object.assign(
    {},
    ...entries.map(([key, member]) =>
      flatten(member as QueryValue, prefix === '' ? key : `${prefix}.${key}`),
    ),
  );
}

test('parameters fold back into what was flattened, whatever their order', () => {
  fc.assert(
    fc.property(tree.struct, fc.infiniteStream(fc.nat()), (struct, random) => {
      const order = random[Symbol.iterator]();
      const shuffled = Object.entries(flatten(struct))
        .map((entry) => [order.next().value ?? 0, entry] as const)
        .sort(([left], [right]) => left - right)
        .map(([, entry]) => entry);
      expect(foldParameters(Object.fromEntries(shuffled))).toEqual(struct);
    }),
  );
});

test('names that belong to every object are data like all others', () => {
  expect(
    foldParameters({ 'Tag.1.Key': '__proto__', '__proto__.x': 'y', 'constructor.name': 'z' }),
  ).toMatchObject({ Tag: [{ Key: '__proto__' }] });
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

/** The text of a piece of XML, as its readers see it. */
function readText(xml: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return xml.replace(/&(\w+);/g, (_, entity: string) => characters[entity]!);
}

test('text survives XML, whatever characters it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(escapeXml(text)).not.toMatch(/[<>"']/);
      expect(readText(escapeXml(text))).toBe(text);
      expect(toXml({ b: text })).toBe(`<b>${escapeXml(text)}</b>`);
    }),
  );
});
