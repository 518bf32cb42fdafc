const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escapes text for an XML element or attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A value that `toXml` writes: lists repeat `<item>` as EC2 does; undefined and null are left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | null
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** Elements of an object in EC2's manner: nested objects nest, arrays become `<item>` lists. */
export function toXml(value: XmlValue): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => `<item>${toXml(item)}</item>`).join('');
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([name, member]) => `<${name}>${toXml(member)}</${name}>`)
      .join('');
  return escapeXml(String(value));
}

/** An XML element: its children by name in order, and its text. Attributes and namespaces are dropped. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/**
 * Reads the small XML documents that S3 clients send (no DTD, no processing beyond the declaration).
 * Throws SyntaxError on what is not well formed.
 */
export function parseXml(document: string): XmlElement {
  const tokens = document.matchAll(/<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([^\s/>]+)([^>]*?)(\/?)>|([^<]+)/g);
  const root = { name: '', children: [] as XmlElement[], text: '' };
  const stack = [root];
  for (const [, closing, name, , selfClosing, text] of tokens) {
    const top = stack.at(-1) ?? root;
    if (text !== undefined) top.text += unescapeXml(text);
    if (name === undefined) continue;
    if (name.startsWith('!')) throw new SyntaxError('document type declarations are not read');
    const local = name.slice(name.indexOf(':') + 1);
    if (closing === '/') {
      if (stack.length === 1 || top.name !== local) throw new SyntaxError(`unexpected </${name}>`);
      stack.pop();
      continue;
    }
    const element = { name: local, children: [] as XmlElement[], text: '' };
    top.children.push(element);
    if (selfClosing !== '/') stack.push(element);
  }
  const [first] = root.children;
  if (stack.length !== 1 || first === undefined) throw new SyntaxError('the document is not well formed');
  return first;
}

/** Text of the first child of that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text.trim();
}

/** All children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[String(name).toLowerCase()] ?? '';
  });
}
