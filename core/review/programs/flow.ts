import type { SyntaxNode } from '../../syntax/syntax-tree.ts';
import { isMacroBlock } from './functions.ts';
import { bodyOfLoop, branchesOf, callOf, isEndless, jumpOf, statementOf, statementsOf } from './parts.ts';
import { childOf, type Program, textOf, within } from './program.ts';

/** Whether what comes behind a statement may be reached from it. In doubt it may. */
export function mayGoOn(program: Program, node: SyntaxNode): boolean {
  const { family } = program;
  const statement = statementOf(program, node);
  const { kind } = statement;
  if (family.jumps.has(kind)) return false;
  if (kind === 'CoReturnStatement') return false;
  if (family.calls.has(kind)) return !endsProgram(program, statement);
  if (isMacroBlock(program, statement)) return true;
  if (family.blocks.has(kind)) return statementsOf(statement).every((child) => mayGoOn(program, child));
  if (family.ifs.has(kind)) {
    const branches = branchesOf(program, statement);
    const isWhole = branches.at(-1)?.condition === undefined;
    return !isWhole || branches.some(({ body }) => mayGoOn(program, body));
  }
  if (family.loops.has(kind)) {
    if (isEndless(program, statement)) return leaves(program, statement, 'break');
    const body = bodyOfLoop(statement);
    if (kind !== 'DoStatement' || body === undefined) return true;
    return (
      mayGoOn(program, body) || leaves(program, statement, 'break') || leaves(program, statement, 'continue')
    );
  }
  if (family.switches.has(kind)) return maySwitchGoOn(program, statement);
  if (family.tries.has(kind)) return mayTryGoOn(program, statement);
  if (kind === 'WithStatement' || kind === 'UnsafeBlock') {
    const body = childOf(statement, 'Body', 'Block');
    return body === undefined || mayGoOn(program, body);
  }
  return true;
}

/** Whether a call ends the program, or never returns. */
export function endsProgram(program: Program, node: SyntaxNode): boolean {
  const call = callOf(program, node);
  if (call === undefined) return false;
  const isC = program.language === 'c' || program.language === 'cpp';
  return (
    program.family.ends.has(call.callee) ||
    isFailing(program, node) ||
    (isC && neverReturning(program).has(call.callee))
  );
}

