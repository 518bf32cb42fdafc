import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { endsProgram, mayGoOn, returnsOf } from '../flow.ts';
import { functionsOf } from '../functions.ts';
import { assignmentOf, callOf, operationOf, statementOf } from '../parts.ts';
import {
  around,
  bare,
  type Check,
  childOf,
  functionAround,
  isInside,
  nodesOf,
  type Program,
  quote,
  type Tell,
  textOf,
  usesBetween,
  within,
} from '../program.ts';
import { checkLists } from './check-lists.ts';

/** Names that programs call; those that nobody calls are no loss. */
const BUILTINS = new Set(
  'abs all any bin bool chr dict divmod enumerate filter float format hash hex id input int isinstance iter len list map max min next object oct open ord pow print range repr reversed round set sorted str sum tuple type zip'.split(
    ' ',
  ),
);
const LITERAL =
  /^(?:Number|String|FormatString|ContinuedString|ArrayExpression|DictionaryExpression|TupleExpression)$/;
const MUTABLE =
  /^(?:ArrayExpression|DictionaryExpression|SetExpression|ArrayComprehensionExpression|DictionaryComprehensionExpression)$/;
const FUNCTION = new Set(['FunctionDefinition', 'LambdaExpression']);

/** Python's own traps. */
export const checkPython: Check = (program, tell) => {
  checkHandlers(program, tell);
  checkDefaults(program, tell);
  checkOperators(program, tell);
  checkBuiltins(program, tell);
  checkReturns(program, tell);
  checkResults(program, tell);
  checkLists(program, tell);
  checkDefinitions(program, tell);
};

const checkHandlers: Check = (program, tell) => {
  for (const node of nodesOf(program, new Set(['TryStatement']))) {
    for (const [at, child] of node.children.entries()) {
      const body = node.children[at + 1];
      if (child.kind !== 'except' || body?.kind !== 'Body') continue;
      // What is raised again, or ends the program, is not hidden.
      if (within(body).some((inner) => inner.kind === 'RaiseStatement' || endsProgram(program, inner)))
        continue;
      tell('python/bare-except', child, 'It catches whatever happens.');
    }
  }
  for (const node of nodesOf(program, new Set(['AssertStatement']))) {
    const tuple = childOf(node, 'TupleExpression');
    if (tuple !== undefined && tuple === node.children[1] && tuple.children.length > 2) {
      tell('python/assert-tuple', tuple, 'A tuple is always true.');
    }
  }
};

const checkDefaults: Check = (program, tell) => {
  for (const { node } of functionsOf(program)) {
    const list = childOf(node, 'ParamList');
    for (const [at, child] of (list?.children ?? []).entries()) {
      const name = list!.children.slice(0, at).findLast(({ kind }) => kind === 'VariableName');
      if (list!.children[at - 1]?.kind !== 'AssignOp' || !MUTABLE.test(child.kind) || name === undefined)
        continue;
      // A default that nothing changes is one for all; one that is written is the trap, or a memory on purpose.
      if (isChanged(program, node, textOf(program, name))) {
        tell(
          'python/mutable-default',
          child,
          `What a call puts into \`${textOf(program, name)}\` is there in the next.`,
        );
      }
    }
  }
};

const CHANGES =
  /^(?:append|extend|insert|pop|remove|clear|add|update|discard|setdefault|sort|reverse|popitem)$/;

function isChanged(program: Program, scope: SyntaxNode, name: string): boolean {
  return (program.uses.get(name) ?? []).some((use) => {
    if (!isInside(use, scope)) return false;
    const { parent } = use;
    if (parent?.kind === 'UpdateStatement' && parent.children[0] === use) return true;
    if (parent?.kind !== 'MemberExpression' || parent.children[0] !== use) return false;
    const last = parent.children.at(-1)!;
    if (last.kind === 'PropertyName') return CHANGES.test(textOf(program, last));
    const statement = parent.parent;
    const operator = statement?.children.find(({ kind }) => /Op$/.test(kind));
    if (statement?.kind === 'DeleteStatement') return true;
    // On the left of what is assigned: `cache[key] = …`.
    return (
      operator !== undefined &&
      /^(?:Assign|Update)Statement$/.test(statement!.kind) &&
      parent.from < operator.from
    );
  });
}

const checkOperators: Check = (program, tell) => {
  const known = new Map<string, boolean>();
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined) continue;
    const { operator, left, right } = operation;
    if (/^is(?: not)?$/.test(operator) && [left, right].some((side) => LITERAL.test(side.kind))) {
      tell('python/is-literal', node, `\`${quote(program, node)}\` asks for the same object.`);
    }
    if (/^[!=]=$/.test(operator) && [left, right].some((side) => side.kind === 'None')) {
      tell('python/equals-none', node, `\`${quote(program, node)}\`: \`is\` asks for None.`);
    }
    if (operator === '*') {
      for (const side of [left, right]) {
        const [element, ...more] = side.kind === 'ArrayExpression' ? side.children.slice(1, -1) : [];
        if (element === undefined || more.length > 0 || !isList(program, element)) continue;
        if (isRowChanged(program, node, known))
          tell('python/shared-rows', node, `\`${quote(program, node)}\` is one row many times.`);
      }
    }
  }
};

