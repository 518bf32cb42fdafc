import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import type { Toolchain } from '../toolchain.ts';
import { functions } from './functions.ts';
import { compileNative, GCC_HOMES, native, precompileHeaders } from './gcc.ts';

const extensions = ['cpp', 'cc', 'cxx', 'c++', 'C'];

const standard = 'gnu++17';
/** What programs begin with, as far as that takes long to read. */
const HEADERS = ['bits/stdc++.h', 'iostream'];

const toolchain: Toolchain = {
  name: 'g++',
  programs: ['g++'],
  imageHomes: GCC_HOMES,
  debianPackages: ['g++'],
  look: { for: 'programs', version: ['-dumpfullversion'] },
};

export const language: Language = {
  ...native,
  id: 'cpp',
  name: 'C++',
  extensions,
  headers: ['h', 'hh', 'hpp', 'hxx'],
  scriptsCall: 'c++',
  comment: '//',
  alsoTakes: ['c'],
  judge0: {
    id: 54,
    olderIds: [52, 53],
    title: 'C++ (GCC)',
    sourceFile: 'main.cpp',
    compile: 'g++ %s main.cpp',
    // Where the image keeps the compiler's library; bash names the command, and so this, when a program crashes.
    run: 'LD_LIBRARY_PATH=/usr/local/gcc-9.2.0/lib64 ./a.out',
  },
  toolchain,
  versions: 'made for g++ 9.2 (C++17); run on 12.2',
  manual: { file: 'any name, `.cpp`', how: 'g++, C++17, `-O2`' },
  editor: { starter: SOURCES.cpp['starter.cpp'], grammar: 'cpp', indent: '    ' },
  known: { source: SOURCES.cpp['examination.cpp'], burnSteps: 20_000_000 },
  functions,
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  compile: (layout, headStart) =>
    compileNative(layout, toolchain, { standard, library: 'libstdc++.a', extensions }, headStart),
  headStart: {
    make: precompileHeaders(toolchain, standard, HEADERS),
    known: {
      name: 'main.cpp',
      content:
        '#include <bits/stdc++.h>\nint main() { std::map<std::string, int> m; std::cin >> m["a"]; std::cout << m["a"]; }\n',
    },
    artefacts: 'prog/main',
  },
};