/** Whether it is `assert(0)`, or another assertion of C that is false whatever happens; without assertions it does nothing. */
export function isFailing(program: Program, node: SyntaxNode): boolean {
  if (program.language !== 'c' && program.language !== 'cpp') return false;
  const call = callOf(program, node);
  const given = call?.callee === 'assert' ? call.args[0] : undefined;
  return given?.length === 1 && /^(?:(?:0|false)\s*(?:&&|$)|!\s*")/.test(textOf(program, given[0]!));
}

/** Functions that a program of C declares as never returning. */
function neverReturning(program: Program): ReadonlySet<string> {
  const known = NEVER.get(program);
  if (known !== undefined) return known;
  const declared =
    /(?:\[\[\s*noreturn\s*\]\]|\b_Noreturn\b|__attribute__\s*\(\(\s*(?:__)?noreturn(?:__)?\s*\)\))\s*(?:[\w:*&]{1,60}\s+){1,4}(?<name>\w{1,60})\s*\(/g;
  const found = new Set([...program.text.matchAll(declared)].map(({ groups }) => groups!['name']!));
  NEVER.set(program, found);
  return found;
}

const NEVER = new WeakMap<Program, ReadonlySet<string>>();

/** Whether something inside of a loop or switch leaves it, or may: with a label, or by goto. */
function leaves(program: Program, node: SyntaxNode, word: string): boolean {
  const { family } = program;
  const takesWord = (other: SyntaxNode) =>
    family.loops.has(other.kind) || (word === 'break' && family.switches.has(other.kind));
  const visit = (at: SyntaxNode, inner: boolean): boolean => {
    if (at !== node && family.functions.has(at.kind) && at.parent?.kind !== 'CompoundStatement') return false;
    const jump = jumpOf(program, at);
    if (jump === 'goto') return true;
    if (jump === word)
      return !inner || at.children.some(({ kind }) => /Label|Identifier|Integer|Lifetime/.test(kind));
    const isInner = inner || (at !== node && takesWord(at));
    return at.children.some((child) => visit(child, isInner));
  };
  return visit(node, false);
}

/** A case of a switch: its labels, and what is done. */
export interface Case {
  readonly label: SyntaxNode;
  readonly isDefault: boolean;
  readonly statements: readonly SyntaxNode[];
}

/** The cases of a switch in which one may fall through to the next. */
export function casesOf(program: Program, node: SyntaxNode): readonly Case[] {
  const { family } = program;
  const body = node.children.find(({ kind }) => family.switchBodies.has(kind));
  const cases: { label: SyntaxNode; isDefault: boolean; statements: SyntaxNode[] }[] = [];
  for (const child of body === undefined ? [] : statementsOf(body)) {
    if (!family.cases.has(child.kind)) {
      if (cases.length > 0) cases.at(-1)!.statements.push(child);
      continue;
    }
    const isDefault = child.children[0]?.kind === 'default' || child.kind === 'DefaultLabel';
    // Of C, C++ and PHP: `case VALUE: statements` is one node.
    const isOneNode = /^(?:Case|Default)Statement$/.test(child.kind);
    const skipped = isDefault ? 1 : 2;
    const own = isOneNode ? child.children.filter(({ kind }) => !/^[:;]$/.test(kind)).slice(skipped) : [];
    cases.push({ label: child, isDefault, statements: [...own] });
  }
  return cases;
}

function maySwitchGoOn(program: Program, node: SyntaxNode): boolean {
  const cases = casesOf(program, node);
  if (node.kind === 'MatchExpression' || node.kind === 'MatchStatement') return true;
  if (!cases.some(({ isDefault }) => isDefault) || leaves(program, node, 'break')) return true;
  const last = cases.at(-1)!;
  if (last.statements.every((statement) => mayGoOn(program, statement))) return true;
  // In Go no case falls into the next.
  return node.kind === 'SwitchStatement' && node.children.some(({ kind }) => kind === 'SwitchBlock')
    ? cases.some(
        ({ statements }) => statements.length > 0 && statements.every((one) => mayGoOn(program, one)),
      ) && program.byKind.has('PackageClause')
    : false;
}

function mayTryGoOn(program: Program, node: SyntaxNode): boolean {
  const blocks: { word: string; body: SyntaxNode }[] = [];
  let word = 'try';
  for (const child of node.children) {
    if (/^(?:except|else|finally|catch)$/.test(child.kind)) word = child.kind;
    if (/^(?:Block|Body|CompoundStatement)$/.test(child.kind)) blocks.push({ word, body: child });
    if (/Clause$/.test(child.kind)) {
      const body = childOf(child, 'Block', 'CompoundStatement');
      if (body !== undefined)
        blocks.push({ word: child.kind === 'FinallyClause' ? 'finally' : 'catch', body });
    }
  }
  if (blocks.some(({ word: of, body }) => of === 'finally' && !mayGoOn(program, body))) return false;
  const tried = blocks.filter(({ word: of }) => of === 'try' || of === 'else');
  const caught = blocks.filter(({ word: of }) => of === 'catch' || of === 'except');
  return (
    tried.every(({ body }) => mayGoOn(program, body)) || caught.some(({ body }) => mayGoOn(program, body))
  );
}

/** Whether a function returns a value anywhere by itself, not by one inside of it. */
export function returnsOf(program: Program, body: SyntaxNode): readonly SyntaxNode[] {
  return within(body, ({ kind }) => program.family.functions.has(kind) || /^Class/.test(kind)).filter(
    (node) => jumpOf(program, node) === 'return',
  );
}
