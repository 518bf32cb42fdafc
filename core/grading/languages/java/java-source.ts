/** A type that a Java source declares, and what matters of it to who starts it. */
export interface JavaType {
  /** As `java` wants it: `Main`, `org.exam.Main`, `Outer$Inner`. */
  readonly binaryName: string;
  readonly simpleName: string;
  /** Whether it stands in no other type. */
  readonly topLevel: boolean;
  readonly isPublic: boolean;
  /** `launchable`: public static void main(String[]), its own or inherited; `named`: some other method `void main`. */
  readonly main: 'launchable' | 'named' | undefined;
}

/** Comments, text blocks, strings and character literals: none of them declares anything. */
const NOT_CODE =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n\r]*|"""(?:\\[\s\S]|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*'/g;
const TOKEN = /[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}$]*|\.{3}|[^\s\p{L}\p{Nl}_$]/gu;
const NAME = /^[\p{L}\p{Nl}_$]/u;
const STRING_ARRAY =
  /^(?:java \. lang \. )?String (?:\[ \]|\.\.\.) \S+$|^(?:java \. lang \. )?String \S+ \[ \]$/;

interface Declared {
  readonly nesting: readonly string[];
  readonly modifiers: ReadonlySet<string>;
  readonly parent: string | undefined;
  main: JavaType['main'];
}

/** Reads declarations, and only these: bodies of methods and initializers are passed over whole. */
class JavaReader {
  readonly types: Declared[] = [];
  packageName = '';
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = text.replace(NOT_CODE, ' ').match(TOKEN) ?? [];
    this.readMembers([], undefined);
  }

  private get token(): string | undefined {
    return this.tokens[this.at];
  }

  /** Members of a type, or of the file, up to the brace that ends it. `seen` is what a member began with so far. */
  private readMembers(
    nesting: readonly string[],
    owner: { type: Declared; isInterface: boolean } | undefined,
  ) {
    let seen: string[] = [];
    while (this.token !== undefined && this.token !== '}') {
      const token = this.token;
      if (token === '@' && this.tokens[this.at + 1] !== 'interface') this.skipAnnotation();
      else if (this.beginsType(seen.at(-1))) {
        this.readType(nesting, seen, owner?.isInterface ?? false);
        seen = [];
      } else if (token === 'package' && nesting.length === 0) {
        this.readPackage();
        seen = [];
      } else if (token === '(') {
        const parameters = this.skipBalanced('(', ')');
        if (owner !== undefined && seen.at(-1) === 'main' && seen.at(-2) === 'void')
          noteMain(owner.type, seen, parameters, owner.isInterface);
        seen.push('()');
      } else if (token === '{') {
        this.skipBalanced('{', '}');
        seen = [];
      } else {
        this.at++;
        if (token === ';') seen = [];
        else seen.push(token);
      }
    }
    this.at++;
  }

  private beginsType(before: string | undefined): boolean {
    const [token, name, after] = this.tokens.slice(this.at, this.at + 3);
    if (name === undefined || !NAME.test(name) || before === '.') return false;
    if (token === 'record') return after === '(' || after === '<';
    return token === 'class' || token === 'interface' || token === 'enum';
  }

  private readType(nesting: readonly string[], seen: readonly string[], inInterface: boolean): void {
    const kind = this.tokens[this.at];
    const name = this.tokens[this.at + 1] as string;
    this.at += 2;
    let parent: string | undefined;
    while (this.token !== undefined && this.token !== '{') {
      if (this.token === 'extends' && kind === 'class') parent ??= this.tokens[this.at + 1];
      if (this.token === '(') this.skipBalanced('(', ')');
      else if (this.token === '@') this.skipAnnotation();
      else this.at++;
    }
    this.at++;
    const modifiers = new Set(seen);
    if (inInterface) modifiers.add('static');
    if (kind !== 'class') modifiers.add('static');
    const type: Declared = { nesting: [...nesting, name], modifiers, parent, main: undefined };
    this.types.push(type);
    this.readMembers(type.nesting, { type, isInterface: kind === 'interface' });
  }

  private readPackage(): void {
    const from = this.at + 1;
    while (this.token !== undefined && this.token !== ';') this.at++;
    this.packageName = this.tokens.slice(from, this.at).join('');
    this.at++;
  }

  private skipAnnotation(): void {
    this.at += 2;
    while (this.token === '.') this.at += 2;
    if (this.token === '(') this.skipBalanced('(', ')');
  }

  /** Passes over everything up to the bracket that closes the one here; answers what is in between. */
  private skipBalanced(open: string, close: string): readonly string[] {
    const from = this.at + 1;
    for (let depth = 0; this.token !== undefined; this.at++) {
      if (this.token === open) depth++;
      if (this.token === close && --depth === 0) break;
    }
    return this.tokens.slice(from, this.at++);
  }
}

function noteMain(
  type: Declared,
  before: readonly string[],
  parameters: readonly string[],
  isInterface: boolean,
) {
  const has = (modifier: string) => before.includes(modifier);
  const wanted = parameters.filter(
    (token, i) => token !== 'final' && token !== '@' && parameters[i - 1] !== '@',
  );
  const launchable =
    has('static') &&
    (has('public') || (isInterface && !has('private'))) &&
    STRING_ARRAY.test(wanted.join(' '));
  if (launchable) type.main = 'launchable';
  else type.main ??= 'named';
}

/** The types that a Java source declares, outer ones first, in the order of the source. Never throws. */
export function readJavaTypes(text: string): readonly JavaType[] {
  const { types, packageName } = new JavaReader(text);
  const byName = new Map(
    types.filter(({ nesting }) => nesting.length === 1).map((type) => [type.nesting[0], type]),
  );
  const mainOf = (type: Declared, followed = new Set<Declared>()): JavaType['main'] => {
    const parent = type.parent === undefined ? undefined : byName.get(type.parent);
    if (type.main === 'launchable' || parent === undefined || followed.has(type)) return type.main;
    const inherited = mainOf(parent, followed.add(type));
    return inherited === 'launchable' ? inherited : (type.main ?? inherited);
  };
  const prefix = packageName === '' ? '' : `${packageName}.`;
  return types.map((type) => ({
    binaryName: `${prefix}${type.nesting.join('$')}`,
    simpleName: type.nesting.at(-1) as string,
    topLevel: type.nesting.length === 1,
    isPublic: type.modifiers.has('public'),
    main: type.nesting.length > 1 && !type.modifiers.has('static') ? undefined : mainOf(type),
  }));
}

/**
 * The type to start: one that `java` can launch before one that only has some `main`, one of the file's own before a
 * nested one, the public one before others, then the one called Main, then the first. `undefined`: none has a main.
 */
export function findMainType(types: readonly JavaType[]): JavaType | undefined {
  const rank = ({ main, topLevel, isPublic, simpleName }: JavaType) =>
    (main === 'launchable' ? 0 : 8) +
    (topLevel ? 0 : 4) +
    (isPublic ? 0 : 2) +
    (simpleName === 'Main' ? 0 : 1);
  return types
    .filter(({ main }) => main !== undefined)
    .reduce<JavaType | undefined>(
      (best, type) => (best === undefined || rank(type) < rank(best) ? type : best),
      undefined,
    );
}
