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
