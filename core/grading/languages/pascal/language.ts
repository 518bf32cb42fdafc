import type { Language } from '../language.ts';
import { layOutByStart } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['pas', 'pp', 'p'];

const toolchain: Toolchain = {
  name: 'fpc',
  programs: ['fpc'],
  imageHomes: ['fpc-3.0.4'],
  debianPackages: ['fp-compiler'],
  look: { for: 'programs', version: ['-iV'] },
};

/** Whether a file is a program, and no unit. */
const isProgram = (text: string) =>
  !/^\s*unit\b/i.test(text.replace(/^\uFEFF/, '').replaceAll(/\{[\s\S]*?\}|\(\*[\s\S]*?\*\)|\/\/.*/g, ' '));

/**
 * Its settings say where the units are, and lie in /etc, of which a sandbox may show little: where they are not, the
 * units are looked for beside the compiler itself.
 */
export const language: Language = {
  id: 'pascal',
  name: 'Pascal',
  extensions,
  seldom: true,
  comment: '//',
  judge0: {
    id: 67,
    title: 'Pascal (FPC)',
    sourceFile: 'main.pas',
    compile: 'fpc %s main.pas',
    run: './main',
  },
  toolchain,
  versions: 'made for FPC 3.0; run on 3.2',
  manual: { file: 'any name, `.pas`', how: 'Free Pascal, `-O2`; `uses` finds units beside it' },
  editor: { starter: SOURCES.pascal['starter.pas'], grammar: 'pascal', indent: '  ' },
  known: { source: SOURCES.pascal['examination.pas'], burnSteps: 20_000_000 },
  layOut: (source, entryPoint) => layOutByStart(source, extensions, entryPoint, isProgram),
  compile: (layout) => `${pickTool(toolchain, 'fpc')}
units=()
if ! { read -r < /etc/fpc.cfg; } 2>/dev/null; then
  compiler=$(readlink -f "$("$t" -PB)")
  for folder in "\${compiler%/*}"/units/*-linux/*; do units+=(-Fu"$folder"); done
fi
"$t" -l- -v0e -O2 -XS -Xs "\${units[@]}" -Fuprog -FEprog -omain 'prog/${layout.entry}' || exit
[[ -x prog/main ]] || { echo '${layout.entry} makes no program: it is a unit'; exit 1; }`,
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 0,
  startWallMs: 0,
  runtimeProcesses: 0,
  artefactKiB: 1024,
  outOfMemory: /^Runtime error 203|EOutOfMemory|Out of memory/m,
};
