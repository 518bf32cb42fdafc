import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { mayGoOn } from '../flow.ts';
import { assignmentOf, bodyOfLoop, callOf, operationOf } from '../parts.ts';
import {
  around,
  type Check,
  functionAround,
  isInside,
  nodesOf,
  type Program,
  quote,
  textOf,
  within,
} from '../program.ts';

/** Lists of Python that loops change, or search while they grow. */
export const checkLists: Check = (program, tell) => {
  const appended = new Map<SyntaxNode, ReadonlySet<string>>();
  const appendedIn = (loop: SyntaxNode) => {
    const known = appended.get(loop);
    if (known !== undefined) return known;
    const names = within(loop).flatMap((inner) => {
      const callee = callOf(program, inner)?.callee;
      return callee?.endsWith('.append') ? [callee.slice(0, -'.append'.length)] : [];
    });
    const found = new Set(names);
    appended.set(loop, found);
    return found;
  };
  const lists = listsOf(program);
  const goesOn = new Map<SyntaxNode, boolean>();
  for (const node of nodesOf(program, program.family.calls)) {
    const call = callOf(program, node);
    const { name, method } =
      /^(?<name>\w+)\.(?<method>pop|insert|remove|append)$/.exec(call?.callee ?? '')?.groups ?? {};
    if (call === undefined || name === undefined) continue;
    const loop = around(node, new Set(['ForStatement', 'WhileStatement']));
    if (loop === undefined || functionAround(program, loop) !== functionAround(program, node)) continue;
    const first = call.args[0]?.[0];
    const isFront =
      first !== undefined &&
      textOf(program, first) === '0' &&
      ((method === 'pop' && call.args.length === 1) || (method === 'insert' && call.args.length === 2));
    if (isFront)
      tell('python/front-of-list', node, `\`${quote(program, node)}\` moves all that \`${name}\` holds.`);
    if (method !== 'remove' && !(method === 'pop' && first !== undefined) && method !== 'insert') continue;
    if (!changesIterated(program, node, name)) continue;
    // Who breaks behind it goes no further.
    const block = around(node, new Set(['Body']));
    if (block !== undefined) {
      if (!goesOn.has(block)) goesOn.set(block, mayGoOn(program, block));
      if (!goesOn.get(block)) continue;
    }
    tell(
      'python/changed-while-iterated',
      node,
      `The loop goes through \`${name}\` while \`${quote(program, node)}\` changes it.`,
    );
  }
  for (const node of nodesOf(program, program.family.binaries)) {
    const operation = operationOf(program, node);
    if (
      operation === undefined ||
      !/^(?:not )?in$/.test(operation.operator) ||
      operation.right.kind !== 'VariableName'
    )
      continue;
    const loop = around(node, new Set(['ForStatement', 'WhileStatement']));
    if (loop === undefined || functionAround(program, loop) !== functionAround(program, node)) continue;
    const name = textOf(program, operation.right);
    // Only a list that starts empty and grows in the loop: others may be short.
    if (lists.has(name) && appendedIn(loop).has(name)) {
      tell(
        'python/search-in-list',
        node,
        `\`${name}\` is a list that grows here, and is searched from its begin.`,
        { confidence: 'low' },
      );
    }
  }
};

/** Names that are empty lists wherever they are assigned. */
function listsOf(program: Program): ReadonlySet<string> {
  const lists = new Set<string>();
  const others = new Set<string>();
  for (const node of nodesOf(program, program.family.assignments)) {
    const assignment = assignmentOf(program, node);
    if (assignment === undefined) continue;
    const isEmpty = /^(?:\[\s*\]|list\(\))$/.test(textOf(program, assignment.right));
    (isEmpty ? lists : others).add(textOf(program, assignment.left));
  }
  return new Set([...lists].filter((name) => !others.has(name)));
}

/** `for x in list: list.remove(…)`. */
function changesIterated(program: Program, node: SyntaxNode, name: string): boolean {
  const loop = around(node, new Set(['ForStatement']));
  const at = loop?.children.findIndex(({ kind }) => kind === 'in') ?? -1;
  const iterated = loop?.children[at + 1];
  const body = loop === undefined ? undefined : bodyOfLoop(loop);
  return (
    iterated !== undefined && body !== undefined && textOf(program, iterated) === name && isInside(node, body)
  );
}
