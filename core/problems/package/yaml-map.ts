import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { messageOf } from './fault.ts';
import type { PackageReading } from './package-tree.ts';

/** A YAML file while it is read. */
interface YamlFile {
  readonly reading: PackageReading;
  readonly path: string;
  /** What each alias means. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly lines: LineCounter;
}

/** Characters of a file, and of all of a package: what says how a problem is judged is short, and parsing is slow. */
const LONGEST_FILE = 256 * 1024;
const LONGEST_ALTOGETHER = 1024 * 1024;
/** A larger number is a slip: no limit, score or tolerance comes near it. */
const MOST_NUMBER = 1e15;
/** Brackets that are open at once: the parser takes long to find that there are too many. */
const DEEPEST = 200;
/** Keys that a warning names, and characters of each. */
const MOST_NAMED = 5;
const LONGEST_NAME = 60;

/** A YAML map whose every value is read by a name, a type and a sentence; what does not fit becomes a fault with its line. */
export class YamlMap {
  private readonly of: YamlFile;
  private readonly map: YAMLMap;
  private readonly prefix: string;
  private pairs: Map<string, Pair> | undefined;

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
    return [...new Set(this.map.items.map((pair) => keyText(pair)))];
  }

  /** Whether something is said by this key; absent and null are the same. */
  has(key: string): boolean {
    return this.node(key) !== undefined;
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

  /** Says which keys are not in the list and so mean nothing: slips of the pen, and what other systems add. */
  allowOnly(keys: readonly string[]): void {
    const known = new Set(keys);
    const strange = this.keys().filter((key) => !known.has(key));
    const [first] = strange;
    if (first === undefined) return;
    const named = strange.slice(0, MOST_NAMED).map((key) => this.name(key).slice(0, LONGEST_NAME));
    const more = strange.length > named.length ? ` and ${strange.length - named.length} more` : '';
    this.warn(
      'unknown-key',
      first,
      strange.length === 1
        ? `The key ${named[0]} is not known here and is passed over (known: ${keys.join(', ')}).`
        : `The keys ${named.join(', ')}${more} are not known here and are passed over (known: ${keys.join(', ')}).`,
    );
  }

  /** A string; numbers and booleans are taken as they are written. */
  string(key: string): string | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const text = textOf(node);
    if (text === undefined) this.error('wrong-type', key, `${this.name(key)} must be a text.`);
    return text;
  }

  /** A number of at least `least` (of more than 0 by default) and at most `most`, whole if asked; as a text, too. */
  number(
    key: string,
    { least, most = MOST_NUMBER, whole = false }: { least?: number; most?: number; whole?: boolean } = {},
  ): number | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const value = isScalar(node) ? numberOf(node.value) : undefined;
    const kind = whole ? 'a whole number' : 'a number';
    if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
      this.error('wrong-type', key, `${this.name(key)} must be ${kind}.`);
      return undefined;
    }
    if (least === undefined ? value <= 0 : value < least) {
      const wanted =
        least === undefined || (value <= 0 && least < 1 && least > 0) ? 'more than 0' : `at least ${least}`;
      this.error('out-of-range', key, `${this.name(key)} is ${value}; it must be ${wanted}.`);
      return undefined;
    }
    if (value > most) {
      this.error('out-of-range', key, `${this.name(key)} is ${value}; it must be at most ${most}.`);
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

  /** A sequence of sequences of texts and numbers. */
  rows(key: string): (string | number)[][] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const rows = itemsOf(node)?.map((row) => itemsOf(this.resolve(row))?.map((item) => this.resolve(item)));
    const values = rows?.map((row) => row?.map((item) => (isScalar(item) ? item.value : undefined)));
    const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';
    if (values?.every((row) => row?.every(isPlain)) === true) return values as (string | number)[][];
    this.error('wrong-type', key, `${this.name(key)} must be a sequence of sequences of texts and numbers.`);
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

  /** A sequence of maps; what in it is none is a fault. */
  maps(key: string): YamlMap[] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const items = isSeq(node) ? node.items.map((item) => this.resolve(item)) : [];
    const maps = items.filter(isMap);
    if (isSeq(node) && maps.length === items.length)
      return maps.map((map, index) => new YamlMap(this.of, map, `${this.name(key)}[${index}]`));
    this.error('wrong-type', key, `${this.name(key)} must be a sequence of maps.`);
    return undefined;
  }

  isMap(key: string): boolean {
    return isMap(this.node(key));
  }

  isScalar(key: string): boolean {
    return isScalar(this.node(key));
  }

  private name(key: string): string {
    return this.prefix === '' ? key : `${this.prefix}.${key}`;
  }

  /** Of a key that stands there twice, the last. */
  private pair(key: string): Pair | undefined {
    this.pairs ??= new Map(this.map.items.map((pair) => [keyText(pair), pair]));
    return this.pairs.get(key);
  }

  /** The value of a key, if it has one. */
  private node(key: string): Node | undefined {
    const value = this.resolve(this.pair(key)?.value);
    return value === undefined || (isScalar(value) && value.value === null) ? undefined : value;
  }

  private resolve(value: unknown): Node | undefined {
    if (value === undefined || value === null) return undefined;
    const node = value as Node;
    return isAlias(node) ? this.of.aliases.get(node) : node;
  }
}

