const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** The number that a text is, as programs of all languages print them; undefined: it is none. */
export function readFloat(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const word = text.toLowerCase().replace(/^[+-]/, '');
  if (word.startsWith('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return word === 'nan' ? Number.NaN : Number(text);
}

/** How far a number may be from the one that is wanted; absent: not at all. */
export interface Tolerance {
  readonly absolute?: number | undefined;
  readonly relative?: number | undefined;
}

/** Whether a number is the wanted one, or within one of the tolerances of it. */
export function isNear(got: number, wanted: number, { absolute = -1, relative = -1 }: Tolerance): boolean {
  if (got === wanted) return true;
  const difference = Math.abs(got - wanted);
  return difference <= absolute || (Number.isFinite(wanted) && difference <= relative * Math.abs(wanted));
}