/** A list, or a list many times. */
function isList(program: Program, node: SyntaxNode): boolean {
  if (MUTABLE.test(node.kind)) return true;
  const operation = operationOf(program, node);
  return (
    operation?.operator === '*' &&
    [operation.left, operation.right].some(({ kind }) => kind === 'ArrayExpression')
  );
}

/** Longest index that is read; what is longer is none of a row. */
const INDEX = String.raw`\w+\s*\[[^\]]{0,100}\]\s*`;
const ROW_REPLACED = new RegExp(`${INDEX}=[^=]`, 'y');
const ROW_CHANGED = new RegExp(
  String.raw`${INDEX}(?:\[[^\]]{0,100}\]\s*[-+*/|&]?=[^=]|\.(?:append|add|insert|extend|pop)\()`,
  'y',
);

/** Whether what was made has an element of a row changed anywhere: `rows[i][j] = …`, `rows[i].append(…)`; `known` by name. */
function isRowChanged(program: Program, node: SyntaxNode, known: Map<string, boolean>): boolean {
  const target = node.parent?.kind === 'AssignStatement' ? node.parent.children[0] : undefined;
  if (target === undefined || target.kind !== 'VariableName') return false;
  const name = textOf(program, target);
  const before = known.get(name);
  if (before !== undefined) return before;
  const uses = program.uses.get(name) ?? [];
  const stands = (pattern: RegExp) =>
    uses.some(({ from }) => {
      pattern.lastIndex = from;
      return pattern.test(program.text);
    });
  // A row that is put in the place of another is no longer shared.
  const isChanged = !stands(ROW_REPLACED) && stands(ROW_CHANGED);
  known.set(name, isChanged);
  return isChanged;
}

const checkBuiltins: Check = (program, tell) => {
  const told = new Set<string>();
  const bound = [
    ...nodesOf(program, new Set(['AssignStatement'])).flatMap((node) =>
      node.children.slice(0, 1).filter(({ kind }) => kind === 'VariableName'),
    ),
    ...nodesOf(program, new Set(['ForStatement'])).flatMap(({ children }) =>
      children.slice(1, 2).filter(({ kind }) => kind === 'VariableName'),
    ),
    ...functionsOf(program).flatMap(({ node, parameters }) =>
      node.kind === 'FunctionDefinition' ? parameters.map(({ at }) => at) : [],
    ),
  ];
  for (const at of bound) {
    const name = textOf(program, at);
    const scope = functionAround(program, at);
    if (
      !BUILTINS.has(name) ||
      told.has(name) ||
      around(at, new Set(['ClassDefinition', 'FunctionDefinition']))?.kind === 'ClassDefinition'
    )
      continue;
    // `input = sys.stdin.readline` puts a function in the place of a function.
    const value = at.parent?.kind === 'AssignStatement' ? at.parent.children.at(-1) : undefined;
    if (value !== undefined && /^(?:MemberExpression|LambdaExpression|VariableName)$/.test(value.kind))
      continue;
    told.add(name);
    const call = (program.uses.get(name) ?? []).find(
      (use) =>
        isInside(use, scope) &&
        use.from > at.from &&
        use.parent?.kind === 'CallExpression' &&
        use.parent.children[0] === use &&
        functionAround(program, use) === scope,
    );
    const isPlain =
      value !== undefined &&
      /^(?:Number|String|ArrayExpression|CallExpression|BinaryExpression)$/.test(value.kind);
    const isIterated = at.parent?.kind === 'ForStatement';
    if (call !== undefined && (isPlain || isIterated) && !mayBeFunction(program, value)) {
      tell('python/hidden-builtin', call, `\`${name}\` is a variable here, and calling it fails.`, {
        confidence: 'medium',
      });
    } else tell('python/shadowed-builtin', at, `\`${name}\` is a function of Python.`);
  }
};

/** What a call gives may be called too. */
function mayBeFunction(program: Program, value: SyntaxNode | undefined): boolean {
  if (value?.kind !== 'CallExpression') return false;
  return !/^(?:int|float|str|list|len|sum|max|min|sorted|input|set|dict|abs|range|map)$/.test(
    callOf(program, value)?.callee ?? '',
  );
}

