import type { Language, ProgramLayout } from '../language.ts';
import { layOutByName, pickTool } from '../layout.ts';

/**
 * Linked statically where the static libraries are there (asking first would cost each compilation 3 ms): a static
 * program starts in half the time, and it finds the compiler's own C++ library in Judge0's image, where the loader
 * would not. Before glibc 2.34 a static program needs the whole of libpthread, or threads crash.
 */
function compileNative(
  layout: ProgramLayout,
  paths: readonly string[],
  name: string,
  standard: string,
  endings: string[],
) {
  const cpp = name === 'g++';
  const sources = layout.files
    .map((file) => file.name)
    .filter((file) => endings.some((ending) => file.endsWith(`.${ending}`)))
    .map((file) => `'prog/${file}'`);
  return `${pickTool(paths, name)}
compile() { "$t" ${standard} -O2 -s -pipe -fno-use-linker-plugin -Iprog -o prog/main ${sources.join(' ')} "$@" -lm; }
compile -static -Wl,--whole-archive -lpthread -Wl,--no-whole-archive || {
  library=$("$t" -print-file-name=${cpp ? 'libstdc++.a' : 'libc.a'})
  [[ $library != */* ]] && compile
}`;
}

const C_ENDINGS = ['c'];
const CPP_ENDINGS = ['cpp', 'cc', 'cxx', 'c++', 'C'];
const GCC_PATHS = ['/usr/local/gcc-9.2.0/bin/gcc', '/usr/bin/gcc'];
const GXX_PATHS = ['/usr/local/gcc-9.2.0/bin/g++', '/usr/bin/g++'];

const native = {
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 0,
  startWallMs: 0,
  runtimeProcesses: 0,
  artefactKiB: 2600,
  outOfMemory: /std::bad_alloc|std::bad_array_new_length|[Cc]annot allocate memory/,
} as const;

export const c: Language = {
  ...native,
  id: 'c',
  name: 'C',
  judge0Id: 50,
  judge0Name: 'C (GCC 9.2.0)',
  extensions: C_ENDINGS,
  toolchain: { commands: ['gcc'], debianPackage: 'gcc' },
  layOut: (source, entryPoint) => layOutByName(source, C_ENDINGS, entryPoint),
  compile: (layout) => compileNative(layout, GCC_PATHS, 'gcc', '-std=gnu11', C_ENDINGS),
  versions: 'made for gcc 9.2 (Judge0 1.13.1); run on gcc 12.2',
};

export const cpp: Language = {
  ...native,
  id: 'cpp',
  name: 'C++',
  judge0Id: 54,
  judge0Name: 'C++ (GCC 9.2.0)',
  extensions: CPP_ENDINGS,
  toolchain: { commands: ['g++'], debianPackage: 'g++' },
  layOut: (source, entryPoint) => layOutByName(source, CPP_ENDINGS, entryPoint),
  compile: (layout) => compileNative(layout, GXX_PATHS, 'g++', '-std=gnu++17', CPP_ENDINGS),
  versions: 'made for g++ 9.2 (Judge0 1.13.1), C++17; run on g++ 12.2',
};
