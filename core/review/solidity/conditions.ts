import type { Callable } from './contract-model.ts';
import {
  bare,
  contains,
  type Expression,
  nodesOf,
  requiredBy,
  reverts,
  type Statement,
  targetsOf,
} from './tree.ts';

/** A condition that a function asks, and how it is where the function goes on; undefined where it goes on either way. */
export interface Asked {
  readonly condition: Expression;
  readonly holds: boolean | undefined;
}

const KNOWN = new WeakMap<Callable, readonly Asked[]>();

/** Conditions of `require`, `if` and `while`, in this order. */
export function askedBy(callable: Callable): readonly Asked[] {
  const known = KNOWN.get(callable);
  if (known) return known;
  const { body } = callable.node;
  const required = nodesOf(body, 'FunctionCall').flatMap((call) => requiredBy(call) ?? []);
  // Where the end of a function is no way out, `return` is how it goes on.
  const last = body?.statements.at(-1) as Statement | undefined;
  const isTurn = reverts(last) ? reverts : turnsBack;
  const asked = nodesOf(body, 'IfStatement').map(({ condition, trueBody, falseBody }): Asked => {
    const [whenTrue, whenFalse] = [isTurn(trueBody), isTurn(falseBody)];
    if (whenTrue && !whenFalse) return { condition, holds: false };
    return { condition, holds: whenFalse === whenTrue && falseBody ? undefined : !whenTrue };
  });
  const chosen = nodesOf(body, 'WhileStatement').map(({ condition }) => condition);
  const all = [
    ...required.map((condition): Asked => ({ condition, holds: true })),
    ...asked,
    ...chosen.map((condition): Asked => ({ condition, holds: true })),
  ];
  KNOWN.set(callable, all);
  return all;
}

/** Conditions that a function goes on only if they hold, or do not: of `require`, and of `if` that reverts or returns. */
export function conditionsOf(callable: Callable): readonly Expression[] {
  return askedBy(callable).map(({ condition }) => condition);
}

const LEAVING = new Set(['send', 'transfer', 'call', 'delegatecall', 'callcode', 'selfdestruct', 'suicide']);

/** Whether a branch only says no: it undoes the transaction, or returns and has neither written nor sent anything. */
function turnsBack(node: Statement | null | undefined): boolean {
  if (!node) return false;
  if (reverts(node)) return true;
  const last = node.type === 'Block' ? node.statements.at(-1) : node;
  if (last?.type !== 'ReturnStatement') return false;
  return !contains(node, (each) => {
    if (targetsOf(each).length > 0) return true;
    if (each.type === 'MemberAccess') return LEAVING.has(each.memberName);
    return each.type === 'Identifier' && LEAVING.has(each.name);
  });
}

/**
 * The comparisons and other parts of a condition that are a yes or no, each with how it is where the whole is as told. Of `a || b` and of what a
 * `!` turns round it is how a part is if it decides.
 */
export function* partsOfAsked({ condition, holds }: Asked): Iterable<Asked> {
  const each = bare(condition);
  const turned = holds === undefined ? undefined : !holds;
  if (each.type === 'UnaryOperation' && each.operator === '!')
    yield* partsOfAsked({ condition: each.subExpression, holds: turned });
  else if (each.type === 'BinaryOperation' && (each.operator === '&&' || each.operator === '||')) {
    yield* partsOfAsked({ condition: each.left, holds });
    yield* partsOfAsked({ condition: each.right, holds });
  } else if (each.type === 'BinaryOperation' && (each.operator === '==' || each.operator === '!=')) {
    const [left, right] = [bare(each.left), bare(each.right)];
    const written =
      left.type === 'BooleanLiteral' ? left : right.type === 'BooleanLiteral' ? right : undefined;
    if (!written) yield { condition: each, holds };
    else
      yield* partsOfAsked({
        condition: written === left ? right : left,
        holds: written.value === (each.operator === '==') ? holds : turned,
      });
  } else yield { condition: each, holds };
}
