import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { functionsOf } from '../functions.ts';
import { callOf, stringValueOf } from '../parts.ts';
import { type Check, childOf, nodesOf, type Program, quote, textOf, within } from '../program.ts';
import { constantOf } from './check-numbers.ts';
import { HARMLESS_CALLS, HOSTILE_WORDS, type HostileRule } from './hostile-words.ts';

/** From here an array is huge, bytes. */
const HUGE = 2 * 1024 ** 3;

const SIZES: Readonly<Record<string, number>> = {
  char: 1,
  bool: 1,
  short: 2,
  double: 8,
  long: 8,
  int: 4,
  float: 4,
};

/** What a solution does not need. Only what staff should look at. */
export const checkHostile: Check = (program, tell) => {
  const { family } = program;
  const words = HOSTILE_WORDS[program.language] ?? {};
  const own = new Set(functionsOf(program).map(({ name }) => name));
  const rules = Object.entries(words) as [HostileRule, (typeof words)[HostileRule]][];

  const aliases = aliasesOf(program);
  for (const node of nodesOf(program, family.calls)) {
    const written = callOf(program, node)?.callee;
    if (written === undefined) continue;
    const [alias = ''] = written.split('.', 1);
    const callee = (aliases.get(alias) ?? alias) + written.slice(alias.length);
    // Many a program has a function `kill` or `connect` of its own.
    if (own.has(callee) || isPlainImport(program, node, callee)) continue;
    for (const [rule, { calls } = {}] of rules) {
      if (calls?.test(callee) === true && !isHarmless(program, node, rule, callee))
        tell(`program/${rule}`, node, `It calls \`${callee}\`.`);
    }
  }
  for (const { name, node } of importsOf(program)) {
    for (const [rule, { imports, calls } = {}] of rules) {
      // `from os import system` brings what would be called `os.system`.
      const isCalled =
        program.language === 'python' && node.kind === 'ImportStatement' && calls?.test(name) === true;
      if (isCalled || imports?.test(name) === true) tell(`program/${rule}`, node, `It brings \`${name}\`.`);
    }
  }
  checkHiddenNames(program, tell);
  if (program.language === 'c' || program.language === 'cpp') {
    for (const node of program.nodes) {
      const isAssembly =
        /^(?:Identifier|TypeIdentifier)$/.test(node.kind) && /^__asm(?:__)?$/.test(textOf(program, node));
      if (isAssembly) tell('program/machine-code', node, 'It has assembly.');
    }
    checkArrays(program, tell);
  }
  for (const node of program.byKind.get('ShellExpression') ?? []) {
    tell('program/starts-processes', node, `It runs ${quote(program, node)} by a shell.`);
  }
};

/** Whether what it is given makes it harmless. */
function isHarmless(program: Program, node: SyntaxNode, rule: HostileRule, callee: string): boolean {
  const harmless = HARMLESS_CALLS[rule];
  const args = callOf(program, node)?.args.flat() ?? [];
  return (
    harmless?.calls.test(callee) === true && args.some((given) => harmless.given.test(textOf(program, given)))
  );
}

/** `__import__('sys')` is an import that is written short; what it brings is looked at as such. */
function isPlainImport(program: Program, node: SyntaxNode, callee: string): boolean {
  const given = callee === '__import__' ? callOf(program, node)?.args[0]?.[0] : undefined;
  return given !== undefined && stringValueOf(program, given) !== undefined;
}

