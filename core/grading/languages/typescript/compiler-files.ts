import type { ProgramLayout } from '../language.ts';
import { SOURCES } from '../packed.ts';

const CONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2019',
    module: 'commonjs',
    // BigInt's types: TypeScript 3.7 has them here only, later ones here too.
    lib: ['es2020', 'esnext.bigint'],
    types: [],
    strict: false,
    esModuleInterop: true,
    skipLibCheck: true,
    noEmitOnError: true,
  },
});

/**
 * Beside a program's own files: the compiler's settings, and what it must know of Node, for there are no @types/node on a
 * judge host. The browser's names are left out, so that a program may use `name` or `length` for its own.
 */
const FILES = [
  { name: 'assize-node.d.ts', content: SOURCES.typescript['assize-node.d.ts'] },
  { name: 'tsconfig.json', content: CONFIG },
];

/** A program with what the compiler needs beside it. */
export function addCompilerFiles({ files, entry }: ProgramLayout): ProgramLayout {
  return {
    files: [...files.filter(({ name }) => !FILES.some((own) => own.name === name)), ...FILES],
    entry,
  };
}
