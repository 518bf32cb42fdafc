import type { Language } from '../language.ts';
import { layOutByStart } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['hs'];

const toolchain: Toolchain = {
  name: 'ghc',
  programs: ['ghc'],
  imageHomes: ['ghc-8.8.1'],
  debianPackages: ['ghc'],
  data: ['/var/lib/ghc'],
  look: { for: 'programs', version: ['--numeric-version'] },
};

/** Whether a file is the module Main, and no other. */
const isProgram = (text: string) => /^main\b/m.test(text) && !/^module\s+(?!Main\b)/m.test(text);

export const language: Language = {
  id: 'haskell',
  name: 'Haskell',
  extensions,
  seldom: true,
  comment: '--',
  judge0: {
    id: 61,
    title: 'Haskell (GHC)',
    sourceFile: 'main.hs',
    compile: 'ghc %s main.hs',
    run: './main',
  },
  toolchain,
  alsoNeeds: ['gcc'],
  versions: 'made for GHC 8.8; run on 9.0',
  manual: { file: 'any name, `.hs`, with `main`', how: 'GHC, `-O2`; `import` finds modules beside it' },
  editor: { starter: SOURCES.haskell['starter.hs'], grammar: 'haskell', indent: '  ' },
  known: { source: SOURCES.haskell['examination.hs'], burnSteps: 20_000_000 },
  layOut: (source, entryPoint) => layOutByStart(source, extensions, entryPoint, isProgram),
  // Template Haskell, annotations, and preprocessors that a pragma names.
  runsToCompile: true,
  compile: (layout) => `${pickTool(toolchain, 'ghc')}
"$t" -O2 -w -v0 -optl-s -iprog -outputdir made -o prog/main 'prog/${layout.entry}' || exit
[[ -x prog/main ]] || { echo '${layout.entry} makes no program: it has another module than Main'; exit 1; }`,
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 8 * 1024,
  startWallMs: 500,
  runtimeProcesses: 8,
  artefactKiB: 2048,
  outOfMemory: /heap exhausted|heap overflow|out of memory/i,
};
