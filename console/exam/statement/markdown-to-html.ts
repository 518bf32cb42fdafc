import { toHtml } from 'hast-util-to-html';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

interface Node {
  readonly type: string;
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly offset?: number } };
  readonly data?: { readonly hProperties?: { className?: string[] } };
}

/** Formulas between double dollars stand on a line of their own, also where the dollars do not. */
function displayDoubleDollars(node: Node, text: string): void {
  const properties = node.data?.hProperties;
  const from = node.position?.start.offset ?? 0;
  if (node.type === 'inlineMath' && properties !== undefined && text.startsWith('$$', from))
    properties.className = ['language-math', 'math-display'];
  for (const child of node.children ?? []) displayDoubleDollars(child, text);
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkRehype, { allowDangerousHtml: true });

/** A statement in Markdown as HTML, not sanitised; formulas are `code.language-math`. */
export function markdownToHtml(text: string): string {
  const parsed = processor.parse(text);
  displayDoubleDollars(parsed as Node, text);
  const tree = processor.runSync(parsed);
  return toHtml(tree, { allowDangerousHtml: true });
}
