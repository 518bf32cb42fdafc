import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { type Declared, declaredOf, kindOfType, variableOf } from '../declared.ts';
import { casesOf, mayGoOn, returnsOf } from '../flow.ts';
import { functionsOf, isMacroBlock } from '../functions.ts';
import { callOf, conditionOfLoop, headOfFor, operationOf } from '../parts.ts';
import {
  around,
  bare,
  type Check,
  childOf,
  functionAround,
  nodesOf,
  type Program,
  quote,
  type Tell,
  textOf,
  usesBetween,
  within,
} from '../program.ts';
import { isReference } from './check-formats.ts';
import { bytesOf } from './check-hostile.ts';
import { constantOf } from './check-numbers.ts';

/** A stack that machines give a program, bytes. */
const STACK = 8 * 1024 * 1024;

/** Arrays and variables of C and C++. */
export const checkC: Check = (program, tell) => {
  const arrays = new Map(
    nodesOf(program, new Set(['ArrayDeclarator'])).map((array) => [array.children[0], array] as const),
  );
  for (const variables of declaredOf(program).values()) {
    for (const variable of variables) {
      if (variable.isParameter || variable.declaration.kind !== 'Declaration') continue;
      checkArray(program, variable, arrays.get(variable.at), tell);
      if (isUninitialised(program, variable)) {
        tell(
          'c/uninitialised',
          variable.at,
          `\`${variable.name}\` is read before anything is written to it.`,
        );
      }
    }
  }
  checkReturns(program, tell);
  checkDeletes(program, tell);
  for (const node of nodesOf(program, new Set(['WhileStatement', 'DoStatement']))) {
    const condition = conditionOfLoop(program, node);
    if (condition === undefined) continue;
    const text = textOf(program, condition).replace(/\s/g, '');
    if (/^!(?:feof\(\w+\)|(?:std::)?\w+\.eof\(\))$/.test(text)) {
      tell(
        'c/loop-on-end-of-file',
        condition,
        `\`${quote(program, condition)}\` is known only once reading has failed.`,
      );
    }
    const { name } =
      /^\(?(?<name>\w+)=(?:getchar|getc|fgetc|std::getchar)\([^)]*\)\)?!=EOF$/.exec(text)?.groups ?? {};
    const at =
      name === undefined
        ? undefined
        : within(condition).find((inner) => inner.kind === 'Identifier' && textOf(program, inner) === name);
    if (at !== undefined && variableOf(program, at)?.type === 'char') {
      tell('c/end-of-file-in-char', condition, `\`${name}\` is a char and cannot hold EOF.`);
    }
  }
};

/** `array` is the declarator that the variable's name stands in, if it is one of an array. */
function checkArray(program: Program, variable: Declared, array: SyntaxNode | undefined, tell: Tell): void {
  if (!variable.isArray || variable.isPointer) return;
  const outer =
    around(variable.at, new Set(['Declaration', 'CompoundStatement', 'Program'])) === variable.declaration;
  if (array === undefined || !outer) return;
  const whole = array.parent?.kind === 'ArrayDeclarator' ? undefined : array;
  let top = array;
  while (top.parent !== undefined && top.parent !== variable.declaration) top = top.parent;
  const bytes = bytesOf(
    program,
    variable.declaration,
    top.kind === 'InitDeclarator' ? top.children[0]! : top,
  );
  const isLocal = around(variable.declaration, new Set(['FunctionDefinition'])) !== undefined;
  if (bytes !== undefined && bytes > STACK && isLocal && !variable.isStatic) {
    tell(
      'c/large-local-array',
      variable.at,
      `\`${variable.name}\` takes ${Math.round(bytes / 1024 / 1024)} MB of the stack.`,
    );
  }
  // The first length: `a[LENGTH]`, or of more dimensions the first of them.
  const length = array.children[array.children.findIndex(({ kind }) => kind === '[') + 1];
  const size = length === undefined || length.kind === ']' ? undefined : constantOf(program, length);
  if (size === undefined || (whole === undefined && array.parent === undefined)) return;
  for (const use of program.uses.get(variable.name) ?? []) {
    const { parent } = use;
    if (
      parent?.kind !== 'SubscriptExpression' ||
      parent.children[0] !== use ||
      variableOf(program, use) !== variable
    )
      continue;
    const index = parent.children[2];
    if (index === undefined) continue;
    const reached = index.kind === 'Number' ? constantOf(program, index) : lastOfCounter(program, index);
    // One behind the end may be the address up to which something goes.
    if (
      reached === undefined ||
      reached < size ||
      around(parent, new Set(['PointerExpression', 'SizeofExpression'])) !== undefined
    )
      continue;
    tell(
      'c/beyond-array',
      parent,
      `\`${quote(program, parent)}\` comes to index ${reached}; \`${variable.name}\` ends at ${size - 1}.`,
    );
    return;
  }
}

