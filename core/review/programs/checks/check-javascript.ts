import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { functionsOf } from '../functions.ts';
import { assignmentOf, callOf, operationOf, statementOf } from '../parts.ts';
import { around, type Check, childOf, nodesOf, type Program, quote, textOf } from '../program.ts';

/** What every program has without a declaration, and may assign. */
const GIVEN = new Set([
  'module',
  'exports',
  'global',
  'globalThis',
  'window',
  'self',
  'process',
  'onmessage',
  'undefined',
]);

/** Traps of JavaScript and TypeScript. */
export const checkJavascript: Check = (program, tell) => {
  const first = nodesOf(program, new Set(['VariableDeclaration'])).find(
    ({ children }) => children[0]?.kind === 'var',
  );
  if (first !== undefined) tell('javascript/var', first, 'From here variables are declared by `var`.');
  let isEqualityTold = false;
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined) continue;
    const { operator, left, right } = operation;
    const sides = [left, right];
    if (
      /^[!=]==?$/.test(operator) &&
      sides.some((side) => /^(?:Number\.)?NaN$/.test(textOf(program, side)))
    ) {
      tell(
        'javascript/nan-comparison',
        node,
        `\`${quote(program, node)}\` has one outcome, whatever the number is.`,
      );
    }
    // `x == null` is how to ask for null and undefined, and what typeof says is a text.
    const isMeant = sides.some(
      (side) => side.kind === 'NullType' || /^(?:null|undefined|typeof\b.*)$/s.test(textOf(program, side)),
    );
    if (/^[!=]=$/.test(operator) && !isMeant && !isEqualityTold) {
      isEqualityTold = true;
      tell('javascript/loose-equality', node, `\`${quote(program, node)}\` converts before it compares.`);
    }
  }
  checkCalls(program, tell);
  checkNames(program, tell);
  checkPromises(program, tell);
};

const checkCalls: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.calls)) {
    const call = callOf(program, node);
    if (call === undefined) continue;
    if (call.callee.endsWith('.sort') && call.args.length === 0) {
      const of = node.children[0]?.children[0];
      if (of !== undefined && hasNumbers(program, of))
        tell('javascript/sorts-numbers-as-text', node, 'Without a comparison numbers are sorted as texts.');
    }
    const filled = call.args[0]?.[0];
    if (
      /^(?:new )?Array\(.*\)\.fill$/s.test(call.callee) &&
      (filled?.kind === 'ArrayExpression' ||
        filled?.kind === 'ObjectExpression' ||
        callOf(program, filled ?? node)?.callee.startsWith('new ') === true)
    ) {
      if (filled !== undefined)
        tell('javascript/shared-rows', node, `\`${quote(program, filled)}\` is one and the same everywhere.`);
    }
  }
  for (const node of nodesOf(program, new Set(['ForInSpec']))) {
    const at = node.children.findIndex(({ kind }) => kind === 'in');
    const of = node.children[at + 1];
    if (of?.kind === 'VariableName' && isArray(program, of)) {
      const counter = node.children[at - 1];
      tell(
        'javascript/for-in-array',
        node,
        `\`${counter === undefined ? 'it' : textOf(program, counter)}\` is an index of \`${textOf(program, of)}\`, as a text.`,
        { confidence: 'medium' },
      );
    }
  }
};

/** The value that a name has where it is declared, if that is once. */
function valueOfName(program: Program, node: SyntaxNode): SyntaxNode | undefined {
  const definitions = definitionsOf(program, textOf(program, node));
  const [at] = definitions;
  if (definitions.length !== 1 || at?.parent?.kind !== 'VariableDeclaration') return undefined;
  const { children } = at.parent;
  const next = children.slice(children.indexOf(at) + 1).findIndex(({ kind }) => kind === 'Equals');
  const value = children[children.indexOf(at) + 1 + next + 1];
  return next < 0 || next > 1 ? undefined : value;
}

function definitionsOf(program: Program, name: string): readonly SyntaxNode[] {
  return (program.uses.get(name) ?? []).filter(({ kind }) => kind === 'VariableDefinition');
}

/** Whether it is an array that was made of numbers in sight. */
function hasNumbers(program: Program, node: SyntaxNode): boolean {
  if (node.kind === 'VariableName') {
    const value = valueOfName(program, node);
    return value !== undefined && value.kind !== 'VariableName' && hasNumbers(program, value);
  }
  if (node.kind === 'ArrayExpression') {
    const elements = node.children.filter(({ kind }) => !/^[[\],]$/.test(kind));
    return elements.length > 0 && elements.every(({ kind }) => kind === 'Number');
  }
  const call = callOf(program, node);
  const given = call?.args[0]?.[0];
  if (call === undefined || given === undefined) return false;
  return call.callee.endsWith('.map') && /^(?:Number|parseInt|parseFloat)$/.test(textOf(program, given));
}

function isArray(program: Program, node: SyntaxNode): boolean {
  const value = valueOfName(program, node);
  if (value === undefined) return false;
  return (
    value.kind === 'ArrayExpression' ||
    /\.(?:split|map|filter|slice)$/.test(callOf(program, value)?.callee ?? '')
  );
}

const checkNames: Check = (program, tell) => {
  const told = new Set<string>();
  for (const node of nodesOf(program, program.family.assignments)) {
    const left = node.children[0];
    if (left?.kind !== 'VariableName') continue;
    const name = textOf(program, left);
    const definitions = definitionsOf(program, name);
    if (
      definitions.length === 0 &&
      !GIVEN.has(name) &&
      !told.has(name) &&
      assignmentOf(program, node) !== undefined
    ) {
      told.add(name);
      tell('javascript/undeclared', left, `\`${name}\` is declared nowhere.`);
    }
    const [only] = definitions;
    const declaration = only?.parent;
    const isConstant =
      definitions.length === 1 &&
      declaration?.kind === 'VariableDeclaration' &&
      declaration.children[0]?.kind === 'const';
    if (isConstant && declaration.parent?.kind !== 'ForSpec')
      tell('javascript/assigned-constant', node, `\`${name}\` is a constant.`);
  }
};

const checkPromises: Check = (program, tell) => {
  const isAsync = (node: SyntaxNode) => node.children.some(({ kind }) => kind === 'async');
  const asynchronous = new Set(
    functionsOf(program).flatMap(({ node, name }) => (name !== undefined && isAsync(node) ? [name] : [])),
  );
  for (const node of nodesOf(program, program.family.expressionStatements)) {
    const statement = statementOf(program, node);
    const callee = callOf(program, statement)?.callee;
    if (callee === undefined || !asynchronous.has(callee)) continue;
    // At the top it may be the last thing that is done; inside of an asynchronous function it can be waited for.
    const outer = around(node, program.family.functions);
    if (outer !== undefined && isAsync(outer) && childOf(statement, 'AwaitExpression') === undefined) {
      tell(
        'javascript/floating-promise',
        statement,
        `\`${callee}\` is asynchronous, and nothing waits for it.`,
      );
    }
  }
};
