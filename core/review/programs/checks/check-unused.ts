import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { declaredIn, functionsOf } from '../functions.ts';
import {
  around,
  type Check,
  childOf,
  functionAround,
  isInside,
  nodesOf,
  type Program,
  textOf,
  within,
} from '../program.ts';

/** Types of C++ whose variables do nothing by being there. */
const PLAIN_TYPE =
  /^(?:std::)?(?:vector|map|set|string|queue|stack|pair|deque|unordered_map|unordered_set|multiset|priority_queue|array|list|tuple|bitset)\b|^(?:(?:unsigned|signed|long|short|int|char|double|float|bool|size_t|ll|u?int\d+_t)\b ?)+/;

/** What is declared and stands nowhere else. */
export const checkUnused: Check = (program, tell) => {
  for (const { name, at, scope } of declarationsOf(program)) {
    if (name.startsWith('_') || isUsed(program, name, at, scope)) continue;
    tell('program/unused-variable', at, `\`${name}\` is never used.`);
  }
  checkParameters(program, tell);
  checkFunctions(program, tell);
  checkImports(program, tell);
};

function isUsed(program: Program, name: string, at: SyntaxNode, scope: SyntaxNode): boolean {
  return (program.uses.get(name) ?? []).some(
    (use) => use !== at && (isInside(use, scope) || use.kind === 'PreprocArg'),
  );
}

interface Declared {
  readonly name: string;
  readonly at: SyntaxNode;
  /** Where it can be used. */
  readonly scope: SyntaxNode;
}

function declarationsOf(program: Program): readonly Declared[] {
  const declared = (at: SyntaxNode, scope: SyntaxNode) => ({ name: textOf(program, at), at, scope });
  switch (program.language) {
    case 'c':
    case 'cpp':
      return nodesOf(program, new Set(['Declaration']))
        .filter((node) => isPlain(program, node))
        .flatMap((node) =>
          node.children
            .filter(({ kind }) =>
              /^(?:Identifier|InitDeclarator|ArrayDeclarator|PointerDeclarator)$/.test(kind),
            )
            .flatMap((child) => declaredIn(child) ?? []),
        )
        .map((at) => declared(at, program.root));
    case 'java':
      return nodesOf(program, new Set(['LocalVariableDeclaration']))
        .flatMap((node) => node.children.filter(({ kind }) => kind === 'VariableDeclarator'))
        .flatMap((node) => childOf(node, 'Definition') ?? [])
        .map((at) => declared(at, functionAround(program, at)));
    case 'javascript':
    case 'typescript':
      return nodesOf(program, new Set(['VariableDeclaration']))
        .filter(({ parent }) => !/Export|Ambient/.test(parent?.kind ?? ''))
        .flatMap((node) => node.children.filter(({ kind }) => kind === 'VariableDefinition'))
        .filter((at) => !isCalledByName(program, at))
        .map((at) => declared(at, program.root));
    case 'python':
      return nodesOf(program, new Set(['AssignStatement']))
        .filter(
          (node) =>
            around(node, new Set(['FunctionDefinition', 'ClassDefinition']))?.kind === 'FunctionDefinition',
        )
        .flatMap((node) => {
          const [target, next] = node.children;
          const isOne =
            target?.kind === 'VariableName' && (next?.kind === 'AssignOp' || next?.kind === 'TypeDef');
          return isOne ? [target] : [];
        })
        .filter((at) => !program.uses.has('locals') && !isGlobal(program, at))
        .map((at) => declared(at, functionAround(program, at)));
    default:
      return [];
  }
}

/** In function problems the driver calls it by its name. */
function isCalledByName(program: Program, at: SyntaxNode): boolean {
  return /^(?:solve|main)$/.test(textOf(program, at));
}

function isGlobal(program: Program, at: SyntaxNode): boolean {
  const name = textOf(program, at);
  return nodesOf(program, new Set(['ScopeStatement'])).some(({ children }) =>
    children.some((child) => textOf(program, child) === name),
  );
}

/** Whether a declaration of C or C++ is of variables whose making and end do nothing. */
function isPlain(program: Program, node: SyntaxNode): boolean {
  if (node.children.some(({ kind }) => kind === 'extern' || kind === 'TypeIdentifier' || kind === '⚠'))
    return false;
  const type = node.children.find(
    ({ kind }) => !/^(?:const|static|register|constexpr|inline|volatile)$/.test(kind),
  );
  if (type === undefined || !PLAIN_TYPE.test(textOf(program, type))) return false;
  // A field is no variable; what a macro was given may be anything.
  return !within(node).some(({ kind }) => kind === '⚠' || kind === 'FunctionDeclarator');
}