const itemsOf = (node: Node | undefined): unknown[] | undefined => (isSeq(node) ? node.items : undefined);

/** What a package's YAML files have come to so far: each is parsed once, and all have a bound. */
interface ParsedFiles {
  readonly maps: Map<string, YamlMap | null>;
  length: number;
}
const PARSED = new WeakMap<PackageReading, ParsedFiles>();

/**
 * Reads a YAML file as a map; `null` when it is absent or unusable (with faults when unusable). An empty file is an empty
 * map. A file is always filled in the same way.
 */
export function readYamlMap(
  reading: PackageReading,
  file: string,
  fill: (text: string) => string = (text) => text,
): YamlMap | null {
  const parsed = PARSED.get(reading) ?? { maps: new Map<string, YamlMap | null>(), length: 0 };
  PARSED.set(reading, parsed);
  const known = parsed.maps.get(file);
  if (known !== undefined) return known;
  const map = parseFile(reading, file, fill, parsed);
  parsed.maps.set(file, map);
  return map;
}

function parseFile(
  reading: PackageReading,
  file: string,
  fill: (text: string) => string,
  parsed: ParsedFiles,
): YamlMap | null {
  const raw = reading.text(file);
  if (raw === null) return null;
  const text = raw.length > LONGEST_FILE ? raw : fill(raw);
  parsed.length += text.length;
  if (text.length > LONGEST_FILE || parsed.length > LONGEST_ALTOGETHER) {
    reading.error(
      'yaml-too-large',
      file,
      `A file of settings has at most ${LONGEST_FILE / 1024} KiB, and all of a package ${LONGEST_ALTOGETHER / 1024} KiB; this is more. Remove what does not belong there.`,
    );
    return null;
  }
  if (bracketsDeep(text) > DEEPEST) {
    reading.error(
      'yaml-syntax',
      file,
      `This is not valid YAML: more than ${DEEPEST} brackets are open at once.`,
    );
    return null;
  }
  const lines = new LineCounter();
  let document: Document;
  let aliases: ReadonlyMap<Alias, Node>;
  try {
    // Whether keys are unique is told below: the parser would compare each key with each other.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    if (document.errors.length === 0) warnOfTwins(reading, file, document, lines);
    aliases = aliasesOf(document);
  } catch (error) {
    // Nested deeper than the stack is.
    reading.error('yaml-syntax', file, `This is not valid YAML: ${messageOf(error)}.`);
    return null;
  }
  for (const problem of document.errors.slice(0, MOST_NAMED)) {
    reading.error(
      'yaml-syntax',
      file,
      `This is not valid YAML: ${problem.message.split('\n')[0]}.`,
      lines.linePos(problem.pos[0]).line,
    );
  }
  if (document.errors.length > 0) return null;
  const contents = document.contents ?? parseDocument('{}').contents;
  if (isMap(contents)) return new YamlMap({ reading, path: file, aliases, lines }, contents);
  reading.error('wrong-type', file, 'The file must be a map of keys to values.', 1);
  return null;
}

/** What each alias means, found in one walk: the parser would walk through the document for each of them. */
function aliasesOf(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const aliases = new Map<Alias, Node>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const meant = anchors.get(node.source);
        if (meant !== undefined) aliases.set(node, meant);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return aliases;
}

/** YAML forbids a key twice in a map; most readers take the last, and packages rely on it. */
function warnOfTwins(reading: PackageReading, file: string, document: Document, lines: LineCounter): void {
  const twins: Pair[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const pair of items) if (seen.size === seen.add(keyText(pair)).size) twins.push(pair);
    },
  });
  const [first] = twins;
  if (first === undefined) return;
  const named = twins.slice(0, MOST_NAMED).map((pair) => keyText(pair).slice(0, LONGEST_NAME));
  const more = twins.length > named.length ? ` and ${twins.length - named.length} more` : '';
  const offset = (first.key as Node | null)?.range?.[0];
  reading.warn(
    'key-twice',
    file,
    `Keys stand here twice, and the last one counts: ${named.join(', ')}${more}.`,
    offset === undefined ? undefined : lines.linePos(offset).line,
  );
}

/** How many brackets are open at once; those in texts count, too. */
function bracketsDeep(text: string): number {
  let [open, most] = [0, 0];
  for (const letter of text) {
    if (letter === '[' || letter === '{') most = Math.max(most, ++open);
    else if (letter === ']' || letter === '}') open = Math.max(0, open - 1);
  }
  return most;
}

/** What readers of YAML take for a number, written as a text or not. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
    ? Number(value)
    : value;
}

const keyText = ({ key }: Pair): string => textOf(key) ?? (isScalar(key) ? (key.source ?? '') : '');

/** A text; numbers and booleans as they are written; of anything else nothing. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || typeof node.value === 'object') return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
