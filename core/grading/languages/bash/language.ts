import type { Language } from '../language.ts';
import { layOutByName, startBeside } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['sh', 'bash'];

const toolchain: Toolchain = {
  name: 'bash',
  programs: ['bash'],
  imageHomes: ['bash-5.0'],
  debianPackages: ['bash'],
  look: { for: 'programs', version: ['--version'] },
};

export const language: Language = {
  id: 'bash',
  name: 'Bash',
  extensions,
  seldom: true,
  comment: '#',
  judge0: { id: 46, title: 'Bash', sourceFile: 'script.sh', run: 'bash script.sh' },
  toolchain,
  versions: 'made for 5.0; run on 5.2',
  manual: { file: 'any name, `.sh`', how: "bash, with the system's usual programs" },
  editor: { starter: SOURCES.bash['starter.sh'], grammar: 'bash', indent: '  ' },
  known: { source: SOURCES.bash['examination.sh'], burnSteps: 20_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  check: (layout) => `${pickTool(toolchain, 'bash')}
"$t" -n 'prog/${layout.entry}'`,
  unreadable: /^\S+\.sh: line \d+: (?:syntax error|unexpected EOF)/,
  run: (layout) => `${pickTool(toolchain, 'bash')}
cmd=("$t" "$PWD"/'prog/${layout.entry}')${startBeside(layout)}`,
  runtimeMemoryKiB: 8 * 1024,
  startWallMs: 500,
  runtimeProcesses: 8,
  artefactKiB: 0,
  outOfMemory: /: xrealloc: cannot allocate|: xmalloc: cannot allocate|fork: Cannot allocate memory/,
};
