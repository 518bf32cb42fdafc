import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['swift'];

const toolchain: Toolchain = {
  name: 'swift',
  programs: ['swiftc'],
  imageHomes: ['swift-5.2.3'],
  debianPackages: ['swiftlang'],
  look: { for: 'programs', version: ['--version'], home: 'behind-links' },
};

/** Of several files `main.swift` has the statements that run, or one has `@main`. */
export const language: Language = {
  id: 'swift',
  name: 'Swift',
  extensions,
  linked: true,
  seldom: true,
  comment: '//',
  judge0: {
    id: 83,
    title: 'Swift',
    sourceFile: 'Main.swift',
    compile: 'swiftc %s Main.swift',
    run: './Main',
  },
  toolchain,
  versions: 'written for 5.2, not run: Debian 12 has none',
  manual: { file: 'any name, `.swift`; of several files `main.swift` starts', how: 'swiftc, `-O`' },
  editor: { starter: SOURCES.swift['starter.swift'], grammar: 'swift', indent: '    ' },
  known: { source: SOURCES.swift['examination.swift'], burnSteps: 20_000_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  compile: (layout) => `${pickTool(toolchain, 'swiftc')}
"$t" -O -suppress-warnings -module-cache-path "$PWD/made" -o prog/main ${layout.files
    .filter(({ name }) => name.endsWith('.swift'))
    .map(({ name }) => `'prog/${name}'`)
    .join(' ')}`,
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 16 * 1024,
  startWallMs: 500,
  runtimeProcesses: 8,
  artefactKiB: 512,
  outOfMemory: null,
};
