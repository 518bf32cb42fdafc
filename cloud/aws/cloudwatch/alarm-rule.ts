import type { AlarmState } from './alarm.ts';

/** A composite alarm's rule, read. */
export interface AlarmRule {
  /** Names of the alarms that it looks at. */
  readonly names: readonly string[];
  /** Whether it holds, given the states of those. */
  readonly holds: (stateOf: (name: string) => AlarmState) => boolean;
}

type Evaluate = AlarmRule['holds'];

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s")]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/y;

type Token = { readonly state: AlarmState; readonly name: string } | { readonly word: string };

/**
 * Reads an AlarmRule: `ALARM("name")`, OK, INSUFFICIENT_DATA, TRUE and FALSE with NOT, AND, OR and parentheses. An alarm is named
 * by its name or its ARN.
 *
 * @throws Error that says where the rule cannot be read
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = readTokens(text);
  const names: string[] = [];
  let at = 0;
  const isWord = (word: string): boolean => {
    const token = tokens[at];
    return token !== undefined && 'word' in token && token.word === word;
  };
  const any = (): Evaluate => {
    const parts = [all()];
    while (isWord('OR')) {
      at += 1;
      parts.push(all());
    }
    return (stateOf) => parts.some((part) => part(stateOf));
  };
  const all = (): Evaluate => {
    const parts = [one()];
    while (isWord('AND')) {
      at += 1;
      parts.push(one());
    }
    return (stateOf) => parts.every((part) => part(stateOf));
  };
  const one = (): Evaluate => {
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw new Error(`the alarm rule ${text} ends too soon`);
    if ('state' in token) {
      const name = token.name.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '');
      names.push(name);
      return (stateOf) => stateOf(name) === token.state;
    }
    if (token.word === 'TRUE' || token.word === 'FALSE') return () => token.word === 'TRUE';
    if (token.word === 'NOT') {
      const negated = one();
      return (stateOf) => !negated(stateOf);
    }
    if (token.word !== '(')
      throw new Error(`the alarm rule ${text} has ${token.word} where an alarm is expected`);
    const inner = any();
    if (!isWord(')')) throw new Error(`a ) is missing in the alarm rule ${text}`);
    at += 1;
    return inner;
  };
  const holds = any();
  if (at < tokens.length) throw new Error(`the alarm rule ${text} goes on after its end`);
  return { names, holds };
}

function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`the alarm rule cannot be read from ${text.slice(start)} on`);
    const [, state, quoted, bare, word, bracket] = match;
    tokens.push(
      state === undefined
        ? { word: (word ?? bracket)! }
        : { state: state as AlarmState, name: (quoted ?? bare)! },
    );
  }
  return tokens;
}
