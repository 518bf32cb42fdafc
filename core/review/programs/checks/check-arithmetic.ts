import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { declaredOf, kindOfType, type NumberKind, numberKindOf, variableOf } from '../declared.ts';
import { assignmentOf, operationOf } from '../parts.ts';
import { bare, type Check, nodesOf, type Program, quote, textOf } from '../program.ts';

/** What is calculated as a smaller kind of number than it is kept as: of C, C++ and Java. */
export const checkArithmetic: Check = (program, tell) => {
  const family = program.language === 'java' ? 'java' : 'c';
  const kept: { kind: NumberKind; value: SyntaxNode; name: string }[] = [];
  for (const variables of declaredOf(program).values()) {
    for (const { type, isArray, isPointer, value, name } of variables) {
      const kind = kindOfType(type);
      if (kind !== undefined && value !== undefined && !isArray && !isPointer)
        kept.push({ kind, value, name });
    }
  }
  for (const node of nodesOf(program, program.family.assignments)) {
    const assignment = assignmentOf(program, node);
    if (assignment === undefined || !/^\+?=?$/.test(assignment.operator)) continue;
    const kind = numberKindOf(program, assignment.left);
    if (kind !== undefined)
      kept.push({ kind, value: assignment.right, name: textOf(program, assignment.left) });
  }
  for (const { kind, value, name } of kept) {
    const inner = bare(program, value);
    if (kind === 'long' && isProductOfInts(program, inner)) {
      tell(
        `${family}/narrow-product`,
        inner,
        `\`${quote(program, inner)}\` is calculated as int before it is kept in \`${name}\`.`,
        {
          confidence: 'low',
        },
      );
    }
    if (kind === 'double' && isQuotientOfInts(program, inner)) {
      tell(
        `${family}/integer-division`,
        inner,
        `\`${quote(program, inner)}\` loses its fraction before it is kept in \`${name}\`.`,
      );
    }
  }
};

/** A product of two variables that are int: with a small literal it is seldom too large. */
function isProductOfInts(program: Program, node: SyntaxNode): boolean {
  const operation = operationOf(program, node);
  if (operation === undefined) return false;
  const { operator, left, right } = operation;
  if (operator === '+' || operator === '-') {
    const both = [left, right].map((side) => bare(program, side));
    return numberKindOf(program, node) === 'int' && both.some((side) => isProductOfInts(program, side));
  }
  if (operator !== '*' || numberKindOf(program, node) !== 'int') return false;
  const [a, b] = [bare(program, left), bare(program, right)];
  if (isProductOfInts(program, a) || isProductOfInts(program, b)) return true;
  return isVariable(program, a) && isVariable(program, b);
}

function isVariable(program: Program, node: SyntaxNode): boolean {
  if (node.kind !== 'Identifier')
    return /^(?:SubscriptExpression|ArrayAccess)$/.test(node.kind) && mayBeLarge(program, node);
  return mayBeLarge(program, node);
}

/** What is char, byte or a constant is small. */
function mayBeLarge(program: Program, node: SyntaxNode): boolean {
  let base: SyntaxNode = node;
  while (base.kind !== 'Identifier' && base.children[0] !== undefined) base = base.children[0];
  const variable = variableOf(program, base);
  if (variable === undefined || !/^(?:int|unsigned|unsigned int|int32_t)/.test(variable.type)) return false;
  // A counter up to a constant is as small as that.
  return variable.scope.kind !== 'ForStatement';
}

function isQuotientOfInts(program: Program, node: SyntaxNode): boolean {
  const operation = operationOf(program, node);
  if (operation === undefined || operation.operator !== '/') return false;
  const [left, right] = [bare(program, operation.left), bare(program, operation.right)];
  if (numberKindOf(program, left) === undefined || numberKindOf(program, right) === undefined) return false;
  // `n / 2` of a whole number is often meant so, and a quotient of two literals is written with care.
  return (
    numberKindOf(program, node) !== 'double' &&
    [left, right].every(
      (side) =>
        side.kind === 'Identifier' || side.kind === 'SubscriptExpression' || side.kind === 'ArrayAccess',
    )
  );
}