/** The last value of a counter of a plain `for (int i = …; i <= LITERAL; i++)` around; undefined for others. */
function lastOfCounter(program: Program, index: SyntaxNode): number | undefined {
  if (index.kind !== 'Identifier') return undefined;
  const name = textOf(program, index);
  const loop = variableOf(program, index)?.scope;
  if (loop?.kind !== 'ForStatement') return undefined;
  const head = headOfFor(program, loop);
  const condition = loop.children.find(({ kind }) => kind === 'BinaryExpression');
  if (head === undefined || condition === undefined || !/^(?:\+\+\w+|\w+\+\+)$/.test(head[2]!))
    return undefined;
  const operation = operationOf(program, condition);
  if (
    operation === undefined ||
    textOf(program, operation.left) !== name ||
    !/^<=?$/.test(operation.operator)
  )
    return undefined;
  // Whoever asks or leaves inside may stop before.
  const body = loop.children.at(-1)!;
  const { family } = program;
  if (
    within(body).some(
      ({ kind }) =>
        family.ifs.has(kind) || family.jumps.has(kind) || family.ternaries.has(kind) || /LogicOp/.test(kind),
    )
  )
    return undefined;
  const bound = constantOf(program, operation.right);
  return bound === undefined ? undefined : operation.operator === '<' ? bound - 1 : bound;
}

/** A local number without a value whose first use, in the order of the text, reads it. */
function isUninitialised(program: Program, variable: Declared): boolean {
  const { scope, declaration } = variable;
  if (variable.value !== undefined || variable.isArray || variable.isStatic || variable.isPointer)
    return false;
  if (kindOfType(variable.type) === undefined && variable.type !== 'bool') return false;
  if (around(declaration, new Set(['FunctionDefinition', 'LambdaExpression'])) === undefined) return false;
  const uses = usesBetween(program, variable.name, variable.at.from, scope.to).filter(
    ({ kind }) => kind === 'Identifier',
  );
  const [first] = uses;
  if (first === undefined || variableOf(program, first) !== variable) return false;
  // With a jump around it the order of the text is not the order of things; a macro may do anything.
  if (
    around(first, new Set(['LambdaExpression', 'SizeofExpression', 'Decltype', 'CaseStatement'])) !==
    undefined
  )
    return false;
  if (isOnSomeRounds(program, variable, first, uses)) return false;
  const { parent } = first;
  if (parent?.kind === 'UpdateExpression') return true;
  if (parent?.kind === 'AssignmentExpression' && parent.children[0] === first) {
    return parent.children[1]?.kind === 'UpdateOp';
  }
  if (parent?.kind === 'AssignmentExpression' && parent.children.at(-1) === first) return true;
  if (parent?.kind !== 'BinaryExpression') return false;
  const operation = operationOf(program, parent);
  if (operation === undefined || /^(?:>>|<<|,)$/.test(operation.operator)) return false;
  // In a call it may be an argument of a macro that writes it.
  return around(parent, new Set(['CallExpression'])) === undefined;
}

