import { matchesArn, matchesWildcard } from './match.ts';

/** Condition keys of one request and their values. Keys compare without regard to case. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A policy says something that this evaluator cannot decide; guessing would hide a missing permission. */
export class UnsupportedPolicy extends Error {
  override readonly name = 'UnsupportedPolicy';
}

type Test = (wanted: string, actual: string) => boolean;

const POSITIVE: Readonly<Record<string, Test>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (wanted, actual) => Number(actual) === Number(wanted),
  NumericLessThan: (wanted, actual) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (wanted, actual) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (wanted, actual) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (wanted, actual) => Number(actual) >= Number(wanted),
  DateLessThan: (wanted, actual) => Date.parse(actual) < Date.parse(wanted),
  DateGreaterThan: (wanted, actual) => Date.parse(actual) > Date.parse(wanted),
};

const NEGATIVE: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/**
 * True if every operator and every key of a Condition block holds. Throws UnsupportedPolicy for an operator that is
 * not known here.
 */
export function conditionsHold(
  conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined,
  context: RequestContext,
): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, wantedValues(wanted), valuesOf(context, key)),
    ),
  );
}

function holds(operator: string, wanted: readonly string[], actual: readonly string[] | undefined): boolean {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return wanted.includes(String(actual === undefined));
  const negated = NEGATIVE[name];
  const test = POSITIVE[negated ?? name];
  if (test === undefined) throw new UnsupportedPolicy(`condition operator ${operator}`);
  if (actual === undefined)
    return (
      quantifier === 'ForAllValues' ||
      ifExists !== undefined ||
      (negated !== undefined && quantifier === undefined)
    );
  const one = (value: string) => {
    const hit = wanted.some((candidate) => test(candidate, value));
    return negated === undefined ? hit : !hit;
  };
  if (quantifier === 'ForAllValues') return actual.every(one);
  if (quantifier === 'ForAnyValue' || negated === undefined) return actual.some(one);
  return actual.every(one);
}

function valuesOf(context: RequestContext, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const found = Object.entries(context).find(
    ([name, value]) => name.toLowerCase() === wanted && value !== undefined,
  )?.[1];
  if (found === undefined) return undefined;
  return typeof found === 'string' ? [found] : found;
}

function wantedValues(wanted: unknown): readonly string[] {
  return (Array.isArray(wanted) ? wanted : [wanted]).map(String);
}
