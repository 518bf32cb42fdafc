import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';
import { findModules } from './find-modules.ts';
import { FORK_SERVER, READER } from './fork-server.ts';
import { functions } from './functions.ts';
import { showsPython2 } from './shows-python2.ts';

const extensions = ['py', 'py3'];

const toolchain: Toolchain = {
  name: 'python',
  programs: ['python3'],
  alsoCalled: { python: 'python3' },
  imageHomes: ['python-3.8.1'],
  debianPackages: ['python3'],
  look: {
    for: 'programs',
    version: ['--version'],
    home: ['-I', '-c', 'import sys; print(sys.base_prefix); print(sys.executable)'],
  },
};

const run: Language['run'] = (layout) => `${pickTool(toolchain, 'python3')}
vars+=(PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8)
cmd=("$t" "$PWD"/'prog/${layout.entry}')`;

export const language: Language = {
  id: 'python',
  name: 'Python',
  extensions,
  packageCodes: ['python3', 'pypy3'],
  scriptsCall: 'python3',
  comment: '#',
  alike: { code: 'python2', says: /^#!.*python2/, shows: showsPython2 },
  judge0: { id: 71, title: 'Python', sourceFile: 'script.py', run: 'python3 script.py' },
  toolchain,
  versions: 'made for 3.8; run on 3.8 to 3.13',
  manual: { file: 'any name, `.py`', how: 'CPython 3' },
  editor: { starter: SOURCES.python['starter.py'], grammar: 'python', indent: '    ' },
  known: { source: SOURCES.python['examination.py'], burnSteps: 300_000, probeRank: 2 },
  functions,
  modulesOf: findModules,
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  run,
  check: (layout) => `${pickTool(toolchain, 'python3')}
"$t" -I -S -W ignore -c '${READER}read_program(sys.argv[1])
' "$PWD"/'prog/${layout.entry}'
[[ $? -ne 98 ]]`,
  unreadable: /^File "[^"\n]*", line \d+\n(?:.*\n)*(?:SyntaxError|IndentationError|TabError): /,
  /** With several files there is none: it would import one that is called like a module of the library into itself. */
  forkServer: (layout) =>
    layout.files.length > 1
      ? undefined
      : {
          files: [{ name: 'assize-fork-server.py', content: FORK_SERVER }],
          run: `${run(layout, 0)}
cmd=("$t" "$PWD/prog/assize-fork-server.py" "$PWD"/'prog/${layout.entry}')`,
        },
  runtimeMemoryKiB: 16 * 1024,
  startWallMs: 500,
  runtimeProcesses: 0,
  artefactKiB: 0,
  outOfMemory: /^MemoryError/m,
};
