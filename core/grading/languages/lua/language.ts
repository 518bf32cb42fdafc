import type { Language } from '../language.ts';
import { layOutByName, startBeside } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import type { Toolchain } from '../toolchain.ts';

const extensions = ['lua'];

const toolchain: Toolchain = {
  name: 'lua',
  programs: ['lua5.3', 'luac5.3'],
  imageHomes: ['lua-5.3.5'],
  debianPackages: ['lua5.3'],
  look: { for: 'programs', version: ['-v'] },
};

/** Judge0's image has its programs under other names, and in no bin. */
const pick = (program: 'lua' | 'luac') =>
  `pick ${program}5.3 /usr/local/lua-5.3.5/${program}53 /usr/bin/${program}5.3`;

export const language: Language = {
  id: 'lua',
  name: 'Lua',
  extensions,
  seldom: true,
  comment: '--',
  judge0: {
    id: 64,
    title: 'Lua',
    sourceFile: 'script.lua',
    compile: 'luac5.3 %s script.lua',
    run: 'lua5.3 ./luac.out',
  },
  toolchain,
  versions: 'made for 5.3; run on 5.3',
  manual: { file: 'any name, `.lua`', how: 'Lua 5.3; `require` finds files beside it' },
  editor: { starter: SOURCES.lua['starter.lua'], grammar: 'lua', indent: '  ' },
  known: { source: SOURCES.lua['examination.lua'], burnSteps: 2_000_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  check: (layout) => `${pick('luac')}
"$t" -p 'prog/${layout.entry}'`,
  run: (layout) => `${pick('lua')}
vars+=(LUA_PATH="$PWD/prog/?.lua;;")
cmd=("$t" "$PWD"/'prog/${layout.entry}')${startBeside(layout)}`,
  runtimeMemoryKiB: 4 * 1024,
  startWallMs: 500,
  runtimeProcesses: 0,
  artefactKiB: 0,
  outOfMemory: /: not enough memory$/m,
};
