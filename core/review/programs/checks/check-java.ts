import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { variableOf } from '../declared.ts';
import { assignmentOf, callOf, operationOf, statementOf } from '../parts.ts';
import {
  around,
  bare,
  type Check,
  childOf,
  functionAround,
  nodesOf,
  type Program,
  quote,
  textOf,
} from '../program.ts';

const BOXED = /^(?:Integer|Long|Double|Float|Short|Byte|Character)$/;
const NEW_TEXT = /\.(?:trim|strip|replace|replaceAll|replaceFirst|toUpperCase|toLowerCase|substring|concat)$/;

/** Java's own traps. */
export const checkJava: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined || !/^[!=]=$/.test(operation.operator)) continue;
    const [left, right] = [bare(program, operation.left), bare(program, operation.right)];
    if (isText(program, left) && isText(program, right)) {
      tell('java/string-equality', node, `\`${quote(program, node)}\` asks for the same object.`);
    }
    if (isBoxed(program, left) && isBoxed(program, right)) {
      tell('java/boxed-equality', node, `\`${quote(program, node)}\` asks for the same object.`);
    }
  }
  for (const node of nodesOf(program, new Set(['MethodInvocation']))) {
    const call = callOf(program, node);
    const of = node.children[0];
    if (call === undefined || of?.kind !== 'Identifier' || !/^\w+\.equals$/.test(call.callee)) continue;
    const given = call.args[0]?.[0];
    if (isArray(program, of) && given?.kind === 'Identifier' && isArray(program, given)) {
      tell('java/array-equality', node, `\`${quote(program, node)}\` asks whether both are the same array.`);
    }
  }
  for (const node of nodesOf(program, program.family.expressionStatements)) {
    const statement = statementOf(program, node);
    const callee = callOf(program, statement)?.callee;
    const of = statement.children[0];
    if (callee === undefined || of?.kind !== 'Identifier' || !NEW_TEXT.test(callee)) continue;
    if (isText(program, of)) tell('java/dropped-result', node, `What \`${callee}\` returns is dropped.`);
  }
  checkGrowing(program, tell);
  for (const node of nodesOf(program, new Set(['ClassBody']))) {
    const named = (name: string, parameters: number) =>
      node.children.find(
        (method) =>
          method.kind === 'MethodDeclaration' &&
          textOf(program, childOf(method, 'Definition') ?? method) === name &&
          childOf(method, 'FormalParameters')?.children.filter(({ kind }) => kind === 'FormalParameter')
            .length === parameters,
      );
    const equals = named('equals', 1);
    const takesObject =
      equals !== undefined &&
      /\(\s*(?:final\s+)?Object\b/.test(textOf(program, childOf(equals, 'FormalParameters') ?? equals));
    if (takesObject && named('hashCode', 0) === undefined) {
      tell(
        'java/equals-without-hash',
        childOf(equals, 'Definition') ?? equals,
        'This class has equals and no hashCode.',
      );
    }
  }
};

function isText(program: Program, node: SyntaxNode): boolean {
  if (node.kind === 'StringLiteral') return true;
  const variable = node.kind === 'Identifier' ? variableOf(program, node) : undefined;
  return variable?.type === 'String' && !variable.isArray;
}

function isBoxed(program: Program, node: SyntaxNode): boolean {
  const variable = node.kind === 'Identifier' ? variableOf(program, node) : undefined;
  return variable !== undefined && BOXED.test(variable.type) && !variable.isArray;
}

function isArray(program: Program, node: SyntaxNode): boolean {
  return variableOf(program, node)?.isArray === true;
}

/** A String that grows in a loop, and was there before it. */
const checkGrowing: Check = (program, tell) => {
  const { family } = program;
  for (const node of nodesOf(program, family.assignments)) {
    const assignment = assignmentOf(program, node);
    if (assignment === undefined || assignment.left.kind !== 'Identifier') continue;
    const variable = variableOf(program, assignment.left);
    if (variable?.type !== 'String' || variable.isArray) continue;
    const name = textOf(program, assignment.left);
    const isAdded =
      assignment.operator === '+=' ||
      (assignment.operator === '=' && textOf(program, assignment.right).startsWith(`${name} +`));
    const loop = around(node, family.loops);
    if (!isAdded || loop === undefined || functionAround(program, loop) !== functionAround(program, node))
      continue;
    if (variable.at.from > loop.from && variable.at.to < loop.to) continue;
    tell('java/concatenation-in-loop', node, `Each time all of \`${name}\` is copied.`);
  }
};
