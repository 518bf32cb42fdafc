import { compileNative, GCC_HOMES, native } from '../cpp/gcc.ts';
import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import type { Toolchain } from '../toolchain.ts';

const extensions = ['c'];

const toolchain: Toolchain = {
  name: 'gcc',
  programs: ['gcc'],
  imageHomes: GCC_HOMES,
  debianPackages: ['gcc', 'libc6-dev'],
  look: { for: 'programs', version: ['-dumpfullversion'] },
};

/** Without functions: a list in C has no length of its own. */
export const language: Language = {
  ...native,
  id: 'c',
  name: 'C',
  extensions,
  headers: ['h'],
  scriptsCall: 'cc',
  comment: '//',
  judge0: {
    id: 50,
    olderIds: [48, 49],
    title: 'C (GCC)',
    sourceFile: 'main.c',
    compile: 'gcc %s main.c',
    run: './a.out',
  },
  toolchain,
  versions: 'made for gcc 9.2; run on 12.2',
  manual: { file: 'any name, `.c`', how: 'gcc, `-O2`' },
  editor: { starter: SOURCES.c['starter.c'], grammar: 'cpp', indent: '    ' },
  known: { source: SOURCES.c['examination.c'], burnSteps: 20_000_000, probeRank: 3 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  compile: (layout) => compileNative(layout, toolchain, { standard: 'gnu11', library: 'libc.a', extensions }),
};
