import type { SyntaxNode } from '../../syntax/syntax-tree.ts';
import { declaredIn } from './functions.ts';
import { childOf, codeOf, countUpTo, nodesOf, type Program, textOf } from './program.ts';

/** A variable of C, C++ or Java, with the type that it is declared with. */
export interface Declared {
  readonly name: string;
  /** Where its name stands. */
  readonly at: SyntaxNode;
  /** As it is written, without const, static and their like: `long long`, `std::string`. */
  readonly type: string;
  readonly isArray: boolean;
  readonly isPointer: boolean;
  readonly isStatic: boolean;
  readonly isParameter: boolean;
  /** What it is set to where it is declared. */
  readonly value: SyntaxNode | undefined;
  readonly declaration: SyntaxNode;
  /** Where it can be used. */
  readonly scope: SyntaxNode;
}

const SCOPES =
  /^(?:CompoundStatement|FunctionDefinition|LambdaExpression|ForStatement|ForRangeLoop|Program|CatchClause|Block|MethodDeclaration|ConstructorDeclaration|EnhancedForStatement|ClassBody|FieldDeclarationList|IfStatement|WhileStatement)$/;
const WORDS =
  /\b(?:const|static|register|constexpr|inline|volatile|extern|final|thread_local|mutable|public|private|protected)\b/g;

/** All variables with a type of their own; what stands for `auto` and for types of templates is `auto`. */
export function declaredOf(program: Program): ReadonlyMap<string, readonly Declared[]> {
  const known = DECLARED.get(program);
  if (known !== undefined) return known;
  const all = program.language === 'java' ? ofJava(program) : ofC(program);
  const found = Map.groupBy(all, ({ name }) => name);
  DECLARED.set(program, found);
  return found;
}

const DECLARED = new WeakMap<Program, ReadonlyMap<string, readonly Declared[]>>();

/** The same by name and then by scope, each in order of place: of one name there may be as many as the program has blocks. */
function declaredByScope(
  program: Program,
): ReadonlyMap<string, ReadonlyMap<SyntaxNode, readonly Declared[]>> {
  const known = BY_SCOPE.get(program);
  if (known !== undefined) return known;
  const found = new Map(
    [...declaredOf(program)].map(([name, all]) => [
      name,
      Map.groupBy(
        all.toSorted((a, b) => a.at.from - b.at.from),
        ({ scope }) => scope,
      ),
    ]),
  );
  BY_SCOPE.set(program, found);
  return found;
}

const BY_SCOPE = new WeakMap<Program, ReadonlyMap<string, ReadonlyMap<SyntaxNode, readonly Declared[]>>>();

/** The variable that a name stands for where it is used; undefined for what is not declared in sight. */
export function variableOf(program: Program, use: SyntaxNode): Declared | undefined {
  const byScope = declaredByScope(program).get(textOf(program, use));
  if (byScope === undefined) return undefined;
  let found: Declared | undefined;
  // The innermost, and of what begins at one place the last.
  for (let scope: SyntaxNode | undefined = use; scope !== undefined; scope = scope.parent) {
    if (found !== undefined && scope.from < found.scope.from) break;
    const all = byScope.get(scope) ?? [];
    const last =
      scope.kind === 'ClassBody' ? all.at(-1) : all[countUpTo(all, use.from, ({ at }) => at.from) - 1];
    if (last !== undefined && (found === undefined || last.at.from > found.at.from)) found = last;
  }
  return found;
}

function scopeOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent !== undefined && !SCOPES.test(at.kind)) at = at.parent;
  return at;
}

function ofC(program: Program): Declared[] {
  const aliases = aliasesOf(program);
  const declarations = nodesOf(
    program,
    new Set([
      'Declaration',
      'ParameterDeclaration',
      'OptionalParameterDeclaration',
      'FieldDeclaration',
      'ForRangeLoop',
    ]),
  );
  return declarations.flatMap((declaration) => {
    const parts = declaration.children.filter(
      ({ kind }) =>
        !/^(?:const|static|register|constexpr|inline|volatile|extern|Attribute\w*|thread_local|mutable|for|\(|\))$/.test(
          kind,
        ),
    );
    const [typed, ...declarators] = parts;
    if (typed === undefined) return [];
    const written = textOf(program, typed).replace(WORDS, '').replace(/\s+/g, ' ').trim();
    const type = aliases.get(written) ?? written;
    const isStatic = declaration.children.some(({ kind }) => kind === 'static' || kind === 'extern');
    return declarators.flatMap((declarator) => {
      const at = declaredIn(declarator);
      if (
        at === undefined ||
        !/^(?:Identifier|InitDeclarator|ArrayDeclarator|PointerDeclarator|ReferenceDeclarator|ParenthesizedDeclarator)$/.test(
          declarator.kind,
        )
      )
        return [];
      const code = codeOf(program, declarator);
      return [
        {
          name: textOf(program, at),
          at,
          type,
          isArray: hasBelow(declarator, 'ArrayDeclarator', at),
          isPointer: hasBelow(declarator, 'PointerDeclarator', at) || code.startsWith('*'),
          isStatic,
          isParameter: declaration.kind.endsWith('ParameterDeclaration'),
          value: declarator.kind === 'InitDeclarator' ? declarator.children.at(-1) : undefined,
          declaration,
          scope:
            declaration.kind === 'FieldDeclaration'
              ? (declaration.parent ?? declaration)
              : scopeOf(declaration.parent ?? declaration),
        },
      ];
    });
  });
}

