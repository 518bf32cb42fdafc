import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { PackageReading } from './package-tree.ts';

/** A YAML file while it is read. */
interface YamlFile {
  readonly reading: PackageReading;
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A YAML map whose every value is read by a name, a type and a sentence; what does not fit becomes a fault with its line. */
export class YamlMap {
  private readonly of: YamlFile;
  private readonly map: YAMLMap;
  private readonly prefix: string;

  constructor(of: YamlFile, map: YAMLMap, prefix = '') {
    this.of = of;
    this.map = map;
    this.prefix = prefix;
  }

  /** Path of the file that it stands in. */
  get file(): string {
    return this.of.path;
  }

  keys(): string[] {
    return this.map.items.map((pair) => keyText(pair));
  }

  has(key: string): boolean {
    return this.pair(key) !== undefined;
  }

  /** Line of a key, or of the map's beginning. */
  line(key?: string): number | undefined {
    const node = key === undefined ? undefined : (this.pair(key)?.key as Node | undefined);
    const offset = (node ?? this.map).range?.[0];
    return offset === undefined ? undefined : this.of.lines.linePos(offset).line;
  }

  error(code: string, key: string, message: string): void {
    this.of.reading.error(code, this.file, message, this.line(key));
  }

  unsupported(code: string, key: string, message: string): void {
    this.of.reading.unsupported(code, this.file, message, this.line(key));
  }

  warn(code: string, key: string, message: string): void {
    this.of.reading.warn(code, this.file, message, this.line(key));
  }

  /** Faults every key that is not in the list, as the format asks. */
  allowOnly(keys: readonly string[]): void {
    for (const key of this.keys()) {
      if (!keys.includes(key))
        this.error(
          'unknown-key',
          key,
          `The key ${this.name(key)} is not known here; remove it or correct it (known: ${keys.join(', ')}).`,
        );
    }
  }

  /** A string; numbers and booleans are taken as they are written. */
  string(key: string): string | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const text = textOf(node);
    if (text === undefined) this.error('wrong-type', key, `${this.name(key)} must be a text.`);
    return text;
  }

  /** A finite number of at least `least` (of more than 0 by default), whole if asked. */
  number(
    key: string,
    { least, whole = false }: { least?: number; whole?: boolean } = {},
  ): number | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const value = isScalar(node) ? node.value : undefined;
    const kind = whole ? 'a whole number' : 'a number';
    if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
      this.error('wrong-type', key, `${this.name(key)} must be ${kind}.`);
      return undefined;
    }
    if (least === undefined ? value <= 0 : value < least) {
      this.error(
        'out-of-range',
        key,
        `${this.name(key)} is ${value}; it must be ${least === undefined ? 'more than 0' : `at least ${least}`}.`,
      );
      return undefined;
    }
    return value;
  }

  boolean(key: string): boolean | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.error('wrong-type', key, `${this.name(key)} must be true or false.`);
    return undefined;
  }

  /** A sequence of texts; one text stands for a sequence of one. */
  strings(key: string): string[] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const items = isSeq(node) ? node.items : [node];
    const texts = items.flatMap((item) => textOf(this.resolve(item)) ?? []);
    if (texts.length === items.length) return texts;
    this.error('wrong-type', key, `${this.name(key)} must be a text or a sequence of texts.`);
    return undefined;
  }

  /** A text of words with white space between them. */
  words(key: string): string[] | undefined {
    return this.string(key)
      ?.split(/\s+/)
      .filter((word) => word !== '');
  }

  /** Two numbers, or one that stands for both. */
  range(key: string): [number, number] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const values = (isSeq(node) ? node.items : [node, node]).map((item) => {
      const resolved = this.resolve(item);
      return isScalar(resolved) ? resolved.value : undefined;
    });
    const [low, high] = values;
    if (values.length === 2 && typeof low === 'number' && typeof high === 'number' && low <= high)
      return [low, high];
    this.error('wrong-type', key, `${this.name(key)} must be a number or two numbers, the smaller first.`);
    return undefined;
  }

  /** A map below this one. */
  child(key: string): YamlMap | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (isMap(node)) return new YamlMap(this.of, node, this.name(key));
    this.error('wrong-type', key, `${this.name(key)} must be a map of keys to values.`);
    return undefined;
  }

  isMap(key: string): boolean {
    return isMap(this.node(key));
  }

  private name(key: string): string {
    return this.prefix === '' ? key : `${this.prefix}.${key}`;
  }

  private pair(key: string): Pair | undefined {
    return this.map.items.find((pair) => keyText(pair) === key);
  }

  /** The value of a key; absent and null are the same. */
  private node(key: string): Node | undefined {
    const value = this.resolve(this.pair(key)?.value);
    return value === undefined || (isScalar(value) && value.value === null) ? undefined : value;
  }

  private resolve(value: unknown): Node | undefined {
    if (value === undefined || value === null) return undefined;
    const node = value as Node;
    return isAlias(node) ? node.resolve(this.of.document) : node;
  }
}

/** Reads a YAML file as a map; `null` when it is absent or unusable (with faults when unusable). An empty file is an empty map. */
export function readYamlMap(
  reading: PackageReading,
  file: string,
  fill: (text: string) => string = (text) => text,
): YamlMap | null {
  const text = reading.text(file);
  if (text === null) return null;
  if (text.includes('\r'))
    reading.warn('carriage-return', file, 'Lines end in CR LF; save the file with Unix line ends.', 1);
  const lines = new LineCounter();
  const document = parseDocument(fill(text), { lineCounter: lines, prettyErrors: false });
  for (const problem of document.errors) {
    reading.error(
      'yaml-syntax',
      file,
      `This is not valid YAML: ${problem.message.split('\n')[0]}.`,
      lines.linePos(problem.pos[0]).line,
    );
  }
  if (document.errors.length > 0) return null;
  const contents = document.contents ?? parseDocument('{}').contents;
  if (isMap(contents)) return new YamlMap({ reading, path: file, document, lines }, contents);
  reading.error('wrong-type', file, 'The file must be a map of keys to values.', 1);
  return null;
}

const keyText = ({ key }: Pair): string => textOf(key) ?? (isScalar(key) ? (key.source ?? '') : '');

/** A text; numbers and booleans as they are written; of anything else nothing. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || typeof node.value === 'object') return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
