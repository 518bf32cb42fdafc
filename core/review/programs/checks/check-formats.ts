import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { type Declared, kindOfType, variableOf } from '../declared.ts';
import { callOf, stringValueOf } from '../parts.ts';
import { type Check, nodesOf, type Program, type Tell, textOf } from '../program.ts';

const FORMAT =
  /%(?:%|(?<skip>\*)?[-+ #0]*\d*(?:\.(?:\d+|\*))?(?<size>hh|h|ll|l|L|z|j|t)?(?<kind>[a-zA-Z])|\[[^\]]+\])/g;

/** What C reads and prints by formats. */
export const checkFormats: Check = (program, tell) => {
  let isWidthTold = false;
  for (const node of nodesOf(program, program.family.calls)) {
    const call = callOf(program, node);
    if (call === undefined) continue;
    const callee = call.callee.replace(/^(?:std)?::/, '');
    if (callee === 'gets') tell('c/gets', node, 'gets writes behind the array when the line is longer.');
    if (callee === 'memset') checkMemset(program, call.args, tell);
    const reads = /^(?:scanf|fscanf|sscanf)$/.test(callee);
    if (!reads && !/^f?printf$/.test(callee)) continue;
    const at = callee === 'scanf' || callee === 'printf' ? 0 : 1;
    const format = call.args[at]?.[0];
    const text = format === undefined ? undefined : stringValueOf(program, format);
    if (text === undefined) continue;
    const wanted = [...text.matchAll(FORMAT)].filter(
      ([whole, ...rest]) => whole !== '%%' && rest[0] === undefined,
    );
    const hasStar = /%[-+ #0]*\*|\.\*/.test(text);
    for (const [index, match] of hasStar ? [] : wanted.entries()) {
      const given = call.args[at + 1 + index];
      if (given?.length !== 1) break;
      if (reads) checkRead(program, match, given[0]!, tell);
      else checkPrinted(program, match, given[0]!, tell);
      if (reads && match[0] === '%s' && !isWidthTold && isCharArray(program, given[0]!)) {
        isWidthTold = true;
        tell('c/scanf-without-width', format!, '`%s` has no width.');
      }
    }
  }
};

function isCharArray(program: Program, node: SyntaxNode): boolean {
  const variable = node.kind === 'Identifier' ? variableOf(program, node) : undefined;
  return variable?.isArray === true && variable.type === 'char';
}

function checkRead(program: Program, match: RegExpExecArray, given: SyntaxNode, tell: Tell): void {
  const { size = '' } = match.groups!;
  // All that read fractions read the same.
  const kind = (match.groups!['kind'] ?? '').replace(/[aegAEFG]/, 'f');
  if (given.kind === 'Identifier') {
    const variable = variableOf(program, given);
    const isNumber =
      variable !== undefined &&
      !variable.isArray &&
      !variable.isPointer &&
      kindOfType(variable.type) !== undefined;
    if (isNumber && !isReference(variable))
      tell(
        'c/scanf-without-address',
        given,
        `\`${variable.name}\` is a number: \`&${variable.name}\` is its place.`,
      );
    return;
  }
  if (given.kind !== 'PointerExpression' || given.children.at(-1)?.kind !== 'Identifier') return;
  const variable = variableOf(program, given.children.at(-1)!);
  if (variable === undefined || variable.isArray || variable.isPointer) return;
  const fits = {
    d: INTEGER,
    i: INTEGER,
    u: INTEGER,
    f: /^(?:float)$/,
    s: /^$/,
    c: /^(?:char|unsigned char|signed char)$/,
  }[kind];
  const wanted =
    size === 'll'
      ? /long long|int64_t|^long$|__int64/
      : size === 'l'
        ? kind === 'f'
          ? /^double$/
          : /^(?:unsigned )?long(?: int)?$|int64_t|size_t/
        : size === ''
          ? fits
          : undefined;
  const isKnown = kindOfType(variable.type) !== undefined;
  if (wanted === undefined || !isKnown || wanted.test(variable.type)) return;
  tell('c/wrong-format', given, `\`${match[0]}\` reads no \`${variable.type}\`, as \`${variable.name}\` is.`);
}

const INTEGER = /^(?:int|unsigned|unsigned int|signed|int32_t|uint32_t)$/;

/** Whether a variable is declared as a reference, of C++. */
export function isReference(variable: Declared): boolean {
  return variable.at.parent?.kind === 'ReferenceDeclarator';
}

function checkPrinted(program: Program, match: RegExpExecArray, given: SyntaxNode, tell: Tell): void {
  if (given.kind !== 'Identifier') return;
  const variable = variableOf(program, given);
  if (variable === undefined || variable.isArray || variable.isPointer) return;
  const { size = '', kind = '' } = match.groups!;
  const number = kindOfType(variable.type);
  if (number === undefined) return;
  const isInteger = /^[diux]$/.test(kind);
  const isWrong =
    (isInteger && number === 'double') ||
    (/^[feg]$/.test(kind) && number !== 'double') ||
    (isInteger && size === '' && /long long|^(?:u)?int64_t$/.test(variable.type)) ||
    (isInteger && size === 'll' && /^(?:int|short|char|unsigned|unsigned int)$/.test(variable.type)) ||
    kind === 's';
  if (isWrong)
    tell(
      'c/wrong-format',
      given,
      `\`${match[0]}\` prints no \`${variable.type}\`, as \`${variable.name}\` is.`,
    );
}

function checkMemset(program: Program, args: readonly (readonly SyntaxNode[])[], tell: Tell): void {
  const [target, value, size] = args.map((arg) => arg[0]);
  if (target?.kind !== 'Identifier' || value === undefined || size === undefined) return;
  const variable = variableOf(program, target);
  if (variable === undefined) return;
  if (/^[1-9]$/.test(textOf(program, value)) && /^(?:int|long|long long)$/.test(variable.type)) {
    tell('c/memset-of-ints', value, `Each byte of \`${variable.name}\` becomes ${textOf(program, value)}.`, {
      confidence: 'low',
    });
  }
}
