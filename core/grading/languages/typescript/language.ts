import { nodeRuntime, runWithNode } from '../javascript/node.ts';
import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';
import { addCompilerFiles } from './compiler-files.ts';
import { functions } from './functions.ts';

const extensions = ['ts'];

const toolchain: Toolchain = {
  name: 'typescript',
  programs: ['tsc'],
  imageHomes: ['node-12.14.0'],
  otherPlaces: ['/usr/local/bin'],
  debianPackages: ['node-typescript'],
  look: { for: 'own-package', name: 'typescript', program: 'lib/tsc' },
};

export const language: Language = {
  ...nodeRuntime,
  id: 'typescript',
  name: 'TypeScript',
  extensions,
  comment: '//',
  judge0: {
    id: 74,
    title: 'TypeScript',
    sourceFile: 'script.ts',
    compile: 'tsc %s --ignoreConfig script.ts',
    run: 'node script.js',
  },
  toolchain,
  alsoNeeds: ['node'],
  versions: 'made for 3.7; run on 3.7.4 and 7.0',
  manual: { file: 'any name, `.ts`', how: 'compiled, then Node' },
  editor: { starter: SOURCES.typescript['starter.ts'], grammar: 'typescript', indent: '  ' },
  known: { source: SOURCES.typescript['examination.ts'], burnSteps: 4_000_000 },
  functions,
  layOut: (source, entryPoint) => addCompilerFiles(layOutByName(source, extensions, entryPoint)),
  compile: () => `${pickTool(toolchain, 'tsc')}
export PATH="\${t%/*}:$PATH"
"$t" -p prog`,
  run: (layout, heapKiB) => runWithNode(layout.entry.replace(/\.ts$/, '.js'), heapKiB),
  artefactKiB: 512,
};
