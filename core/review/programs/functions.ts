import type { SyntaxNode } from '../../syntax/syntax-tree.ts';
import { childOf, nodesOf, type Program, textOf, within } from './program.ts';

/** A parameter of a function. */
export interface Parameter {
  readonly name: string;
  /** Where its name stands. */
  readonly at: SyntaxNode;
  /** With its type and default where the grammar holds them together; else the name. */
  readonly node: SyntaxNode;
}

/** A function, method or closure. */
export interface FunctionPart {
  readonly node: SyntaxNode;
  /** None for a closure. */
  readonly name: string | undefined;
  /** Where its name stands, or it begins. */
  readonly at: SyntaxNode;
  readonly parameters: readonly Parameter[];
  /** None where it is only declared. */
  readonly body: SyntaxNode | undefined;
}

const BODIES = ['CompoundStatement', 'Block', 'ConstructorBody', 'Body'];
const NAMES = [
  'Definition',
  'VariableDefinition',
  'PropertyDefinition',
  'PrivatePropertyDefinition',
  'DefName',
  'FieldName',
  'BoundIdentifier',
  'Name',
  'VariableName',
];

/** The functions of a program, in order of place. What macros make look like one is none. */
export function functionsOf(program: Program): readonly FunctionPart[] {
  const known = FUNCTIONS.get(program);
  if (known !== undefined) return known;
  const found = nodesOf(program, program.family.functions)
    .filter((node) => !isMacroBlock(program, node))
    .map((node) => toFunction(program, node));
  FUNCTIONS.set(program, found);
  return found;
}

const FUNCTIONS = new WeakMap<Program, readonly FunctionPart[]>();

/** In C++ no function stands inside another's statements: what looks so is a macro before a block, as `rep(i, n) { … }`. */
export function isMacroBlock({ text }: Program, { kind, parent, from }: SyntaxNode): boolean {
  const outer = parent?.kind ?? '';
  if (kind === 'FunctionDefinition')
    return /^(?:CompoundStatement|CaseStatement|IfStatement|ForStatement|WhileStatement|LabeledStatement)$/.test(
      outer,
    );
  // Of `rep(i, a.size()) { … }` the grammar has a call, and a block by itself that nothing ends before.
  return (
    kind === 'CompoundStatement' &&
    /^(?:Program|CompoundStatement|CaseStatement|LabeledStatement)$/.test(outer) &&
    text
      .slice(Math.max(0, from - MOST_SPACE), from)
      .trimEnd()
      .endsWith(')')
  );
}

/** Most white space that is looked at before a block. */
const MOST_SPACE = 200;

function toFunction(program: Program, node: SyntaxNode): FunctionPart {
  const body = node.children.findLast(({ kind }) => BODIES.includes(kind)) ?? arrowBody(node);
  const declarator = declaratorOf(node);
  const at = node.kind === 'LambdaExpression' ? undefined : (declarator?.children[0] ?? nameOf(node));
  const list = (declarator ?? node).children.find(({ kind }) => program.family.parameterLists.has(kind));
  return {
    node,
    name: at === undefined ? undefined : textOf(program, at),
    at: at ?? node,
    parameters: list === undefined ? [] : parametersOf(program, list),
    body,
  };
}

/** The declarator with the parameters, of C and C++. */
function declaratorOf(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && !/^(?:Abstract)?FunctionDeclarator$/.test(at.kind)) {
    at = childOf(
      at,
      'FunctionDeclarator',
      'AbstractFunctionDeclarator',
      'PointerDeclarator',
      'ReferenceDeclarator',
    );
  }
  return at;
}

function nameOf(node: SyntaxNode): SyntaxNode | undefined {
  if (/^(?:Lambda|Closure)|Literal$|^FunctionExpression$/.test(node.kind)) return undefined;
  if (node.kind !== 'ArrowFunction') return childOf(node, ...NAMES);
  // `const add = (a, b) => …`
  const { parent } = node;
  if (parent?.kind !== 'VariableDeclaration') return undefined;
  return parent.children
    .slice(0, parent.children.indexOf(node))
    .findLast(({ kind }) => kind === 'VariableDefinition');
}

function arrowBody(node: SyntaxNode): SyntaxNode | undefined {
  const isClosure = /^(?:ArrowFunction|LambdaExpression|ClosureExpression)$/.test(node.kind);
  return isClosure ? node.children.at(-1) : undefined;
}

function parametersOf(program: Program, list: SyntaxNode): readonly Parameter[] {
  const { family } = program;
  if (family.parameters.size > 0) {
    return list.children
      .filter(({ kind }) => family.parameters.has(kind))
      .flatMap((node) => {
        // Types are named before what is of that type, in Go and Rust behind it; defaults are not names.
        const named = /^(?:ParameterDeclaration|OptionalParameterDeclaration)$/.test(node.kind)
          ? declaredIn(node)
          : within(node).find(({ kind }) => NAMES.includes(kind));
        return named === undefined ? [] : [{ name: textOf(program, named), at: named, node }];
      });
  }
  const named = list.children.filter(({ kind }, at) => {
    if (kind !== 'VariableName' && kind !== 'VariableDefinition') return false;
    const before = list.children[at - 1]?.kind;
    return before !== 'AssignOp' && before !== 'Equals';
  });
  return named.map((at) => ({ name: textOf(program, at), at, node: at }));
}

/** What a declarator of C or C++ declares. */
export function declaredIn(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && at.kind !== 'Identifier') {
    at = childOf(
      at,
      'Identifier',
      'InitDeclarator',
      'ArrayDeclarator',
      'PointerDeclarator',
      'ReferenceDeclarator',
      'ParenthesizedDeclarator',
    );
  }
  return at;
}
