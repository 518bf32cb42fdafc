import type { Language, ProgramLayout } from '../language.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

/** What C and C++ have in common: one compiler, and a program that needs nothing to run. */
export const native = {
  linked: true,
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 0,
  startWallMs: 0,
  runtimeProcesses: 0,
  artefactKiB: 2600,
  outOfMemory: /std::bad_alloc|std::bad_array_new_length|[Cc]annot allocate memory/,
} as const satisfies Partial<Language>;

/** Where Judge0's image has its three versions. */
export const GCC_HOMES = ['gcc-9.2.0', 'gcc-8.3.0', 'gcc-7.4.0'];

/**
 * Linked statically where the static libraries are there (asking first would cost each compilation 3 ms): a static
 * program starts in half the time, and it finds the compiler's own C++ library in Judge0's image, where the loader
 * would not. Before glibc 2.34 a static program needs the whole of libpthread, or threads crash. `library` is what
 * tells that there are static ones.
 */
export function compileNative(
  layout: ProgramLayout,
  toolchain: Toolchain,
  { standard, library, extensions }: { standard: string; library: string; extensions: readonly string[] },
): string {
  const sources = layout.files
    .map((file) => file.name)
    .filter((file) => extensions.some((extension) => file.endsWith(`.${extension}`)))
    .map((file) => `'prog/${file}'`);
  return `${pickTool(toolchain, toolchain.name)}
compile() { "$t" -std=${standard} -O2 -s -pipe -fno-use-linker-plugin -Iprog -o prog/main ${sources.join(' ')} "$@" -lm; }
compile -static -Wl,--whole-archive -lpthread -Wl,--no-whole-archive || {
  library=$("$t" -print-file-name=${library})
  [[ $library != */* ]] && compile
}`;
}
