import { nodeRuntime, runWithNode } from '../javascript/language.ts';
import type { Language } from '../language.ts';
import { layOutByName, pickTool } from '../layout.ts';

/**
 * What the compiler must know of Node: there are no @types/node on a judge host. The browser's names are left out, so
 * that a program may use `name` or `length` for its own.
 */
const AMBIENT = `declare var require: any, module: any, exports: any, process: any, Buffer: any, console: any, global: any;
declare var __dirname: string, __filename: string, performance: any;
declare function setTimeout(...args: any[]): any;
declare function clearTimeout(...args: any[]): any;
declare function setInterval(...args: any[]): any;
declare function clearInterval(...args: any[]): any;
declare function setImmediate(...args: any[]): any;
declare module '*';
`;

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

export const typescript: Language = {
  ...nodeRuntime,
  id: 'typescript',
  name: 'TypeScript',
  judge0Id: 74,
  judge0Name: 'TypeScript (3.7.4)',
  extensions: ['ts'],
  toolchain: { commands: ['tsc', 'node'], debianPackage: 'node-typescript' },
  layOut: (source, entryPoint) => {
    const layout = layOutByName(source, ['ts'], entryPoint);
    const ours = [
      { name: 'assize-node.d.ts', content: AMBIENT },
      { name: 'tsconfig.json', content: CONFIG },
    ];
    return {
      files: [...layout.files.filter(({ name }) => !ours.some((own) => own.name === name)), ...ours],
      entry: layout.entry,
    };
  },
  compile:
    () => `${pickTool(['/usr/local/node-12.14.0/bin/tsc', '/usr/local/bin/tsc', '/usr/bin/tsc'], 'tsc')}
export PATH="\${t%/*}:$PATH"
"$t" -p prog`,
  run: (layout, heapKiB) => runWithNode(layout.entry.replace(/\.ts$/, '.js'), heapKiB),
  artefactKiB: 512,
  versions:
    'made for TypeScript 3.7 on Node.js 12.14 (Judge0 1.13.1); run on 3.7.4 with Node.js 12.14 and on 7.0 with 24',
};
