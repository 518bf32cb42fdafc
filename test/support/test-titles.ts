import { parseAst } from 'vitest/node';

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What begins a test, or a group of them. */
const STARTERS = new Set(['it', 'test', 'describe']);
/** What keeps a test from running, everywhere and always. */
const IDLE = new Set(['skip', 'todo']);

/**
 * Titles of the tests of a file and of their groups, with the texts of the tables that they are made from: of those alone that
 * are run somewhere. A comment is no test, nor is what stands under `.skip` or `.todo`.
 */
export function listTestTitles(source: string): readonly string[] {
  const program = parseAst(source, { lang: 'ts' }) as unknown as Node;
  const tables = new Map<string, Node>();
  visit(program, (node) => {
    const { id, init } = node;
    if (node.type === 'VariableDeclarator' && isNode(id) && id.type === 'Identifier' && isNode(init))
      tables.set(String(id['name']), init);
  });
  const titles = new Set<string>();
  visit(program, (node) => {
    if (node.type !== 'CallExpression') return;
    const { words, rows } = readCallee(node['callee'] as Node);
    if (!STARTERS.has(words[0] ?? '')) return;
    if (words.some((word) => IDLE.has(word))) return 'leave';
    const [title] = node['arguments'] as Node[];
    for (const part of [title, ...rows])
      if (part !== undefined)
        for (const text of textsOf(tables.get(String(part['name'])) ?? part)) titles.add(text);
    return;
  });
  return [...titles];
}

/** `describe.runIf(x).each(rows)` as its words and the arguments of its calls. */
function readCallee(callee: Node): { readonly words: readonly string[]; readonly rows: readonly Node[] } {
  const { type, name, object, property } = callee;
  if (type === 'Identifier') return { words: [String(name)], rows: [] };
  if (type === 'MemberExpression') {
    const { words, rows } = readCallee(object as Node);
    return { words: [...words, String((property as Node)['name'])], rows };
  }
  if (type !== 'CallExpression') return { words: [], rows: [] };
  const { words, rows } = readCallee(callee['callee'] as Node);
  return { words, rows: [...rows, ...(callee['arguments'] as Node[])] };
}

function textsOf(node: Node): string[] {
  const texts: string[] = [];
  visit(node, ({ type, value }) => {
    if (type === 'Literal' && typeof value === 'string') texts.push(value);
    if (type === 'TemplateElement') texts.push(String((value as { cooked: unknown }).cooked));
  });
  return texts;
}

/** Calls back for each node, those around others first; not for what is in one that it says to leave. */
function visit(node: Node, see: (node: Node) => 'leave' | undefined): void {
  if (see(node) === 'leave') return;
  for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, see);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