/** What is called by another name than its own, or by one that is calculated. */
const checkHiddenNames: Check = (program, tell) => {
  const { language } = program;
  for (const node of nodesOf(program, program.family.calls)) {
    const call = callOf(program, node);
    const callee = call?.callee ?? '';
    const given = call?.args.map(([first]) => first) ?? [];
    if (language === 'python' && callee === 'getattr') {
      const [of, name] = given;
      const isOfModule =
        of !== undefined && /^(?:os|sys|posix|builtins|__builtins__|subprocess)$/.test(textOf(program, of));
      if (isOfModule && name !== undefined && stringValueOf(program, name) === undefined)
        tell('program/loads-code', node, `\`${quote(program, node)}\` takes what a calculated name says.`);
    }
    if (language === 'java' && /^\w{1,100}\.exec$/.test(callee)) {
      const name = callee.slice(0, -'.exec'.length);
      if (new RegExp(`\\bRuntime\\s+${name}\\b`).test(program.text))
        tell('program/starts-processes', node, `It calls \`${callee}\`.`);
    }
    const isScript = language === 'javascript' || language === 'typescript';
    if (
      isScript &&
      callee.endsWith('.constructor') &&
      given[0] !== undefined &&
      stringValueOf(program, given[0]) !== undefined
    )
      tell('program/loads-code', node, `\`${quote(program, node)}\` makes a function of a text.`);
    const isFromNetwork =
      language === 'php' &&
      /^(?:file_get_contents|fopen|file|readfile|copy)$/.test(callee) &&
      given[0] !== undefined;
    if (isFromNetwork && /^(?:https?|ftps?|tcp|udp):\/\//.test(stringValueOf(program, given[0]!) ?? ''))
      tell('program/opens-network', node, `\`${quote(program, node)}\` asks a server.`);
  }
  for (const node of program.byKind.get('PreprocArg') ?? []) {
    const name = /^\s*(v?fork|system|popen|exec(?:l|le|lp|v|ve|vp|vpe)|syscall)\s*(?:\(.*)?$/.exec(
      textOf(program, node),
    )?.[1];
    if (name !== undefined) tell('program/starts-processes', node, `Another name stands for \`${name}\`.`);
  }
  for (const node of program.byKind.get('ForeignModItem') ?? [])
    tell('program/machine-code', node, 'It calls what is not of Rust.');
};

/** What of Python's modules is called by another name, by that name: `import os as o`. */
function aliasesOf(program: Program): ReadonlyMap<string, string> {
  if (program.language !== 'python') return new Map();
  return new Map(
    (program.byKind.get('ImportStatement') ?? []).flatMap((node) =>
      [...textOf(program, node).matchAll(/\b([\w.]{1,100}) as (\w{1,100})/g)].map(
        ([, module, alias]) => [alias!, module!] as const,
      ),
    ),
  );
}

const checkArrays: Check = (program, tell) => {
  for (const node of nodesOf(program, new Set(['Declaration']))) {
    for (const array of node.children.filter(({ kind }) => kind === 'ArrayDeclarator')) {
      const bytes = bytesOf(program, node, array);
      if (bytes !== undefined && bytes >= HUGE) {
        tell(
          'program/huge-allocation',
          array,
          `\`${quote(program, array)}\` has ${Math.round(bytes / 1024 ** 3)} GiB.`,
        );
      }
    }
  }
};

/** Bytes of an array of C whose sizes are constants and whose elements are numbers; undefined for others. */
export function bytesOf(program: Program, declaration: SyntaxNode, array: SyntaxNode): number | undefined {
  const type = childOf(declaration, 'PrimitiveType', 'SizedTypeSpecifier');
  const size = type === undefined ? undefined : SIZES[textOf(program, type).split(/\s+/).at(-1)!];
  if (size === undefined) return undefined;
  let elements = 1;
  for (const part of within(array, ({ kind }) => kind !== 'ArrayDeclarator')) {
    if (part.kind !== 'ArrayDeclarator') continue;
    const length = part.children[part.children.findIndex(({ kind }) => kind === '[') + 1];
    const value = length === undefined ? undefined : constantOf(program, length);
    if (value === undefined) return undefined;
    elements *= value;
  }
  return elements * size;
}

/** What a program brings, by name. */
function importsOf(program: Program): readonly { name: string; node: SyntaxNode }[] {
  const found = (kind: string) => program.byKind.get(kind) ?? [];
  switch (program.language) {
    case 'c':
    case 'cpp':
      return found('PreprocDirective').flatMap((node) => {
        const file = childOf(node, 'SystemLibString', 'String');
        return file === undefined ? [] : [{ name: textOf(program, file).slice(1, -1), node: file }];
      });
    case 'python':
      return [
        ...found('ImportStatement').flatMap((node) => namesOfImport(program, node)),
        ...found('CallExpression').flatMap((node) => {
          const call = callOf(program, node);
          const given = call?.callee === '__import__' ? call.args[0]?.[0] : undefined;
          const name = given === undefined ? undefined : stringValueOf(program, given);
          return name === undefined ? [] : [{ name, node }];
        }),
        ...found('MemberExpression')
          .map((node) => ({ name: textOf(program, node), node }))
          .filter(({ name }) => name.startsWith('os.environ')),
      ];
    case 'java':
      return found('ImportDeclaration').flatMap((node) => {
        const name = childOf(node, 'ScopedIdentifier');
        return name === undefined ? [] : [{ name: textOf(program, name), node: name }];
      });
    case 'javascript':
    case 'typescript': {
      const declared = found('ImportDeclaration').flatMap((node) => childOf(node, 'String') ?? []);
      const required = [...found('CallExpression')].flatMap((node) => {
        const call = callOf(program, node);
        return /(?:^|\.)require$/.test(call?.callee ?? '') ? (call?.args[0] ?? []) : [];
      });
      const imported = found('DynamicImport').flatMap((node) => childOf(node, 'String') ?? []);
      const members = found('MemberExpression').map((node) => ({ name: textOf(program, node), node }));
      const strings = [...declared, ...required, ...imported].map((node) => ({
        name: stringValueOf(program, node) ?? '',
        node,
      }));
      return [...strings, ...members];
    }
    case 'go':
      return found('ImportSpec').flatMap((node) => {
        const name = childOf(node, 'String');
        return name === undefined ? [] : [{ name: textOf(program, name).slice(1, -1), node: name }];
      });
    case 'rust':
      return found('UseDeclaration').map((node) => ({
        name: textOf(program, node).replace(/^use\s+|;$/g, ''),
        node,
      }));
    default:
      return [];
  }
}

/** Of Python: `import a.b, c` and `from a import b`, each as `a.b`. */
function namesOfImport(program: Program, node: SyntaxNode): { name: string; node: SyntaxNode }[] {
  const text = textOf(program, node).replace(/[()\\\n]/g, ' ');
  const from = /^from\s+(?<module>[\w.]+)\s+import\s+(?<names>.*)$/s.exec(text)?.groups;
  const names = (from?.['names'] ?? text.replace(/^import\s/, ''))
    .split(',')
    .map((part) => part.trim().split(/\s/)[0]!);
  return names.map((name) => ({ name: from === undefined ? name : `${from['module']}.${name}`, node }));
}
