import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['rs'];

const toolchain: Toolchain = {
  name: 'rust',
  programs: ['rustc'],
  imageHomes: ['rust-1.40.0'],
  debianPackages: ['rustc'],
  // rustup's rustc is a proxy that needs the user's home; the toolchain behind it does not.
  look: { for: 'programs', version: ['--version'], home: ['--print', 'sysroot'] },
};

export const language: Language = {
  id: 'rust',
  name: 'Rust',
  extensions,
  comment: '//',
  judge0: {
    id: 73,
    title: 'Rust',
    sourceFile: 'main.rs',
    compile: 'rustc %s main.rs',
    run: './main',
  },
  toolchain,
  alsoNeeds: ['gcc'],
  versions: 'made for 1.40; run on 1.95',
  manual: { file: '`fn main`', how: 'compiled once' },
  editor: { starter: SOURCES.rust['starter.rs'], grammar: 'rust', indent: '    ' },
  known: { source: SOURCES.rust['examination.rs'], burnSteps: 20_000_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  compile: (layout) => `${pickTool(toolchain, 'rustc')}
"$t" --edition 2018 -O -C link-arg=-s --cap-lints allow -o prog/main 'prog/${layout.entry}'`,
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 0,
  startWallMs: 0,
  runtimeProcesses: 0,
  artefactKiB: 1024,
  outOfMemory: /memory allocation of \d+ bytes failed/,
};
