import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import type { Contract, Model } from '../contract-model.ts';
import { originsOf, valueOriginsOf } from '../origins.ts';
import { found } from '../report.ts';
import { isState, type Scope } from '../scope.ts';
import { bare, contains, type Expression, nodesOf, quoted, textOf } from '../tree.ts';

const isNow = (text: string) => text === 'now' || text === 'block.timestamp';

/** Whether the time of the block stands in an expression, or in what it was made of. */
function hasTime(scope: Scope, node: Expression): boolean {
  return valueOriginsOf(scope, node).has('time');
}

/** Whether chance is made of the time of a block alone; of other blocks, too, it is told as that. */
function isHashOfTime(scope: Scope, node: Expression): boolean {
  return contains(node, (each) => {
    if (each.type !== 'FunctionCall' || !['keccak256', 'sha3', 'sha256'].includes(textOf(each.expression)))
      return false;
    const origins = originsOf(scope, each);
    return origins.has('time') && !origins.has('block') && !origins.has('blockhash');
  });
}

/** Whether an expression is a number that is written. */
function isWritten(node: Expression): boolean {
  return !contains(node, (each) =>
    ['Identifier', 'MemberAccess', 'FunctionCall', 'IndexAccess'].includes(each.type),
  );
}

/** State that is the time of a block and is compared with that of another one as equal or not. */
function* decisions(scope: Scope, exact: Map<Contract, Set<string>>): Iterable<Finding> {
  for (const node of nodesOf(scope.callable.node.body, 'BinaryOperation')) {
    const sides = [node.left, node.right].map(bare);
    const timed = sides.map((side) => hasTime(scope, side));
    if (!timed.some(Boolean) && node.operator !== '%') continue;
    const say = (what: string) =>
      found('solidity/timestamp-decides', node, 'medium', `${quoted(node)} ${what}.`);
    if (node.operator === '==' || node.operator === '!=') {
      const other = sides[timed[0] ? 1 : 0]!;
      if (
        other.type === 'NumberLiteral' &&
        Number(other.number) === 0 &&
        sides[timed[0] ? 0 : 1]!.type !== 'BinaryOperation'
      )
        continue;
      for (const side of sides)
        if (side.type === 'Identifier' && isState(scope, side.name))
          (exact.get(scope.leaf) ?? exact.set(scope.leaf, new Set()).get(scope.leaf)!).add(side.name);
      yield say('asks for an exact time, which whoever proposes the block chooses');
    } else if (node.operator === '%') {
      if (timed[0] || isHashOfTime(scope, node.left))
        yield say('makes a choice from the time of a block, which whoever proposes it chooses');
    } else if (['<', '<=', '>', '>='].includes(node.operator)) {
      const [left, right] = sides as [Expression, Expression];
      if ((isNow(textOf(left)) && isWritten(right)) || (isNow(textOf(right)) && isWritten(left)))
        yield say('is decided by the time of a block, against a date that is written here');
    }
  }
}

/** Where the time of a block is kept as a value that is no date: never compared with the time again, or compared as equal. */
function* keptTimes(model: Model, exact: ReadonlyMap<Contract, ReadonlySet<string>>): Iterable<Finding> {
  for (const leaf of model.leaves) {
    const compared = new Set<string>();
    const scopes = leaf.lineage.flatMap(({ callables }) =>
      callables.map((callable): Scope => ({ model, leaf, callable })),
    );
    const names = leaf.lineage.flatMap(({ variables }) =>
      variables.filter(({ initial }) => initial && isNow(textOf(bare(initial)))),
    );
    if (names.length > 0)
      for (const scope of scopes)
        for (const node of nodesOf(scope.callable.node, 'Identifier'))
          if (isState(scope, node.name)) compared.add(node.name);
    for (const variable of names)
      if (!compared.has(variable.name))
        yield found(
          'solidity/timestamp-decides',
          variable.node,
          'low',
          `\`${variable.name}\` is the time of a block, which whoever proposes it chooses.`,
        );
    for (const scope of scopes)
      for (const { target, value } of assignmentsOf(scope.callable))
        if (
          target.type === 'Identifier' &&
          exact.get(leaf)?.has(target.name) &&
          isState(scope, target.name) &&
          isNow(textOf(bare(value)))
        )
          yield found(
            'solidity/timestamp-decides',
            target,
            'medium',
            `\`${target.name}\` keeps the time of a block to ask whether another one has the same.`,
          );
  }
}

/** Functions that answer the time under another name, as a number to reckon with. */
function* disguised(scope: Scope): Iterable<Finding> {
  if (/time|now|clock|stamp|date|day|hour/i.test(scope.callable.name)) return;
  for (const { expression } of nodesOf(scope.callable.node.body, 'ReturnStatement'))
    if (expression && isNow(textOf(bare(expression))))
      yield found(
        'solidity/timestamp-decides',
        expression,
        'medium',
        `\`${scope.callable.name}\` answers the time of a block, which whoever proposes it chooses.`,
      );
}

/** The time of a block where seconds decide. Dates that are kept and compared with it are what it is good for. */
export function* detectTimeManipulation(model: Model): Iterable<Finding> {
  const exact = new Map<Contract, Set<string>>();
  for (const { scope } of bodies(model)) {
    yield* decisions(scope, exact);
    yield* disguised(scope);
  }
  yield* keptTimes(model, exact);
}
