import { describe, expect, it } from 'vitest';
import { latexToHtml } from '../../../console/exam/statement/latex-to-html.ts';
import { markdownToHtml } from '../../../console/exam/statement/markdown-to-html.ts';
import { nameOfPicture } from '../../../console/exam/statement/problem-file.ts';

describe('a statement in Markdown', () => {
  it.each([
    ['`$x$` in a line', 'a $x_1$ b', '<code class="language-math math-inline">x_1</code>'],
    ['double dollars in a line', '$$x$$', '<code class="language-math math-display">x</code>'],
    ['double dollars around lines', '$$\nx\n$$', '<code class="language-math math-display">x</code>'],
    ['a table', '| a |\n|---|\n| b |', '<td>b</td>'],
    ['HTML, which is sanitised later', 'a <sub>b</sub>', '<sub>b</sub>'],
  ])('has %s', (_, text, html) => {
    expect(markdownToHtml(text)).toContain(html);
  });
});

describe('a statement in LaTeX', () => {
  it.each([
    [String.raw`$\le$ and \(x\)`, '<span class="inline-math">x</span>'],
    [String.raw`\[ x \]`, '<div class="display-math">x</div>'],
    [String.raw`\section*{Input}`, '<h3 class="starred">Input</h3>'],
    [String.raw`\begin{itemize}\item one\end{itemize}`, '<ul class="itemize">'],
    [String.raw`\texttt{a\_b}--\textbf{c}`, '<span class="texttt">a_b</span>–<b class="textbf">c</b>'],
    [String.raw`\begin{verbatim}x & y\end{verbatim}`, '<pre class="verbatim">x &#x26; y</pre>'],
    [String.raw`\includegraphics[width=1cm]{a.png}`, 'src="a.png"'],
    [String.raw`\illustration{0.3}{a.png}{By \textbf{B}}`, 'macro-illustration'],
  ])('%s', (text, html) => {
    expect(latexToHtml(text)).toContain(html);
  });
});

describe('a picture of a statement', () => {
  it.each([
    ['a.png', 'a.png'],
    ['./sub/a%20b.png', 'sub/a b.png'],
    ['https://example.org/a.png', undefined],
    ['//example.org/a.png', undefined],
    ['data:image/png;base64,AA==', undefined],
    ['', undefined],
  ])('%s is the file %s', (source, name) => {
    expect(nameOfPicture(source)).toBe(name);
  });
});
