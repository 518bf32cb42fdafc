/** Kinds of nodes of one grammar. */
export type Kinds = ReadonlySet<string>;

/** What a grammar calls what all languages have. Rules that ask by this table hold in each of them. */
export interface Family {
  /** Functions, methods and closures. */
  readonly functions: Kinds;
  /** Of them, those that are methods of a class and may be called by whoever knows the class. */
  readonly methods: Kinds;
  readonly parameterLists: Kinds;
  /** One parameter with its name, type and default; none where names stand in the list by themselves. */
  readonly parameters: Kinds;
  /** Lists of statements. */
  readonly blocks: Kinds;
  readonly ifs: Kinds;
  readonly loops: Kinds;
  readonly switches: Kinds;
  /** What holds the cases of a switch. */
  readonly switchBodies: Kinds;
  /** A case: a label before its statements, or a node with them. */
  readonly cases: Kinds;
  readonly tries: Kinds;
  readonly catches: Kinds;
  /** return, break, continue, goto, throw, raise. */
  readonly jumps: Kinds;
  readonly expressionStatements: Kinds;
  readonly calls: Kinds;
  readonly argumentLists: Kinds;
  readonly binaries: Kinds;
  /** Statements and expressions that write a name; += too. */
  readonly assignments: Kinds;
  readonly ternaries: Kinds;
  /** What names something: where it is declared, and where it is used. */
  readonly names: Kinds;
  readonly strings: Kinds;
  readonly numbers: Kinds;
  /** Something in brackets, without a meaning of its own. */
  readonly brackets: Kinds;
  /** Names of functions that never return, as they are called. */
  readonly ends: ReadonlySet<string>;
}

/** The set of some words. */
export function kinds(words: string): Kinds {
  return new Set(words.split(' '));
}
