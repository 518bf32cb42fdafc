import type { Language } from '../language.ts';
import { layOutByName, textOf } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['cs'];

const toolchain: Toolchain = {
  name: 'mono',
  programs: ['mcs', 'mono'],
  imageHomes: ['mono-6.6.0.161'],
  debianPackages: ['mono-mcs', 'libmono-system-core4.0-cil', 'libmono-system-numerics4.0-cil'],
  etc: 'mono',
  look: { for: 'programs', version: ['--version'] },
};

export const language: Language = {
  id: 'csharp',
  name: 'C#',
  extensions,
  linked: true,
  seldom: true,
  comment: '//',
  judge0: {
    id: 51,
    title: 'C# (Mono)',
    sourceFile: 'Main.cs',
    compile: 'mcs %s Main.cs',
    run: 'mono Main.exe',
    fits: ({ files }) => !files.some(({ content }) => /\bNumerics\b/.test(textOf(content))),
  },
  toolchain,
  versions: 'made for Mono 6.6; run on 6.8',
  manual: { file: 'any class with `Main`', how: 'Mono' },
  editor: { starter: SOURCES.csharp['starter.cs'], grammar: 'csharp', indent: '    ' },
  known: { source: SOURCES.csharp['examination.cs'], burnSteps: 20_000_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  compile: (layout) => `${pickTool(toolchain, 'mcs')}
"$t" -optimize+ -warn:0 -r:System.Numerics -out:prog/main.exe ${layout.files
    .filter(({ name }) => name.endsWith('.cs'))
    .map(({ name }) => `'prog/${name}'`)
    .join(' ')}`,
  run: () => `${pickTool(toolchain, 'mono')}
cmd=("$t" "$PWD/prog/main.exe")`,
  runtimeMemoryKiB: 64 * 1024,
  startWallMs: 1500,
  runtimeProcesses: 16,
  artefactKiB: 64,
  outOfMemory:
    /System\.OutOfMemoryException|GC Warning: Out of Memory|Error: Garbage collector could not allocate/,
};
