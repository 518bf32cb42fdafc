import type { Language } from '../language.ts';
import { layOutByName, pickTool } from '../layout.ts';

export const NODE_PATHS = ['/usr/local/node-12.14.0/bin/node', '/usr/local/bin/node', '/usr/bin/node'];

/** Bash that leaves the command to run a script in `cmd`. V8 guards its heap itself; its stack is 16 MB. */
export function runWithNode(script: string, heapKiB: number): string {
  return `${pickTool(NODE_PATHS, 'node')}
cmd=("$t" --max-old-space-size=${Math.max(16, Math.floor(heapKiB / 1024))} --stack-size=16000 "$PWD"/'prog/${script}')`;
}

/**
 * Bash that says why Node cannot read a script. Where checking fails for another reason the run will tell.
 */
function checkWithNode(script: string): string {
  return `${pickTool(NODE_PATHS, 'node')}
said=$("$t" --check 'prog/${script}' 2>&1) && exit 0
[[ $said == *SyntaxError:* ]] || exit 0
printf '%s\\n' "\${said%%$'\\n'    at *}"
exit 1`;
}

export const nodeRuntime = {
  runtimeMemoryKiB: 96 * 1024,
  startWallMs: 1500,
  runtimeProcesses: 16,
  outOfMemory: /JavaScript heap out of memory|Array buffer allocation failed|Invalid array buffer length/,
} as const;

export const javascript: Language = {
  ...nodeRuntime,
  id: 'javascript',
  name: 'JavaScript',
  judge0Id: 63,
  judge0Name: 'JavaScript (Node.js 12.14.0)',
  extensions: ['js', 'mjs', 'cjs'],
  toolchain: { commands: ['node'], debianPackage: 'nodejs' },
  layOut: (source, entryPoint) => layOutByName(source, ['js', 'mjs', 'cjs'], entryPoint),
  check: (layout) => checkWithNode(layout.entry),
  unreadable:
    /^\S+\.[cm]?js:\d+\n(?:.*\n)*?SyntaxError: .*\n {4}at (?:wrapSafe|internalCompileFunction|Module\._compile|compileSourceTextModule) /,
  run: (layout, heapKiB) => runWithNode(layout.entry, heapKiB),
  artefactKiB: 0,
  versions: 'made for Node.js 12.14 (Judge0 1.13.1); run on 24, the function driver on 12.14.0 too',
};
