import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { casesOf, endsProgram, isFailing, mayGoOn } from '../flow.ts';
import { functionsOf, isMacroBlock } from '../functions.ts';
import { callOf, isEndless, jumpOf, statementOf, statementsOf } from '../parts.ts';
import { around, type Check, childOf, nodesOf, type Program, quote, textOf, within } from '../program.ts';

/** What may stand behind a statement that leaves, and is no code that runs there. */
const NOT_RUN =
  /^(?:CaseStatement|DefaultStatement|CaseLabel|DefaultLabel|SwitchLabel|Case|LabeledStatement|LabelStatement|FunctionDeclaration|FunctionDefinition|ClassDeclaration|ClassDefinition|DecoratedStatement|Preproc\w*|EmptyStatement|FunctionItem|PhpClose|TextInterpolation|Text|FunctionDecl|MethodDecl|TypeDecl|StructItem|UseDeclaration|Script|;|⚠)$/;

/** Where the flow of a program goes, and where it never does. */
export const checkFlow: Check = (program, tell) => {
  const { family } = program;
  const lists = nodesOf(program, new Set([...family.blocks, ...family.switchBodies, ...family.cases]));
  for (const list of lists) {
    if (list === program.root && program.language === 'php') continue;
    let leaving: SyntaxNode | undefined;
    let before: SyntaxNode | undefined;
    for (const statement of statementsOf(list)) {
      if (NOT_RUN.test(statement.kind) || isMacroBlock(program, statement)) leaving = undefined;
      else if (leaving !== undefined) {
        if (isWorthTelling(program, list, statement)) {
          tell(
            'program/unreachable-code',
            statement,
            `Never reached: \`${quote(program, leaving)}\` before it always leaves.`,
          );
        }
        break;
      } else if (
        !mayGoOn(program, statement) &&
        !within(statement).some((part) => isFailing(program, part)) &&
        !isGarbled(before)
      )
        leaving = statement;
      before = statement;
    }
  }
  for (const node of nodesOf(program, family.loops)) {
    if (!isEndless(program, node) || mayGoOn(program, node) || leavesBeside(program, node)) continue;
    if (isEndedByError(program, node)) continue;
    tell('program/endless-loop', node, 'Nothing in this loop ends it.');
  }
};

/** Whether it has what does not parse: in `each(x, v) if (x) return 0;` the macro is a loop, and to the grammar the `if` is lost. */
function isGarbled(statement: SyntaxNode | undefined): boolean {
  return statement !== undefined && within(statement).some(({ kind }) => kind === '⚠');
}

/** Nobody is helped by a `break` behind a `return`, which many write in each case; what yields makes a function a generator. */
function isWorthTelling(program: Program, list: SyntaxNode, statement: SyntaxNode): boolean {
  const jump = jumpOf(program, statementOf(program, statement));
  const isLast = statementsOf(list).at(-1) === statement || program.family.cases.has(list.kind);
  if ((jump === 'break' || jump === 'return') && isLast) return false;
  const isFlat = program.family.switchBodies.has(list.kind);
  if (isFlat && jump === 'break') return false;
  if (textOf(program, statement) === ';') return false;
  return !within(statement).some(({ kind }) => /^Yield/.test(kind));
}

/** Whether an endless loop is left by return, throw or the end of the program, or may be by what it calls. */
function leavesBeside(program: Program, node: SyntaxNode): boolean {
  const { family } = program;
  return within(node, ({ kind }) => family.functions.has(kind) && kind !== 'FunctionDefinition').some(
    (inner) => {
      if (inner === node) return false;
      const jump = jumpOf(program, inner);
      if (jump !== undefined && jump !== 'continue' && jump !== 'break') return true;
      if (/^(?:Yield|Await|TryExpression|CoReturn|ThrowExpression|ThrowStatement)/.test(inner.kind))
        return true;
      if (endsProgram(program, inner)) return true;
      // In Python the end of the input is an error, which ends the program or is caught around the loop.
      const callee = callOf(program, inner)?.callee;
      if (callee === undefined) return false;
      // What a program defines itself may end it, and so may a macro.
      return /^(?:input|next|int|raw_input)$/.test(callee) || mayEnd(program, callee);
    },
  );
}

/** Whether an error ends it, as Ctrl-C does: who catches around a loop without an end knows of one. */
function isEndedByError(program: Program, loop: SyntaxNode): boolean {
  const { family } = program;
  for (let at = loop; at.parent !== undefined && !family.functions.has(at.kind); at = at.parent) {
    if (
      family.tries.has(at.parent.kind) &&
      at === at.parent.children.find(({ kind }) => family.blocks.has(kind))
    )
      return true;
  }
  return false;
}

function mayEnd(program: Program, callee: string): boolean {
  const name = callee.split(/\.|::|->/).at(-1)!;
  return /^[A-Z_0-9]+$/.test(name) || endingNamesOf(program).has(name);
}

