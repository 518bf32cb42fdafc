import type { Language, ProgramLayout } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool } from '../toolchain.ts';
import { functions } from './functions.ts';
import { node, nodeRuntime, runWithNode } from './node.ts';

const extensions = ['js', 'mjs', 'cjs'];

/**
 * Bash that says why Node cannot read one of the scripts: a module's errors are found here as the main file's are, not when it is
 * imported. Where checking fails for another reason the run will tell.
 */
function checkWithNode({ files, entry }: ProgramLayout): string {
  const scripts = files.map(({ name }) => name).filter((name) => /\.[cm]?js$/.test(name));
  return `${pickTool(node, 'node')}
for script in ${[...new Set([entry, ...scripts])].map((name) => `'prog/${name}'`).join(' ')}; do
  said=$("$t" --check "$script" 2>&1) && continue
  [[ $said == *SyntaxError:* ]] || continue
  printf '%s\\n' "\${said%%$'\\n'    at *}"
  exit 1
done
exit 0`;
}

export const language: Language = {
  ...nodeRuntime,
  id: 'javascript',
  name: 'JavaScript',
  extensions,
  comment: '//',
  judge0: { id: 63, title: 'JavaScript (Node.js)', sourceFile: 'script.js', run: 'node script.js' },
  toolchain: node,
  versions: 'made for Node.js 12.14; run on 12.14 and 24',
  manual: { file: 'any name, `.js`', how: "Node; read `require('fs').readFileSync(0, 'utf8')`" },
  editor: { starter: SOURCES.javascript['starter.js'], grammar: 'javascript', indent: '  ' },
  known: { source: SOURCES.javascript['examination.js'], burnSteps: 4_000_000, probeRank: 1 },
  functions,
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  check: checkWithNode,
  unreadable:
    /^\S+\.[cm]?js:\d+\n(?:.*\n)*?SyntaxError: .*\n {4}at (?:wrapSafe|internalCompileFunction|Module\._compile|compileSourceTextModule) /,
  run: (layout, heapKiB) => runWithNode(layout.entry, heapKiB),
  artefactKiB: 0,
};
