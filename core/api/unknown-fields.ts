import type * as z from 'zod';

/** Names that a mistyped one can be at most this far from: a third of its letters. */
const NEAR = 3;

/** What is said of a field that nobody knows, with the known one that was probably meant. */
export function describeUnknownField(name: string, known: readonly string[]): string {
  const meant = nearestOf(name, known);
  return `is not known here${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** The fields of the object at this path of a schema; of a union, those of all its forms. */
export function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let schemas = [schema];
  for (const part of path) schemas = schemas.flatMap((one) => memberOf(one, part));
  return [...new Set(schemas.flatMap((one) => objectsOf(one).flatMap(({ shape }) => Object.keys(shape))))];
}

/** The object types that a schema stands for, behind defaults, options and unions. */
function objectsOf(schema: z.ZodType): z.ZodObject[] {
  const { def } = schema as unknown as {
    def: { type: string; innerType?: z.ZodType; options?: z.ZodType[] };
  };
  if (def.type === 'object') return [schema as z.ZodObject];
  if (def.innerType !== undefined) return objectsOf(def.innerType);
  return (def.options ?? []).flatMap(objectsOf);
}

function memberOf(schema: z.ZodType, part: PropertyKey): z.ZodType[] {
  const { def } = schema as unknown as { def: { innerType?: z.ZodType; element?: z.ZodType } };
  if (def.innerType !== undefined) return memberOf(def.innerType, part);
  if (def.element !== undefined) return [def.element];
  return objectsOf(schema).flatMap(({ shape }) => (shape[String(part)] as z.ZodType | undefined) ?? []);
}

/** The known name that is nearest by spelling, or that begins with this one; undefined when none is near. */
function nearestOf(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase().replaceAll(/[_-]/g, '');
  const ranked = known
    .filter((one) => one !== name)
    .map((one) => {
      const other = one.toLowerCase();
      const isPart = typed.length >= NEAR && (other.startsWith(typed) || typed.startsWith(other));
      return { one, distance: isPart ? 0.5 : distanceOf(typed, other) };
    })
    .filter(({ distance }) => distance <= Math.ceil(typed.length / NEAR))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.one;
}

/** Levenshtein's distance: letters to insert, delete or replace. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
