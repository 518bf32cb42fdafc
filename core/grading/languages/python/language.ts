import type { Language } from '../language.ts';
import { layOutByName, pickTool } from '../layout.ts';
import { PYTHON_CHECK, PYTHON_FORK_SERVER } from './fork-server.ts';

const PATHS = ['/usr/local/python-3.8.1/bin/python3', '/usr/bin/python3'];

export const python: Language = {
  id: 'python',
  name: 'Python',
  judge0Id: 71,
  judge0Name: 'Python (3.8.1)',
  extensions: ['py'],
  toolchain: { commands: ['python3'], debianPackage: 'python3' },
  layOut: (source, entryPoint) => layOutByName(source, ['py'], entryPoint),
  run: (layout) => `${pickTool(PATHS, 'python3')}
vars+=(PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8)
cmd=("$t" "$PWD"/'prog/${layout.entry}')`,
  check: (layout) => `${pickTool(PATHS, 'python3')}
"$t" -I -S -W ignore -c '${PYTHON_CHECK}' "$PWD"/'prog/${layout.entry}'
[[ $? -ne 98 ]]`,
  unreadable: /^File "[^"\n]*", line \d+\n(?:.*\n)*(?:SyntaxError|IndentationError|TabError): /,
  forkServer: (layout) => ({
    files: [{ name: 'assize-fork-server.py', content: PYTHON_FORK_SERVER }],
    run: `${python.run(layout, 0)}
cmd=("$t" "$PWD/prog/assize-fork-server.py" "$PWD"/'prog/${layout.entry}')`,
  }),
  runtimeMemoryKiB: 16 * 1024,
  startWallMs: 500,
  runtimeProcesses: 0,
  artefactKiB: 0,
  outOfMemory: /^MemoryError/m,
  versions: 'made for Python 3.8 (Judge0 1.13.1); run on 3.8 to 3.13',
};
