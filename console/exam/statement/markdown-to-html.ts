import { toHtml } from 'hast-util-to-html';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkRehype, { allowDangerousHtml: true });

/** A statement in Markdown as HTML, not sanitised; formulas are `code.language-math`. */
export function markdownToHtml(text: string): string {
  const tree = processor.runSync(processor.parse(text));
  return toHtml(tree, { allowDangerousHtml: true });
}
