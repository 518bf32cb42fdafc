import type { Finding } from '../../finding.ts';
import { bodies } from '../bodies.ts';
import type { Model } from '../contract-model.ts';
import { stateVariable } from '../contract-model.ts';
import { found } from '../report.ts';
import {
  type BaseASTNode,
  bare,
  calledName,
  nodesOf,
  quoted,
  textOf,
  type VariableDeclaration,
  walk,
} from '../tree.ts';

/** What the language no longer has, with what is written now. */
const DEPRECATED_CALLS: Readonly<Record<string, string>> = { suicide: 'selfdestruct', sha3: 'keccak256' };
const DEPRECATED_MEMBERS: Readonly<Record<string, string>> = {
  'block.blockhash': 'blockhash',
  'msg.gas': 'gasleft()',
};

function* pragmas(model: Model): Iterable<Finding> {
  const [pragma] = nodesOf(model.unit, 'PragmaDirective').filter(({ name }) => name === 'solidity');
  const isDeployed = model.contracts.some(({ kind }) => kind === 'contract');
  if (pragma && isDeployed && model.versions.to > model.versions.from)
    yield found(
      'solidity/floating-pragma',
      pragma,
      'high',
      `\`${pragma.value}\` takes compilers from 0.${model.versions.from} to 0.${model.versions.to}.`,
    );
}

function* visibilities(model: Model): Iterable<Finding> {
  if (model.versions.from >= 5) return;
  for (const { callables, kind } of model.contracts) {
    if (kind === 'interface') continue;
    for (const { node, name, role } of callables)
      if (
        role === 'function' &&
        node.type === 'FunctionDefinition' &&
        node.visibility === 'default' &&
        node.body
      )
        yield found(
          'solidity/default-visibility',
          node,
          'high',
          `\`${name}\` is public, since nothing else is said.`,
        );
  }
}

function* deprecated(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    const say = (node: BaseASTNode, old: string, now: string) =>
      found('solidity/deprecated', node, 'high', `\`${old}\` is now written \`${now}\`.`);
    const isOwn = (name: string) =>
      scope.leaf.lineage.some(({ callables }) => callables.some((each) => each.name === name));
    const findings: Finding[] = [];
    walk(body, (node) => {
      if (node.type === 'ThrowStatement') findings.push(say(node, 'throw', 'revert()'));
      else if (node.type === 'FunctionCall') {
        const name = calledName(node) ?? '';
        const now = Object.hasOwn(DEPRECATED_CALLS, name) ? DEPRECATED_CALLS[name] : undefined;
        if (now && !isOwn(name)) findings.push(say(node, name, now));
        if (node.expression.type === 'MemberAccess' && node.expression.memberName === 'callcode')
          findings.push(say(node, 'callcode', 'delegatecall'));
      } else if (node.type === 'MemberAccess') {
        const text = textOf(node);
        const now = Object.hasOwn(DEPRECATED_MEMBERS, text) ? DEPRECATED_MEMBERS[text] : undefined;
        if (now) findings.push(say(node, text, now));
      } else if (node.type === 'ElementaryTypeName' && node.name === 'var')
        findings.push(say(node, 'var', 'the type'));
    });
    yield* findings;
  }
}

/** Names that the language has, and that a variable or function hides. */
const BUILT_IN = new Set([
  'msg',
  'block',
  'tx',
  'now',
  'this',
  'require',
  'assert',
  'revert',
  'keccak256',
  'sha256',
  'blockhash',
  'abi',
  'gasleft',
  'selfdestruct',
  'ecrecover',
  'addmod',
  'mulmod',
]);

function* locals(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    const used = new Set(nodesOf(scope.callable.node, 'Identifier').map(({ name }) => name));
    const inAssembly = nodesOf(body, 'InlineAssemblyStatement').length > 0;
    for (const { variables } of nodesOf(body, 'VariableDeclarationStatement')) {
      for (const variable of variables as (VariableDeclaration | null)[]) {
        if (variable?.name && !used.has(variable.name) && !inAssembly)
          yield found('solidity/unused-variable', variable, 'high', `Nobody reads \`${variable.name}\`.`);
      }
    }
    for (const [name, node] of scope.callable.locals) {
      if (BUILT_IN.has(name))
        yield found(
          'solidity/shadowed-name',
          node,
          'high',
          `\`${name}\` hides what the language has by that name.`,
        );
      else if (stateVariable(scope.callable.contract, name))
        yield found(
          'solidity/shadowed-name',
          node,
          'medium',
          `\`${name}\` hides the variable of storage of that name.`,
        );
    }
    for (const node of nodesOf(body, 'IfStatement'))
      if (node.trueBody.type === 'Block' && node.trueBody.statements.length === 0)
        yield found('solidity/empty-block', node, 'high', `Nothing follows from ${quoted(node.condition)}.`);
    for (const node of nodesOf(body, 'BinaryOperation')) {
      const right = bare(node.right);
      const [equals, sign] = [node.left.range?.[1], right.range?.[0]];
      // `a =- b`: the sign stands right behind `=`, and its operand apart from it.
      if (
        node.operator === '=' &&
        right.type === 'UnaryOperation' &&
        right.isPrefix &&
        ['-', '+'].includes(right.operator) &&
        equals !== undefined &&
        sign !== undefined &&
        isGlued(node.left, right)
      )
        yield found(
          'solidity/mistyped-operator',
          node,
          'medium',
          `${quoted(node)} assigns; it changes nothing by as much.`,
        );
    }
  }
}

/** Whether a sign stands right behind the `=`, with space before what it belongs to. */
function isGlued(left: BaseASTNode, right: BaseASTNode & { readonly subExpression: BaseASTNode }): boolean {
  const gap = (right.range![0] ?? 0) - (left.range![1] ?? 0);
  const behind = (right.subExpression.range![0] ?? 0) - (right.range![0] ?? 0);
  return gap <= 3 && behind > 1;
}

/** What makes a contract harder to read, to compile or to trust. */
export function* detectQuality(model: Model): Iterable<Finding> {
  yield* pragmas(model);
  yield* visibilities(model);
  yield* deprecated(model);
  yield* locals(model);
}
