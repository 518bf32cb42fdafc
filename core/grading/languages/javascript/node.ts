import type { Language } from '../language.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

export const node: Toolchain = {
  name: 'node',
  programs: ['node'],
  imageHomes: ['node-12.14.0'],
  otherPlaces: ['/usr/local/bin'],
  debianPackages: ['nodejs'],
  look: { for: 'own-node' },
};

/** Bash that leaves the command to run a script in `cmd`. V8 guards its heap itself; its stack is 16 MB. */
export function runWithNode(script: string, heapKiB: number): string {
  return `${pickTool(node, 'node')}
cmd=("$t" --max-old-space-size=${Math.max(16, Math.floor(heapKiB / 1024))} --stack-size=16000 "$PWD"/'prog/${script}')`;
}

/** What every program that Node runs needs. */
export const nodeRuntime = {
  runtimeMemoryKiB: 96 * 1024,
  startWallMs: 1500,
  runtimeProcesses: 16,
  outOfMemory: /JavaScript heap out of memory|Array buffer allocation failed|Invalid array buffer length/,
} as const satisfies Partial<Language>;
