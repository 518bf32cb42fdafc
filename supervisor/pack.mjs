// Writes core/grading/supervisors.ts, the module that carries the two ELFs into every process and Lambda bundle.
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const folder = new URL('.', import.meta.url);

/** CRC-32 as zip files have it. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const carry = (architecture) => {
  const elf = readFileSync(new URL(`assize-supervisor-${architecture}`, folder));
  return `  ${architecture}: {
    size: ${elf.length},
    crc: ${crc32(elf)},
    deflated: decode(
      '${deflateRawSync(elf, { level: 9 }).toString('base64')}',
    ),
  },\n`;
};

writeFileSync(
  new URL('../core/grading/supervisors.ts', folder),
  `// Written by supervisor/pack.mjs from supervisor/assize-supervisor-*: do not edit.

/** Processor architectures that hosts may have, as \`uname -m\` says them. */
export type Architecture = 'x86_64' | 'aarch64';

/** A supervisor ELF as a zip file holds it: compressed once, when it was built. */
export interface PackedSupervisor {
  readonly size: number;
  readonly crc: number;
  /** Raw deflate. */
  deflated(): Uint8Array<ArrayBuffer>;
}

const decode = (base64: string) => () => new Uint8Array(Buffer.from(base64, 'base64'));

/** The static supervisor ELF for each architecture (source: supervisor/src). */
export const SUPERVISORS: Readonly<Record<Architecture, PackedSupervisor>> = {
${carry('x86_64')}${carry('aarch64')}};
`,
);
