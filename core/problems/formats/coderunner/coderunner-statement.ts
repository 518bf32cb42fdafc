import { plainName, type Translation } from '../translation.ts';
import type { XmlElement } from '../xml.ts';

/** What of a test the table of examples shows. */
export interface Example {
  readonly code: string;
  readonly stdin: string;
  readonly expected: string;
}

/** Writes the question as a statement, with the files that belong to its text. */
export function writeStatement(
  translation: Translation,
  question: XmlElement,
  examples: readonly Example[],
): void {
  const element = question.find('questiontext');
  let text = element?.find('text')?.text ?? '';
  for (const file of element?.all('file') ?? []) {
    const name = file.attribute('name') ?? '';
    if (name === '' || file.attribute('encoding') !== 'base64') continue;
    const plain = plainName(name);
    translation.write(`statement/${plain}`, Buffer.from(file.text, 'base64'));
    for (const written of new Set([name, encodeURIComponent(name), encodeURI(name)]))
      text = text.replaceAll(`@@PLUGINFILE@@/${written}`, plain);
  }
  const isHtml = (element?.attribute('format') ?? 'html') === 'html';
  const body = isHtml ? inOneBlock(text) : text.trim();
  const table = examples.length === 0 ? '' : `\n\n${inOneBlock(tableOf(examples))}`;
  translation.write('statement/problem.en.md', `${body}${table}\n`);
}

/** HTML that Markdown takes as it is: an empty line would end it, and what is indented be code. */
function inOneBlock(html: string): string {
  const parts = html.split(/(<pre[\s>][\s\S]*?<\/pre>)/i).map((part, index) =>
    index % 2 === 1
      ? part.replace(/\r?\n/g, '&#10;')
      : part
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '')
          .join('\n'),
  );
  return `<div>\n${parts.join('')}\n</div>`;
}

function tableOf(examples: readonly Example[]): string {
  const hasInput = examples.some(({ stdin }) => stdin !== '');
  const titles = ['Test', ...(hasInput ? ['Input'] : []), 'Result'];
  const rows = examples.map(({ code, stdin, expected }) =>
    [code, ...(hasInput ? [stdin] : []), expected].map((text) => `<td><pre>${escapeHtml(text)}</pre></td>`),
  );
  const head = titles.map((title) => `<th>${title}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => `<tr>${row.join('')}</tr>`).join('')}</tbody></table>`;
}

const escapeHtml = (text: string) =>
  text.trimEnd().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
