import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { callOf, stringValueOf } from '../parts.ts';
import { type Check, nodesOf, type Program, quote, textOf } from '../program.ts';

/** Paths of a machine, as programs write them; a box's own directory is where it works. */
const OUTSIDE =
  /^(?:file:\/\/)?(?:\/(?:proc|etc|sys|dev\/(?!stdin$|stdout$|stderr$|null$|tty$|fd\/[012]$)|root|home|var|usr|opt|boot|run|mnt|box|tmp)(?:\/|$)|(?:\.\.\/)+|~\/)/;

/** What is outside when a call that reads directories is given it, and may be anything elsewhere. */
const DIRECTORY = /^(?:\/|\.\.|~)$/;
const READS_DIRECTORIES =
  /(?:^|\.|::|->|new )(?:readdir(?:Sync)?|opendir(?:Sync)?|listdir|scandir|walk|fwalk|chdir|glob|Path|Paths\.get|Path\.of|File|(?:recursive_)?directory_iterator|ReadDir|read_dir|WalkDir|Chdir)$/;

/** Paths that lead out of where a program works. Only what staff should look at. */
export const checkPaths: Check = (program, tell) => {
  for (const node of nodesOf(program, program.family.strings)) {
    const value = stringValueOf(program, node) ?? beginOf(program, node);
    if (OUTSIDE.test(value) && !isOwnModule(program, node, value))
      tell('program/reaches-outside', node, `\`${quote(program, node)}\` is a place of the machine.`);
  }
  for (const node of nodesOf(program, program.family.calls)) {
    const call = callOf(program, node);
    if (call === undefined || !READS_DIRECTORIES.test(call.callee)) continue;
    const given = call.args[0]?.find((arg) => DIRECTORY.test(stringValueOf(program, arg) ?? ''));
    if (given !== undefined)
      tell('program/reaches-outside', given, `\`${quote(program, node)}\` is a place of the machine.`);
  }
};

/** How a text begins that is calculated further on. */
function beginOf(program: Program, node: SyntaxNode): string {
  return textOf(program, node).replace(/^[a-zA-Z]{0,3}["'`]{1,3}/, '');
}

/** `../lib/graph.js` beside `from`, `import` or `require`, or as a header of C, is another file of the same program; what is further up is not. */
function isOwnModule(program: Program, node: SyntaxNode, path: string): boolean {
  if (!/^\.\.\/(?!(?:\.\.|proc|etc|sys|dev|root|home|var|usr|opt|boot|run|mnt|box|tmp)\/)/.test(path))
    return false;
  const isC = node.parent?.kind === 'PreprocDirective';
  if (isC) return /\.(?:h|hpp|hh|c|cc|cpp)$/.test(path);
  const before = program.text.slice(Math.max(0, node.from - 20), node.from);
  return /\b(?:from|import|require)\s*\(?\s*$/.test(before) && /\/[\w-]+(?:\.(?:[cm]?[jt]sx?))?$/.test(path);
}
