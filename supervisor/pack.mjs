// Writes core/grading/supervisors.ts, the module that carries the two ELFs into every process and Lambda bundle.
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const folder = new URL('.', import.meta.url);
const carry = (architecture) => {
  const elf = readFileSync(new URL(`assize-supervisor-${architecture}`, folder));
  return `  ${architecture}: unpack(\n    '${deflateRawSync(elf, { level: 9 }).toString('base64')}',\n  ),\n`;
};

writeFileSync(
  new URL('../core/grading/supervisors.ts', folder),
  `// Written by supervisor/pack.mjs from supervisor/assize-supervisor-*: do not edit.
import { inflateSync } from 'fflate';

/** Processor architectures that hosts may have, as \`uname -m\` says them. */
export type Architecture = 'x86_64' | 'aarch64';

function unpack(deflated: string): () => Uint8Array {
  let elf: Uint8Array | undefined;
  return () => (elf ??= inflateSync(Buffer.from(deflated, 'base64')));
}

/** The static supervisor ELF for each architecture (source: supervisor/src). */
export const SUPERVISORS: Readonly<Record<Architecture, () => Uint8Array>> = {
${carry('x86_64')}${carry('aarch64')}};
`,
);
