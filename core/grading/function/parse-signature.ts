import * as z from 'zod/mini';
import { isReservedName, isReservedRecordName } from './reserved-names.ts';
import type { Field, Signature, Type } from './signature.ts';

/** A signature that cannot be honoured; the message says where and why. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
}

const fieldsSchema = z.array(z.object({ name: z.string(), type: z.string() }));
const signatureSchema = z.object({
  parameters: fieldsSchema,
  returns: z.string(),
  records: z.optional(z.record(z.string(), fieldsSchema)),
});

const DEEPEST = 4;

/** Reads a signature as a problem package writes it. Throws SignatureError. */
export function parseSignature(json: unknown): Signature {
  const parsed = z.safeParse(signatureSchema, json);
  if (!parsed.success) throw new SignatureError(z.prettifyError(parsed.error));
  const { parameters, returns, records = {} } = parsed.data;
  const declared = new Map<string, Extract<Type, { kind: 'record' }>>();

  const readFields = (where: string, fields: readonly { name: string; type: string }[]): Field[] => {
    const names = new Set<string>();
    return fields.map(({ name, type }) => {
      if (!/^[a-z][A-Za-z0-9]{0,30}$/.test(name) || isReservedName(name))
        throw new SignatureError(
          `${where}: ${JSON.stringify(name)} cannot be a name in every language; use letters and digits, like "edges"`,
        );
      if (names.has(name)) throw new SignatureError(`${where}: ${name} is there twice`);
      names.add(name);
      return { name, type: readType(`${where}, ${name}`, type, 0) };
    });
  };
  const readType = (where: string, text: string, depth: number): Type => {
    if (depth > DEEPEST) throw new SignatureError(`${where}: lists nest at most ${DEEPEST} deep`);
    if (text === 'int32' || text === 'int64' || text === 'float' || text === 'bool' || text === 'string')
      return { kind: text };
    const list = /^list<(.+)>$/.exec(text);
    if (list !== null) return { kind: 'list', of: readType(where, list[1] as string, depth + 1) };
    const record = declared.get(text);
    if (record === undefined)
      throw new SignatureError(
        `${where}: no type ${JSON.stringify(text)}; there are int32, int64, float, bool, string, list<...> and records declared before`,
      );
    return record;
  };

  for (const [name, fields] of Object.entries(records)) {
    if (!/^[A-Z][A-Za-z0-9]{0,30}$/.test(name) || isReservedRecordName(name))
      throw new SignatureError(
        `record ${JSON.stringify(name)}: a record's name begins with a capital letter and is nobody else's, like "Point"`,
      );
    if (fields.length === 0) throw new SignatureError(`record ${name}: it has no fields`);
    declared.set(name, { kind: 'record', name, fields: readFields(`record ${name}`, fields) });
  }
  return {
    parameters: readFields('parameters', parameters),
    returns: readType('returns', returns, 0),
    records: [...declared.values()],
  };
}
