import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { bodyOfLoop, headOfFor, operationOf } from '../parts.ts';
import { bare, type Check, nodesOf, type Program, quote, textOf, within } from '../program.ts';

const LENGTHS =
  /^(?<of>[A-Za-z_$][\w$.]*)\.(?:length(?:\(\))?|size\(\)|len\(\))$|^(?:len|count|strlen|sizeof)\((?<in>[A-Za-z_$][\w$.]*)\)$/;

/** Loops that reach the length of what they index. */
export const checkBounds: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.loops)) {
    const body = bodyOfLoop(node);
    if (body === undefined) continue;
    const bound = boundOf(program, node);
    if (bound === undefined) continue;
    const { counter, of } = bound;
    // In the body it must be an index of the same, as it is, not where the loop asks or leaves before.
    const index = within(body).find((inner) => {
      if (
        !/^(?:SubscriptExpression|ArrayAccess|MemberExpression|IndexExpr|IndexExpression)$/.test(inner.kind)
      )
        return false;
      return textOf(program, inner).replace(/\s/g, '') === `${of}[${counter}]`;
    });
    if (index === undefined || asksFor(program, body, counter)) continue;
    tell(
      'program/beyond-the-last',
      index,
      `At the last step \`${counter}\` is the length of \`${of}\`, and \`${quote(program, index)}\` is behind its end.`,
    );
  }
};

function boundOf(program: Program, node: SyntaxNode): { counter: string; of: string } | undefined {
  const match = (counter: string, bound: string) => {
    const { of, in: inside } = LENGTHS.exec(bound.replace(/\s/g, ''))?.groups ?? {};
    const found = of ?? inside;
    return found === undefined ? undefined : { counter, of: found };
  };
  if (program.language === 'python') {
    // for i in range(len(a) + 1)
    const text = program.text.slice(node.from, bodyOfLoop(node)?.from ?? node.to).replace(/\s/g, '');
    const { counter, bound } =
      /^for(?<counter>\w+)in(?:range)\((?:[01],)?(?<bound>len\([\w.]+\))\+1\)$/.exec(text)?.groups ?? {};
    return counter === undefined ? undefined : match(counter, bound!);
  }
  const condition = headOfFor(program, node)?.[1] ?? '';
  const { counter, bound } =
    /^(?<counter>[A-Za-z_$][\w$]*)\s*<=\s*(?<bound>[^&|]+)$/.exec(condition)?.groups ?? {};
  return counter === undefined ? undefined : match(counter, bound!);
}

/** Whether the body asks what the counter is, beside counting: it may know that it goes too far. */
function asksFor(program: Program, body: SyntaxNode, counter: string): boolean {
  return within(body).some((node) => {
    const operation = operationOf(program, node);
    return (
      operation !== undefined &&
      /^(?:==|===|!=|!==|<|>|<=|>=|&&|\|\||and|or)$/.test(operation.operator) &&
      [operation.left, operation.right].some((side) =>
        within(side).some(
          (inner) => textOf(program, inner) === counter && inner.children.length === 0 && !isIndex(inner),
        ),
      )
    );
  });
}

function isIndex(node: SyntaxNode): boolean {
  return /^(?:SubscriptExpression|ArrayAccess|MemberExpression|IndexExpr|IndexExpression)$/.test(
    node.parent?.kind ?? '',
  );
}

/** Fractions that are compared for equality. */
export const checkFloats: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined || !/^(?:==|===|!=|!==)$/.test(operation.operator)) continue;
    const { left, right } = operation;
    const fraction = [left, right].find((side) => isFraction(program, side));
    if (fraction === undefined) continue;
    // Whole numbers have exact values, and are what one asks for on purpose.
    if ([left, right].some((side) => /^-?\d+(?:\.0*)?[fFdD]?$/.test(textOf(program, side)))) continue;
    tell('program/float-equality', node, `\`${quote(program, node)}\` compares fractions for equality.`);
  }
};

/** Whether it is a literal with digits behind its point, or calculated from one by `/` or a root. */
function isFraction(program: Program, node: SyntaxNode): boolean {
  const inner = bare(program, node);
  const text = textOf(program, inner);
  if (/^-?\d*\.\d*[1-9]\d*[fFdDlL]?$/.test(text)) return true;
  const operation = operationOf(program, inner);
  if (operation === undefined) return false;
  return (
    /^[-+*/]$/.test(operation.operator) &&
    [operation.left, operation.right].some((side) => isFraction(program, side))
  );
}

const MAX_DEPTH = 20;

/** The size that a constant expression has; undefined for what is not calculated here. */
export function constantOf(program: Program, node: SyntaxNode, depth = 0): number | undefined {
  // Constants may be declared by each other in a circle.
  if (depth > MAX_DEPTH) return undefined;
  const inner = bare(program, node);
  const text = textOf(program, inner).replace(/[_']/g, '');
  const { digits } = /^(?<digits>\d+|\d+e\d+|0x[0-9a-f]+)[ul]*$/i.exec(text)?.groups ?? {};
  if (digits !== undefined) return Number(digits);
  const operation = operationOf(program, inner);
  if (operation === undefined) return namedValueOf(program, inner, depth + 1);
  const [left, right] = [
    constantOf(program, operation.left, depth + 1),
    constantOf(program, operation.right, depth + 1),
  ];
  if (left === undefined || right === undefined) return undefined;
  switch (operation.operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '<<':
      return right < 64 ? left * 2 ** right : undefined;
    default:
      return undefined;
  }
}

/** Of C: `#define N 100`, `const int N = 100`. */
function namedValueOf(program: Program, node: SyntaxNode, depth: number): number | undefined {
  if (node.kind !== 'Identifier') return undefined;
  const name = textOf(program, node);
  for (const use of program.uses.get(name) ?? []) {
    const { parent } = use;
    if (
      parent?.kind === 'PreprocDirective' &&
      parent.children[0]?.kind === '#define' &&
      parent.children[1] === use
    ) {
      const value = parent.children.find(({ kind }) => kind === 'PreprocArg');
      const text =
        value === undefined
          ? ''
          : textOf(program, value)
              .trim()
              .replace(/^\((.*)\)$/, '$1');
      if (/^\d+(?:e\d+)?$/.test(text)) return Number(text);
      const { base, add } = /^(?<base>\d+)\s*\+\s*(?<add>\d+)$/.exec(text)?.groups ?? {};
      return base === undefined ? undefined : Number(base) + Number(add);
    }
    const isConstant =
      parent?.kind === 'InitDeclarator' &&
      parent.parent?.children.some(({ kind }) => kind === 'const' || kind === 'constexpr');
    if (isConstant === true && parent!.children[0] === use) {
      const value = parent!.children.at(-1)!;
      return value === use ? undefined : constantOf(program, value, depth);
    }
  }
  return undefined;
}
