import { type XmlElement as ParsedElement, parseXml } from '@rgrove/parse-xml';
import { messageOf } from '../package/fault.ts';
import type { PackageReading } from '../package/package-tree.ts';

/** Characters of a file that is parsed: questions carry pictures. */
const LONGEST_FILE = 32 * 1024 * 1024;
/** Tags, and what else begins like one: each takes some hundred bytes of memory, and thousands of questions have fewer. */
const MOST_TAGS = 500_000;

/** An element of an XML file, with the line that it begins in. */
export class XmlElement {
  private readonly parsed: ParsedElement;
  private readonly lineAt: (offset: number) => number;

  constructor(parsed: ParsedElement, lineAt: (offset: number) => number) {
    this.parsed = parsed;
    this.lineAt = lineAt;
  }

  get name(): string {
    return this.parsed.name;
  }

  get line(): number {
    return this.lineAt(this.parsed.start);
  }

  /** The text in it and in what it holds. */
  get text(): string {
    return this.parsed.text;
  }

  attribute(name: string): string | undefined {
    return Object.hasOwn(this.parsed.attributes, name) ? this.parsed.attributes[name] : undefined;
  }

  /** The elements directly inside that have this name. */
  all(name: string): XmlElement[] {
    return this.parsed.children
      .filter((child): child is ParsedElement => child.type === 'element')
      .filter((child) => child.name === name)
      .map((child) => new XmlElement(child, this.lineAt));
  }

  /** The first element at the end of these names, one inside the other. */
  find(...names: readonly string[]): XmlElement | undefined {
    let found: XmlElement | undefined = this;
    for (const name of names) found = found?.all(name)[0];
    return found;
  }

  /** Those of the last name, in the first of the others. */
  every(...names: readonly string[]): XmlElement[] {
    return this.find(...names.slice(0, -1))?.all(names.at(-1) ?? '') ?? [];
  }

  /** The text at the end of these names without white space around it; undefined where there is none. */
  said(...names: readonly string[]): string | undefined {
    const text = this.find(...names)?.text.trim();
    return text === undefined || text === '' ? undefined : text;
  }
}

/**
 * Reads an XML file; `null`, with a fault, where it is none. Nothing outside of it is ever read, and entities of its own
 * are not known: the parser has no document types.
 */
export function readXml(reading: PackageReading, file: string): XmlElement | null {
  const text = reading.text(file);
  if (text === null) return null;
  if (text.length > LONGEST_FILE) {
    reading.error(
      'xml-too-large',
      file,
      `This file has ${Math.ceil(text.length / 2 ** 20)} MiB; at most ${LONGEST_FILE / 2 ** 20} are read.`,
    );
    return null;
  }
  if (countOf(text, '<') > MOST_TAGS) {
    reading.error(
      'xml-too-large',
      file,
      `This file has more than ${MOST_TAGS} tags; divide it, or remove what does not belong there.`,
    );
    return null;
  }
  try {
    const { root } = parseXml(text, { includeOffsets: true });
    if (root !== null) return new XmlElement(root, linesOf(text));
    reading.error('xml-syntax', file, 'This is not valid XML: there is no element in it.');
  } catch (error) {
    // Of a syntax error, or nested deeper than the stack is.
    const [first = ''] = messageOf(error).split('\n');
    const line =
      typeof (error as { line?: unknown }).line === 'number' ? (error as { line: number }).line : 1;
    reading.error('xml-syntax', file, `This is not valid XML: ${first.replace(/\.$/, '')}.`, line);
  }
  return null;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}

/** Tells the line of an offset. */
function linesOf(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
