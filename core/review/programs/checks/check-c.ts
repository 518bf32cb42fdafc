import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { type Declared, declaredOf, kindOfType, variableOf } from '../declared.ts';
import { casesOf, mayGoOn, returnsOf } from '../flow.ts';
import { functionsOf } from '../functions.ts';
import { callOf, conditionOfLoop, headOfFor, operationOf, stringValueOf } from '../parts.ts';
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
  within,
} from '../program.ts';
import { bytesOf } from './check-hostile.ts';
import { constantOf } from './check-numbers.ts';

/** A stack that machines give a program, bytes. */
const STACK = 8 * 1024 * 1024;

/** Arrays and variables of C and C++. */
export const checkC: Check = (program, tell) => {
  for (const variables of declaredOf(program).values()) {
    for (const variable of variables) {
      if (variable.isParameter || variable.declaration.kind !== 'Declaration') continue;
      checkArray(program, variable, tell);
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

type Teller = Parameters<Check>[1];

function checkArray(program: Program, variable: Declared, tell: Teller): void {
  if (!variable.isArray || variable.isPointer) return;
  const array = variable.declaration.children
    .flatMap((child) => within(child))
    .find((node) => node.kind === 'ArrayDeclarator' && node.children[0] === variable.at);
  const outer =
    around(variable.at, new Set(['Declaration', 'CompoundStatement', 'Program'])) === variable.declaration;
  if (array === undefined || !outer) return;
  const whole = array.parent?.kind === 'ArrayDeclarator' ? undefined : array;
  const top = variable.declaration.children.find((child) => within(child).includes(array));
  const bytes =
    top === undefined
      ? undefined
      : bytesOf(program, variable.declaration, top.kind === 'InitDeclarator' ? top.children[0]! : top);
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
  const uses = (program.uses.get(variable.name) ?? []).filter(
    (use) =>
      use !== variable.at && use.from > variable.at.from && use.from < scope.to && use.kind === 'Identifier',
  );
  const [first] = uses;
  if (first === undefined || variableOf(program, first) !== variable) return false;
  // With a jump around it the order of the text is not the order of things; a macro may do anything.
  if (
    around(first, new Set(['LambdaExpression', 'SizeofExpression', 'Decltype', 'CaseStatement'])) !==
    undefined
  )
    return false;
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

const checkReturns = (program: Program, tell: Teller): void => {
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

function checkLocals(program: Program, body: SyntaxNode, isPointer: boolean, tell: Teller): void {
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
  for (const node of nodesOf(program, new Set(['DeleteExpression']))) {
    if (node.children.some(({ kind }) => kind === '[')) continue;
    const name = node.children.at(-1);
    if (name?.kind !== 'Identifier') continue;
    const made = nodesOf(program, new Set(['NewExpression'])).filter(({ parent }) => {
      const target =
        parent?.kind === 'InitDeclarator'
          ? childOf(parent, 'PointerDeclarator')?.children.at(-1)
          : parent?.children[0];
      return target !== undefined && textOf(program, target) === textOf(program, name);
    });
    if (made.length > 0 && made.every((one) => childOf(one, 'NewDeclarator') !== undefined)) {
      tell('c/mismatched-delete', node, `\`${textOf(program, name)}\` comes from new[].`);
    }
  }
};

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

function checkRead(program: Program, match: RegExpExecArray, given: SyntaxNode, tell: Teller): void {
  const { size = '', kind = '' } = match.groups!;
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

function isReference(variable: Declared): boolean {
  return variable.at.parent?.kind === 'ReferenceDeclarator';
}

function checkPrinted(program: Program, match: RegExpExecArray, given: SyntaxNode, tell: Teller): void {
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

function checkMemset(program: Program, args: readonly (readonly SyntaxNode[])[], tell: Teller): void {
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
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined || !/^(?:==|!=|<|>)$/.test(operation.operator)) continue;
    const { operator, left, right } = operation;
    const sides = [bare(program, left), bare(program, right)];
    const texts = sides.filter((side) => side.kind === 'String' || isText(program, side));
    if (texts.length === 2 && /^[=!]=$/.test(operator) && texts.some((side) => side.kind !== 'String')) {
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

/** Whether it is an array of char, or a pointer to char. */
function isText(program: Program, node: SyntaxNode): boolean {
  const variable = node.kind === 'Identifier' ? variableOf(program, node) : undefined;
  if (variable?.type !== 'char') return false;
  return variable.isArray || variable.isPointer;
}