/** Names of a program's functions that may end it. */
function endingNamesOf(program: Program): ReadonlySet<string> {
  const known = ENDING.get(program);
  if (known !== undefined) return known;
  // `stop = lambda text: print(text) or exit()`
  const lambdas = [...program.text.matchAll(/\b(\w{1,100}) ?= ?lambda/g)].map(([, name]) => name!);
  const ending = functionsOf(program).flatMap(({ name, node }) => {
    const mayEndIt =
      name !== undefined &&
      within(node).some(
        (inner) =>
          endsProgram(program, inner) ||
          /^(?:Throw|Raise)/.test(inner.kind) ||
          callOf(program, inner)?.callee === 'input',
      );
    return mayEndIt ? [name] : [];
  });
  const found = new Set([...lambdas, ...ending]);
  ENDING.set(program, found);
  return found;
}

const ENDING = new WeakMap<Program, ReadonlySet<string>>();

/** Cases that run into the next without a word. */
export const checkCases: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.switches)) {
    const cases = casesOf(program, node);
    for (const [at, { label, statements }] of cases.entries()) {
      const next = cases[at + 1];
      if (next === undefined || statements.length === 0 || label.kind === 'SwitchRule') continue;
      if (statements.some((statement) => !mayGoOn(program, statement))) continue;
      // What yields a value has left its switch.
      if (program.language === 'java' && statements.some((one) => /^yield\b/.test(textOf(program, one))))
        continue;
      // A line before the next case that says so is enough.
      const last = statements.at(-1)!;
      const between = program.text.slice(last.from, next.label.from);
      if (/\/\/|\/\*|\[\[fallthrough\]\]|__attribute__/.test(between)) continue;
      // Where the next only leaves, nothing more is done.
      if (next.statements.length === 0 && at + 2 === cases.length) continue;
      if (next.statements[0] !== undefined && jumpOf(program, next.statements[0]) === 'break') continue;
      tell(
        'program/missing-break',
        label,
        `Behind its last statement \`${quote(program, next.label).split(':')[0]}\` goes on.`,
      );
    }
  }
};

const CLASSES = new Set([
  'ClassDefinition',
  'FieldDeclarationList',
  'ImplItem',
  'TraitItem',
  'DeclarationList',
]);

/** Functions of C++'s library that programs write again for types of their own. */
const STANDARD =
  /^(?:abs|fabs|sqrt|cbrt|pow|exp|log|log2|log10|sin|cos|tan|asin|acos|atan|atan2|hypot|floor|ceil|round|min|max|minmax|clamp|swap|gcd|lcm|__gcd|move|get|begin|end|size|next|prev|distance|advance|to_string|hash|norm|arg|conj|real|imag|sort|reverse|find|count|fill|copy|print)$/;

/** Functions that call themselves whatever they are given. */
export const checkRecursion: Check = (program, tell) => {
  const { family } = program;
  for (const { name, node, body, at, parameters } of functionsOf(program)) {
    if (name === undefined || body === undefined || family.methods.has(node.kind)) continue;
    if (around(node, CLASSES) !== undefined) continue;
    const isOwn = (inner: SyntaxNode) => {
      const call = callOf(program, inner);
      if (call?.callee !== name) return false;
      // In C++ another of that name may be meant: one of the library, or one that takes more.
      const isOther = STANDARD.test(name) || call.args.length !== parameters.length;
      return !isOther || program.language !== 'cpp';
    };
    // Only what is done always and first: the statements of the body itself.
    for (const statement of statementsOf(body)) {
      const parts = within(statement);
      const asks = parts.some(
        ({ kind }) =>
          family.ifs.has(kind) ||
          family.loops.has(kind) ||
          family.switches.has(kind) ||
          family.tries.has(kind) ||
          family.ternaries.has(kind) ||
          family.functions.has(kind) ||
          /^(?:LogicOp|and|or|Await|Yield|Comprehension|For|Macro|Preproc)/.test(kind) ||
          /Comprehension/.test(kind),
      );
      if (asks || !mayGoOn(program, statement)) {
        const own = asks ? undefined : parts.find(isOwn);
        if (own !== undefined && !isOverloaded(program, name))
          tell('program/recursion-without-end', own, `\`${name}\` calls itself whatever it is given.`);
        break;
      }
      const own = parts.find(isOwn);
      if (own === undefined) continue;
      if (isOverloaded(program, name) || childOf(node, 'Decorator') !== undefined) break;
      tell(
        'program/recursion-without-end',
        own,
        `\`${textOf(program, at)}\` calls itself whatever it is given.`,
      );
      break;
    }
  }
};

function isOverloaded(program: Program, name: string): boolean {
  return functionsOf(program).filter((one) => one.name === name).length > 1;
}

/** Errors that are caught and dropped. */
export const checkCatches: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.catches)) {
    const body = childOf(node, 'Block', 'CompoundStatement');
    if (body === undefined || statementsOf(body).length > 0) continue;
    // Whoever says why has thought of it.
    if (/\/\/|\/\*/.test(textOf(program, body))) continue;
    tell('program/empty-catch', node, 'What is caught here is dropped.');
  }
};
