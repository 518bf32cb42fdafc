import type { Language } from '../language.ts';
import { layOutByName, startBeside } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['php'];

const toolchain: Toolchain = {
  name: 'php',
  programs: ['php'],
  imageHomes: ['php-7.4.1'],
  debianPackages: ['php-cli'],
  etc: 'php',
  look: { for: 'programs', version: ['--version'], home: 'behind-links' },
};

/** What is wrong goes to standard error once, as words. */
const TOLD = '-d display_errors=stderr -d log_errors=0 -d html_errors=0';

/** The memory limit is ours: the interpreter's own would be another, and tell a crash. */
export const language: Language = {
  id: 'php',
  name: 'PHP',
  extensions,
  seldom: true,
  comment: '//',
  judge0: { id: 68, title: 'PHP', sourceFile: 'script.php', run: 'php script.php' },
  toolchain,
  versions: 'made for 7.4; run on 8.2',
  manual: { file: 'any name, `.php`', how: 'PHP; read `STDIN`, or `php://stdin`' },
  editor: { starter: SOURCES.php['starter.php'], grammar: 'php', indent: '    ' },
  known: { source: SOURCES.php['examination.php'], burnSteps: 1_000_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  check: (layout) => `${pickTool(toolchain, 'php')}
"$t" ${TOLD} -l 'prog/${layout.entry}' 2>&1 >/dev/null`,
  unreadable: /^(?:PHP )?Parse error: .* in \S+\.php on line \d+/,
  run: (layout) => `${pickTool(toolchain, 'php')}
cmd=("$t" ${TOLD} -d memory_limit=-1 "$PWD"/'prog/${layout.entry}')${startBeside(layout)}`,
  runtimeMemoryKiB: 32 * 1024,
  startWallMs: 1000,
  runtimeProcesses: 4,
  artefactKiB: 0,
  outOfMemory: /^(?:PHP )?Fatal error: .*(?:Out of memory|Allowed memory size)/m,
};
