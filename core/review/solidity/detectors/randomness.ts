import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import type { Model } from '../contract-model.ts';
import { type Origin, originsOf } from '../origins.ts';
import { found } from '../report.ts';
import { isState, type Scope } from '../scope.ts';
import {
  type ASTNode,
  bare,
  calledName,
  contains,
  type Expression,
  nodesOf,
  quoted,
  textOf,
  walk,
} from '../tree.ts';

const SOURCES = new Set([
  'now',
  'block.timestamp',
  'block.number',
  'block.difficulty',
  'block.coinbase',
  'block.prevrandao',
  'block.gaslimit',
]);
const HASHES = new Set(['keccak256', 'sha3', 'sha256', 'ripemd160']);

const known = (origins: ReadonlySet<Origin>) => origins.has('block') || origins.has('blockhash');

interface Spot {
  readonly scope: Scope;
  readonly node: ASTNode;
  /** By itself, or only where something else says that chance is meant. */
  readonly sure: boolean;
  /** Nothing new where the same contract has another one. */
  readonly repeats?: boolean;
}

/** Where numbers are made of what everybody knows of a block. */
function* spots(scope: Scope): Iterable<Spot> {
  for (const node of nodesOf(scope.callable.node.body, 'FunctionCall')) {
    const name = textOf(node.expression);
    if (name === 'blockhash' || name === 'block.blockhash') {
      // What only hands it on makes no chance of it; its callers may.
      if (!isHandedOn(scope, node) && !isOnlyConfirmed(scope, node)) yield { scope, node, sure: true };
    } else if (HASHES.has(calledName(node) ?? '')) {
      const origins = originsOf(scope, node);
      if (known(origins) && isMadeANumber(scope, node)) yield { scope, node, sure: true };
    }
  }
  for (const node of nodesOf(scope.callable.node.body, 'BinaryOperation')) {
    if (node.operator === '%') {
      const origins = originsOf(scope, node.left);
      // Where a variable holds it, it is told where that was made, if anything of it is.
      if (known(origins)) yield { scope, node, sure: true, repeats: bare(node.left).type === 'Identifier' };
    } else if (['*', '/', '^'].includes(node.operator) && known(originsOf(scope, node)))
      yield { scope, node, sure: false };
  }
}

/** Whether a call, or its number, is what a function answers. */
function isHandedOn(scope: Scope, call: ASTNode): boolean {
  const isAnswer = (answer: Expression): boolean => {
    const each = bare(answer);
    if (each.type === 'Conditional') return isAnswer(each.trueExpression) || isAnswer(each.falseExpression);
    return (
      each === call || (each.type === 'FunctionCall' && each.arguments.some((part) => bare(part) === call))
    );
  };
  return nodesOf(scope.callable.node.body, 'ReturnStatement').some(
    ({ expression }) => expression !== null && isAnswer(expression),
  );
}

/** Whether the hash of a block is only what a caller says that it is: nobody wins by knowing it. */
function isOnlyConfirmed({ callable }: Scope, call: ASTNode): boolean {
  return nodesOf(callable.node.body, 'BinaryOperation').some(({ operator, left, right }) => {
    if (operator !== '==' && operator !== '!=') return false;
    const other = bare(left) === call ? bare(right) : bare(right) === call ? bare(left) : undefined;
    return other?.type === 'Identifier' && callable.parameters.some(({ name }) => name === other.name);
  });
}

/** Whether a hash becomes a number: `uint(keccak256(...))`, or through a variable of the function. */
function isMadeANumber(scope: Scope, hash: ASTNode): boolean {
  const holders = new Set(
    assignmentsOf(scope.callable).flatMap(({ target, value }) =>
      value === hash && target.type === 'Identifier' && scope.callable.locals.has(target.name)
        ? [target.name]
        : [],
    ),
  );
  const holds = (node: Expression) => node === hash || (node.type === 'Identifier' && holders.has(node.name));
  let made = false;
  walk(scope.callable.node.body, (each) => {
    if (
      each.type === 'FunctionCall' &&
      bare(each.expression).type === 'ElementaryTypeName' &&
      /^uint/.test(textOf(each.expression))
    )
      made ||= each.arguments.some((part) => holds(bare(part)));
    return !made;
  });
  return made;
}

/** Variables that hold what is known of a block until chance is made of it. */
function* sources(all: readonly Spot[]): Iterable<Spot> {
  for (const { scope, node } of all) {
    const used = new Set(nodesOf(node, 'Identifier').map(({ name }) => name));
    for (const { variables, initialValue } of nodesOf(
      scope.callable.node.body,
      'VariableDeclarationStatement',
    )) {
      const [variable] = variables as ({ name?: string | null } | null)[];
      const isSource = contains(initialValue, (each) => SOURCES.has(textOf(each)));
      if (initialValue && isSource && used.has(variable?.name ?? ''))
        yield { scope, node: initialValue, sure: false };
    }
  }
}

/** Chance that is made of blocks. */
export function* detectWeakRandomness(model: Model): Iterable<Finding> {
  const every = [...bodies(model)].flatMap(({ scope }) => [...spots(scope)]);
  const told = new Set(every.filter(({ sure, repeats }) => sure && !repeats).map(({ scope }) => scope.leaf));
  const all = every.filter(({ scope, repeats }) => !repeats || !told.has(scope.leaf));
  const meant = new Set(all.filter(({ sure }) => sure).map(({ scope }) => scope.callable));
  const lines = new Set<number>();
  for (const { scope, node, sure } of [...all, ...sources(all)]) {
    const line = node.loc?.start.line ?? 1;
    if (!meant.has(scope.callable) || lines.has(line)) continue;
    lines.add(line);
    yield found(
      'solidity/weak-randomness',
      node,
      sure ? 'medium' : 'low',
      `${quoted(node)} is known to whoever mines the block, and to contracts within it.`,
    );
  }
  // What such a number was begun with, where its contract makes chance of it.
  for (const leaf of new Set(all.filter(({ sure }) => sure).map(({ scope }) => scope.leaf))) {
    const used = new Set(
      all
        .filter(({ scope }) => scope.leaf === leaf)
        .flatMap(({ scope, node }) =>
          nodesOf(node, 'Identifier')
            .map(({ name }) => name)
            .filter((name) => isState(scope, name)),
        ),
    );
    for (const { variables } of leaf.lineage)
      for (const { name, initial, node } of variables)
        if (
          initial &&
          used.has(name) &&
          ['now', 'block.timestamp', 'block.number'].includes(textOf(bare(initial)))
        )
          yield found(
            'solidity/weak-randomness',
            node,
            'medium',
            `\`${name}\`, of which chance is made, begins with ${quoted(initial)}.`,
          );
  }
}