const checkParameters: Check = (program, tell) => {
  const { family } = program;
  const passedOn = findPassedOn(program);
  // Callers of lambdas and methods decide what they pass; in Java what is not static may be overridden.
  for (const { node, name, parameters, body } of functionsOf(program)) {
    if (name === undefined || body === undefined || /^(?:main|solve)$/.test(name)) continue;
    if (
      /^(?:LambdaExpression|ArrowFunction|FunctionExpression|ClosureExpression|FunctionLiteral|ConstructorDeclaration)$/.test(
        node.kind,
      )
    )
      continue;
    if (/^(?:go|rust|php)$/.test(program.language)) continue;
    const isMethod =
      around(
        node,
        new Set([
          'ClassDefinition',
          'ClassBody',
          'FieldDeclarationList',
          'ObjectExpression',
          'TemplateDeclaration',
        ]),
      ) !== undefined;
    const isStatic = childOf(node, 'Modifiers')?.children.some(({ kind }) => kind === 'static') === true;
    if ((isMethod || family.methods.has(node.kind)) && !isStatic) continue;
    if (node.parent?.kind === 'DecoratedStatement' || name.startsWith('operator')) continue;
    // Whoever passes the function on must take what it is called with.
    if (passedOn(name).some((use) => !isInside(use, node))) continue;
    for (const { name: parameter, at } of parameters) {
      if (/^_|^(?:self|cls|this|args|kwargs|argc|argv)$/.test(parameter)) continue;
      if (isUsed(program, parameter, at, node)) continue;
      tell('program/unused-parameter', at, `\`${name}\` does not use its parameter \`${parameter}\`.`);
    }
  }
};

/** Uses of names that are no calls; of each name they are looked for once, as functions may all have the same. */
function findPassedOn(program: Program): (name: string) => readonly SyntaxNode[] {
  const known = new Map<string, readonly SyntaxNode[]>();
  return (name) => {
    const found =
      known.get(name) ??
      (program.uses.get(name) ?? []).filter((use) => program.text.slice(use.to).trimStart()[0] !== '(');
    known.set(name, found);
    return found;
  };
}

const checkFunctions: Check = (program, tell) => {
  const { family } = program;
  // A file without its main is a part of a program, or is called by a driver.
  const names = functionsOf(program).map(({ name }) => name);
  if (/^(?:c|cpp|java|go|rust)$/.test(program.language) && !names.includes('main')) return;
  for (const { node, name, at } of functionsOf(program)) {
    if (name === undefined || /^(?:main|solve|operator.*|_.*|init)$/.test(name)) continue;
    if (
      !/^(?:FunctionDefinition|FunctionDeclaration|MethodDeclaration|ArrowFunction|FunctionDecl|FunctionItem)$/.test(
        node.kind,
      )
    )
      continue;
    if (family.methods.has(node.kind) && program.language !== 'java') continue;
    if (program.language === 'java' && !isPrivateStatic(node)) continue;
    if (
      around(
        node,
        new Set([
          'ClassDefinition',
          'ClassDeclaration',
          'FieldDeclarationList',
          'ImplItem',
          'TraitItem',
          'DeclarationList',
          'DecoratedStatement',
          'ExportDeclaration',
        ]),
      ) !== undefined &&
      program.language !== 'java'
    )
      continue;
    if (at.kind === 'ScopedIdentifier' || !family.names.has(at.kind)) continue;
    if (program.uses.get(name)?.some((use) => use !== at && !isInside(use, node))) continue;
    // Exported by name, or called by whoever runs it.
    if (program.text.includes(`'${name}'`) || program.text.includes(`"${name}"`)) continue;
    tell('program/unused-function', at, `Nothing calls \`${name}\`.`);
  }
};

function isPrivateStatic(node: SyntaxNode): boolean {
  const words = childOf(node, 'Modifiers')?.children.map(({ kind }) => kind) ?? [];
  return words.includes('private') || (words.includes('static') && !words.includes('public'));
}

const checkImports: Check = (program, tell) => {
  const used = (at: SyntaxNode) => isUsed(program, textOf(program, at), at, program.root);
  const say = (at: SyntaxNode, what = textOf(program, at)) =>
    tell('program/unused-import', at, `\`${what}\` is imported and never used.`);
  if (program.language === 'python') {
    for (const node of nodesOf(program, new Set(['ImportStatement']))) {
      const begin = node.children.findIndex(({ kind }) => kind === 'import');
      const words = node.children.slice(begin + 1);
      // `from __future__` changes the language; a try asks whether it is there.
      if (
        textOf(program, node).includes('__future__') ||
        around(node, new Set(['TryStatement'])) !== undefined
      )
        continue;
      for (const [at, word] of words.entries()) {
        const next = words[at + 1]?.kind;
        if (word.kind !== 'VariableName' || next === 'as' || next === '.' || words[at - 1]?.kind === '.')
          continue;
        if (!used(word)) say(word);
      }
    }
  }
  if (program.language === 'java') {
    for (const node of nodesOf(program, new Set(['ImportDeclaration']))) {
      const name = node.children.find(({ kind }) => kind === 'ScopedIdentifier');
      const last = name?.children.at(-1);
      if (last === undefined || node.children.some(({ kind }) => kind === 'Asterisk')) continue;
      if (!used(last)) say(last, textOf(program, last));
    }
  }
  if (program.language === 'javascript' || program.language === 'typescript') {
    for (const node of nodesOf(program, new Set(['ImportDeclaration']))) {
      const names = within(node).filter(({ kind }) => kind === 'VariableDefinition');
      for (const at of names) if (!used(at)) say(at);
    }
  }
};