function hasBelow(declarator: SyntaxNode, kind: string, at: SyntaxNode): boolean {
  for (let node: SyntaxNode | undefined = at; node !== undefined; node = node.parent) {
    if (node.kind === kind) return true;
    if (node === declarator) return false;
  }
  return false;
}

/** `typedef long long ll;`, `using ll = long long;`, `#define ll long long`. */
function aliasesOf(program: Program): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of program.text.matchAll(
    /\btypedef\s+(?<typed>[\w ]+?)\s+(?<a>\w+)\s*;|\busing\s+(?<b>\w+)\s*=\s*(?<used>[\w ]+?)\s*;|^[ \t]*#define[ \t]+(?<c>\w+)[ \t]+(?<defined>[a-z][a-z ]*?)[ \t]*$/gm,
  )) {
    const { typed, a, b, used, c, defined } = match.groups!;
    found.set((a ?? b ?? c)!, (typed ?? used ?? defined)!.replace(/\s+/g, ' '));
  }
  return found;
}

function ofJava(program: Program): Declared[] {
  const declarations = nodesOf(
    program,
    new Set([
      'LocalVariableDeclaration',
      'FieldDeclaration',
      'FormalParameter',
      'ForSpec',
      'CatchFormalParameter',
    ]),
  );
  return declarations.flatMap((declaration) => {
    const typed = declaration.children.find(({ kind }) =>
      /^(?:PrimitiveType|TypeName|ScopedTypeName|GenericType|ArrayType|var)$/.test(kind),
    );
    if (typed === undefined) return [];
    const declarators = declaration.children.filter(
      ({ kind }) => kind === 'VariableDeclarator' || kind === 'Definition',
    );
    return declarators.flatMap((declarator) => {
      const at = declarator.kind === 'Definition' ? declarator : childOf(declarator, 'Definition');
      if (at === undefined) return [];
      const hasDimension = declarator.children.some(({ kind }) => kind === 'Dimension');
      const value = declarator.children.some(({ kind }) => kind === 'AssignOp')
        ? declarator.children.at(-1)
        : undefined;
      return [
        {
          name: textOf(program, at),
          at,
          type: textOf(program, typed),
          isArray: typed.kind === 'ArrayType' || hasDimension,
          isPointer: false,
          isStatic: false,
          isParameter: declaration.kind === 'FormalParameter',
          value,
          declaration,
          scope: scopeOf(declaration.parent ?? declaration),
        },
      ];
    });
  });
}

/** What an expression of plain numbers is, by how its variables are declared; undefined for what is not known. */
export type NumberKind = 'int' | 'long' | 'double';

const INTS = /^(?:int|short|char|unsigned|unsigned int|byte|int32_t|signed)$/;
const LONGS =
  /^(?:long|long long|long long int|unsigned long long|long int|int64_t|uint64_t|unsigned long|__int128)$/;
const DOUBLES = /^(?:double|float|long double)$/;

/** The kind of an operand: of a number, a variable that is one, or what is calculated of them. */
export function numberKindOf(program: Program, node: SyntaxNode): NumberKind | undefined {
  const text = textOf(program, node);
  switch (node.kind) {
    case 'Number':
    case 'IntegerLiteral':
    case 'FloatingPointLiteral':
      if (/^0x/i.test(text)) return undefined;
      if (/[.fF]|\d[eEdD]/.test(text)) return 'double';
      return /[lL]/.test(text) ? 'long' : 'int';
    case 'Identifier': {
      const variable = variableOf(program, node);
      if (variable === undefined || variable.isArray || variable.isPointer) return undefined;
      return kindOfType(variable.type);
    }
    case 'SubscriptExpression':
    case 'ArrayAccess': {
      let base: SyntaxNode | undefined = node;
      while (base?.kind === node.kind) base = base.children[0];
      const variable = base?.kind === 'Identifier' ? variableOf(program, base) : undefined;
      if (variable === undefined || !variable.isArray || variable.isPointer) return undefined;
      return kindOfType(variable.type.replace(/(?:\[\s*\])+$/, '').trim());
    }
    case 'ParenthesizedExpression':
      return node.children.length === 3 ? numberKindOf(program, node.children[1]!) : undefined;
    case 'BinaryExpression': {
      if (node.children.length !== 3 || node.children[1]!.kind !== 'ArithOp') return undefined;
      const [a, b] = [numberKindOf(program, node.children[0]!), numberKindOf(program, node.children[2]!)];
      if (a === undefined || b === undefined) return undefined;
      if (a === 'double' || b === 'double') return 'double';
      return a === 'long' || b === 'long' ? 'long' : 'int';
    }
    default:
      return undefined;
  }
}

/** Which kind of number a type is. */
export function kindOfType(type: string): NumberKind | undefined {
  if (INTS.test(type)) return 'int';
  if (LONGS.test(type)) return 'long';
  return DOUBLES.test(type) ? 'double' : undefined;
}