/**
 * Whether a use may come only once something was written: behind `&&`, `||` or `?`, or in a loop that writes it further
 * down. The order of the text is not the order of things there.
 */
function isOnSomeRounds(
  program: Program,
  { scope }: Declared,
  use: SyntaxNode,
  uses: readonly SyntaxNode[],
): boolean {
  const { family } = program;
  for (let at = use; at !== scope && at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    const isSide = parent.children[0] !== at;
    if (isSide && family.ternaries.has(parent.kind)) return true;
    if (isSide && /^(?:&&|\|\||and|or)$/.test(operationOf(program, parent)?.operator ?? '')) return true;
    if (!family.loops.has(at.kind) && !isMacroBlock(program, at)) continue;
    const { to } = at;
    if (uses.some((other) => other !== use && other.to <= to && isWritten(other))) return true;
  }
  return false;
}

/** Whether it is what a plain `=` writes. */
function isWritten(use: SyntaxNode): boolean {
  const { parent } = use;
  return (
    parent?.kind === 'AssignmentExpression' &&
    parent.children[0] === use &&
    parent.children[1]?.kind !== 'UpdateOp'
  );
}

const checkReturns = (program: Program, tell: Tell): void => {
  const macros = new Set([...program.text.matchAll(/^[ \t]*#define[ \t]+(\w+)\(/gm)].map(([, name]) => name));
  for (const { node, name, body, at } of functionsOf(program)) {
    if (name === undefined || body === undefined || name === 'main' || node.kind !== 'FunctionDefinition')
      continue;
    const type = node.children.find(({ kind }) => /^(?:PrimitiveType|SizedTypeSpecifier)$/.test(kind));
    const isPointer = node.children.some(({ kind }) => kind === 'PointerDeclarator');
    checkLocals(program, body, isPointer, tell);
    if (type === undefined || (textOf(program, type) === 'void' && !isPointer)) continue;
    const hasMacro = within(body).some(
      (inner) =>
        (macros.has(textOf(program, inner)) && inner.kind === 'Identifier') ||
        inner.kind === '⚠' ||
        inner.kind.startsWith('Preproc'),
    );
    if (hasMacro || !mayGoOn(program, body) || endsBySwitch(program, body)) continue;
    const isEmpty = returnsOf(program, body).length === 0;
    tell(
      'c/missing-return',
      at,
      isEmpty
        ? `\`${name}\` has a result and never returns one.`
        : `\`${name}\` comes to its end without a return on some way.`,
      isEmpty ? {} : { confidence: 'medium' },
    );
  }
};

/** A switch or chain of ifs at the end that returns in each of its ways is complete for whoever wrote it. */
function endsBySwitch(program: Program, body: SyntaxNode): boolean {
  const last = body.children.filter(({ kind }) => !/^[{};]$/.test(kind)).at(-1);
  if (last === undefined || !program.family.switches.has(last.kind)) return false;
  return casesOf(program, last).every(
    ({ statements }) => statements.length === 0 || statements.some((one) => !mayGoOn(program, one)),
  );
}

function checkLocals(program: Program, body: SyntaxNode, isPointer: boolean, tell: Tell): void {
  if (!isPointer) return;
  for (const node of returnsOf(program, body)) {
    const value = node.children[1];
    if (value?.kind !== 'Identifier') continue;
    const variable = variableOf(program, value);
    if (variable === undefined || !variable.isArray || variable.isStatic || variable.isParameter) continue;
    if (variable.isPointer || functionAround(program, variable.at) === program.root) continue;
    tell('c/address-of-local', node, `\`${variable.name}\` is gone when the function has returned.`);
  }
}

const checkDeletes: Check = (program, tell) => {
  const news = Map.groupBy(nodesOf(program, new Set(['NewExpression'])), ({ parent }) => {
    const target =
      parent?.kind === 'InitDeclarator'
        ? childOf(parent, 'PointerDeclarator')?.children.at(-1)
        : parent?.children[0];
    return target === undefined ? undefined : textOf(program, target);
  });
  for (const node of nodesOf(program, new Set(['DeleteExpression']))) {
    if (node.children.some(({ kind }) => kind === '[')) continue;
    const name = node.children.at(-1);
    if (name?.kind !== 'Identifier') continue;
    const made = news.get(textOf(program, name)) ?? [];
    if (made.length > 0 && made.every((one) => childOf(one, 'NewDeclarator') !== undefined)) {
      tell('c/mismatched-delete', node, `\`${textOf(program, name)}\` comes from new[].`);
    }
  }
};

/** Sizes, texts and counts of C that are not what they look like. */
export const checkPointers: Check = (program, tell) => {
  for (const node of nodesOf(program, new Set(['SizeofExpression']))) {
    // `sizeof(a)` may be of a type or of a variable: the grammar cannot know.
    const named = within(node).find(({ kind }) => kind === 'Identifier' || kind === 'TypeIdentifier');
    const isWhole =
      named !== undefined && textOf(program, node).replace(/sizeof|[\s()]/g, '') === textOf(program, named);
    const variable = isWhole ? variableOf(program, named) : undefined;
    if (variable?.isParameter === true && variable.isArray && !isReference(variable)) {
      tell(
        'c/size-of-pointer',
        node,
        `\`${variable.name}\` is a pointer here: its size is that of an address.`,
      );
    }
  }
  const placed = setByTheirPlace(program);
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined || !/^(?:==|!=|<|>)$/.test(operation.operator)) continue;
    const { operator, left, right } = operation;
    const sides = [bare(program, left), bare(program, right)];
    const texts = sides.filter((side) => side.kind === 'String' || isText(program, side));
    if (
      texts.length === 2 &&
      /^[=!]=$/.test(operator) &&
      texts.some((side) => side.kind !== 'String') &&
      !texts.some((side) => side.kind === 'Identifier' && placed.has(textOf(program, side)))
    ) {
      tell('c/string-comparison', node, `\`${quote(program, node)}\` compares addresses.`);
    }
    const calls = sides.map((side) => callOf(program, side)?.callee);
    const other = sides.find((side) => /^-?1$/.test(textOf(program, side)));
    if (
      /^[=!]=$/.test(operator) &&
      other !== undefined &&
      calls.some((callee) => /^(?:std::)?str(?:n?cmp|casecmp)$/.test(callee ?? ''))
    ) {
      tell('c/strcmp-as-number', node, `\`${quote(program, node)}\`: only the sign of strcmp is known.`);
    }
  }
  for (const loop of nodesOf(program, new Set(['ForStatement']))) {
    const condition = headOfFor(program, loop)?.[1] ?? '';
    const { name } = /^(?<name>\w+)\s*>=\s*0$/.exec(condition)?.groups ?? {};
    if (name === undefined) continue;
    const counter = (declaredOf(program).get(name) ?? []).filter(({ scope }) => scope === loop)[0];
    if (counter !== undefined && /^(?:unsigned|size_t|std::size_t|uint)/.test(counter.type)) {
      tell('c/never-negative', counter.at, `\`${name}\` is \`${counter.type}\` and always at least 0.`);
    }
  }
};

/** Variables of which a function is told where they are, as `strtol` is of a pointer: that is compared with where the text begins. */
function setByTheirPlace(program: Program): ReadonlySet<string> {
  const places = nodesOf(program, new Set(['PointerExpression']));
  return new Set(places.flatMap((node) => /^&\s*(\w+)$/.exec(textOf(program, node))?.[1] ?? []));
}

/** Whether it is an array of char, or a pointer to char. */
function isText(program: Program, node: SyntaxNode): boolean {
  const variable = node.kind === 'Identifier' ? variableOf(program, node) : undefined;
  if (variable?.type !== 'char') return false;
  return variable.isArray || variable.isPointer;
}
