/** A figure for each period, undefined where there is none; or one figure for all of them. */
export type Operand = number | readonly (number | undefined)[];

/** What an expression comes to, given the metrics that it names. */
export type Expression = (metrics: Readonly<Record<string, readonly (number | undefined)[]>>) => Operand;

type Value = Operand | readonly Series[];
type Series = readonly (number | undefined)[];
type Evaluate = (metrics: Readonly<Record<string, Series>>) => Value;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|(>=|<=|==|!=|[-+*/(),[\]<>]))/y;

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
};
/** By how closely they bind, the loosest first. */
const LEVELS = [
  ['>', '>=', '<', '<=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
] as const;

const REDUCERS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/**
 * Reads a metric math expression: numbers, ids, arithmetic and comparisons, FILL, IF, and MAX, MIN, SUM and AVG of one metric or of a
 * list of them.
 *
 * @throws Error that names what is not served
 */
export function parseMetricMath(text: string): Expression {
  const tokens = readTokens(text);
  let at = 0;
  const take = (wanted: string): void => {
    if (tokens[at] !== wanted) throw new Error(`${wanted} is missing in the expression ${text}`);
    at += 1;
  };
  const list = (until: string): Evaluate[] => {
    const items: Evaluate[] = [];
    while (tokens[at] !== until) {
      items.push(level(0));
      if (tokens[at] !== until) take(',');
    }
    take(until);
    return items;
  };
  const level = (depth: number): Evaluate => {
    const operators: readonly string[] | undefined = LEVELS[depth];
    if (operators === undefined) return primary();
    let left = level(depth + 1);
    while (operators.includes(tokens[at] ?? '')) {
      const operate = OPERATORS[tokens[at]!]!;
      at += 1;
      const [one, other] = [left, level(depth + 1)];
      left = (metrics) => join(operandOf(one(metrics)), operandOf(other(metrics)), operate);
    }
    return left;
  };
  const primary = (): Evaluate => {
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw new Error(`the expression ${text} ends too soon`);
    if (token === '(') {
      const inner = level(0);
      take(')');
      return inner;
    }
    if (token === '-') {
      const negated = primary();
      return (metrics) => join(0, operandOf(negated(metrics)), OPERATORS['-']!);
    }
    if (token === '[') {
      const items = list(']');
      return (metrics) => items.map((item) => seriesOf(item(metrics)));
    }
    if (/^\d/.test(token)) return () => Number(token);
    if (tokens[at] === '(') {
      at += 1;
      return call(token, list(')'), text);
    }
    return (metrics) => {
      const series = metrics[token];
      if (series === undefined)
        throw new Error(`the expression ${text} names ${token}, which is no metric of it`);
      return series;
    };
  };
  const whole = level(0);
  if (at < tokens.length) throw new Error(`the expression ${text} goes on after its end: ${tokens[at]}`);
  return (metrics) => operandOf(whole(metrics));
}

function readTokens(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new Error(
        `the expression ${text} is not served by local mode from ${text.slice(start).trimStart()} on`,
      );
    tokens.push(match[1] ?? match[2] ?? match[3]!);
  }
  return tokens;
}

function call(name: string, parameters: readonly Evaluate[], text: string): Evaluate {
  const [first, second, third] = parameters;
  const reduce = REDUCERS[name];
  if (reduce !== undefined && first !== undefined && parameters.length === 1)
    return (metrics) => {
      const value = first(metrics);
      return isList(value) ? across(value, reduce) : reduceSeries(operandOf(value), reduce);
    };
  if (name === 'FILL' && first !== undefined && second !== undefined)
    return (metrics) => {
      const filler = operandOf(second(metrics));
      return seriesOf(first(metrics)).map((value, at) => value ?? valueAt(filler, at));
    };
  if (name === 'IF' && first !== undefined && second !== undefined && third !== undefined)
    return (metrics) => {
      const [condition, yes, no] = [first, second, third].map((part) => operandOf(part(metrics)));
      const length = [condition!, yes!, no!].find((part) => typeof part !== 'number') as Series | undefined;
      const choose = (at: number) => {
        const decided = valueAt(condition!, at);
        return decided === undefined ? undefined : valueAt(decided === 0 ? no! : yes!, at);
      };
      return length === undefined ? (choose(0) ?? 0) : length.map((_, at) => choose(at));
    };
  throw new Error(
    `${name} with ${parameters.length} parameters in the expression ${text} is not served by local mode`,
  );
}

function isList(value: Value): value is readonly Series[] {
  return Array.isArray(value) && Array.isArray(value[0]);
}

function operandOf(value: Value): Operand {
  if (isList(value)) throw new Error('a list of metrics is no metric: MAX, MIN, SUM and AVG make one of it');
  return value as Operand;
}

function seriesOf(value: Value): Series {
  const operand = operandOf(value);
  if (typeof operand === 'number') throw new Error('a number is no metric');
  return operand;
}

function valueAt(operand: Operand, at: number): number | undefined {
  return typeof operand === 'number' ? operand : operand[at];
}

function join(left: Operand, right: Operand, operate: (left: number, right: number) => number): Operand {
  if (typeof left === 'number' && typeof right === 'number') return operate(left, right);
  const length = (typeof left === 'number' ? (right as Series) : left).length;
  return Array.from({ length }, (_, at) => {
    const [one, other] = [valueAt(left, at), valueAt(right, at)];
    // Where one of two metrics has no data their sum has none either.
    return one === undefined || other === undefined ? undefined : operate(one, other);
  });
}

/** One figure each period over several metrics. */
function across(list: readonly Series[], reduce: (values: readonly number[]) => number): Series {
  return list[0]!.map((_, at) => {
    const values = list.flatMap((series) => series[at] ?? []);
    return values.length === 0 ? undefined : reduce(values);
  });
}

/** One figure over all periods of one metric. */
function reduceSeries(operand: Operand, reduce: (values: readonly number[]) => number): Operand {
  if (typeof operand === 'number') return operand;
  const values = operand.filter((value) => value !== undefined);
  return values.length === 0 ? operand : reduce(values);
}