const checkReturns: Check = (program, tell) => {
  for (const { node, name, body, at } of functionsOf(program)) {
    if (name === undefined || body === undefined || node.kind !== 'FunctionDefinition') continue;
    const returns = returnsOf(program, body);
    const values = returns.filter(({ children }) => children.length > 1 && children[1]!.kind !== 'None');
    const isGenerator = within(body, ({ kind }) => FUNCTION.has(kind)).some(({ kind }) =>
      kind.startsWith('Yield'),
    );
    if (values.length === 0 || isGenerator || !mayGoOn(program, body)) continue;
    // What ends with a chain of ifs or a match has all its ways in the author's mind.
    const last = body.children.at(-1);
    if (last !== undefined && /^(?:MatchStatement|TryStatement|WithStatement)$/.test(last.kind)) continue;
    // `return print(…)` leaves early and has no value.
    if (values.every(({ children }) => /^(?:print|exit)$/.test(callOf(program, children[1]!)?.callee ?? '')))
      continue;
    tell('python/inconsistent-return', at, `\`${name}\` returns a value on some ways and None on others.`, {
      confidence: 'medium',
    });
  }
};

const NONE_OF = /\.(?:sort|append|reverse|extend|insert|remove|clear)$/;
const NEW_OF = /\.(?:replace|strip|lstrip|rstrip|upper|lower|title|capitalize|zfill|swapcase)$/;
const TOLD_NOTHING = /\.(?:upper|lower|title|capitalize|swapcase)$/;

const checkResults: Check = (program, tell) => {
  const classes = program.byKind.has('ClassDefinition');
  for (const node of nodesOf(program, program.family.assignments)) {
    const assignment = assignmentOf(program, node);
    if (assignment === undefined || assignment.operator !== '=') continue;
    const callee = callOf(program, assignment.right)?.callee ?? '';
    // Whoever has classes may have such methods.
    if (NONE_OF.test(callee) && !classes && /^[\w.[\]]+$/.test(callee)) {
      tell('python/none-result', assignment.right, `\`${quote(program, assignment.right)}\` returns None.`);
    }
  }
  for (const node of nodesOf(program, program.family.expressionStatements)) {
    const call = callOf(program, statementOf(program, node));
    if (call === undefined || classes) continue;
    const { callee } = call;
    // `plt.title('x')` is of no text: a text is told nothing there.
    if (call.args.length > 0 && TOLD_NOTHING.test(callee)) continue;
    if (/^(?:sorted|reversed)$/.test(callee) || (NEW_OF.test(callee) && isStatementAlone(node))) {
      tell('python/dropped-result', node, `What \`${callee}\` returns is dropped.`);
    }
  }
};

function isStatementAlone(node: SyntaxNode): boolean {
  return node.children.length === 1;
}

const checkDefinitions: Check = (program, tell) => {
  const seen = new Map<string, SyntaxNode>();
  for (const { node, name, at, body, parameters } of functionsOf(program)) {
    if (name === undefined || body === undefined || node.kind !== 'FunctionDefinition') continue;
    const isPlain = node.parent?.kind === 'Script';
    const before = isPlain ? seen.get(name) : undefined;
    const usedBetween = before !== undefined && usesBetween(program, name, before.to, node.from).length > 0;
    if (before !== undefined && !usedBetween)
      tell('python/redefined', at, `\`${name}\` was defined before; that one is out of reach.`);
    if (isPlain) seen.set(name, node);
    checkDepth(program, node, name, new Set(parameters.map((one) => one.name)), tell);
  }
  for (const node of nodesOf(program, program.family.calls)) {
    const call = callOf(program, node);
    const given = call?.args[0]?.[0];
    if (call?.callee !== 'eval' || given === undefined) continue;
    const inner = callOf(program, bare(program, given))?.callee;
    if (inner !== undefined && /^(?:input|raw_input|sys\.stdin\.readline|stdin\.readline)$/.test(inner)) {
      tell('python/evaluates-input', node, 'What is typed runs as code.');
    }
  }
};

/** A function that calls itself with one less or one more, by what it was given, where nothing raises the limit. */
function checkDepth(
  program: Program,
  node: SyntaxNode,
  name: string,
  parameters: ReadonlySet<string>,
  tell: Tell,
): void {
  if (program.text.includes('setrecursionlimit') || node.parent?.kind === 'DecoratedStatement') return;
  const own = within(node).filter((inner) => callOf(program, inner)?.callee === name);
  // With several calls it is as deep as a tree, which may be little.
  const [deep] = own;
  if (own.length !== 1 || deep === undefined) return;
  const isOneStep = callOf(program, deep)!.args.some(([arg, ...more]) => {
    const operation = arg === undefined || more.length > 0 ? undefined : operationOf(program, arg);
    if (operation === undefined || !/^[-+]$/.test(operation.operator)) return false;
    return parameters.has(textOf(program, operation.left)) && textOf(program, operation.right) === '1';
  });
  if (isOneStep) {
    tell('python/deep-recursion', deep, `\`${name}\` goes one step deeper with each call.`, {
      confidence: 'low',
    });
  }
}
