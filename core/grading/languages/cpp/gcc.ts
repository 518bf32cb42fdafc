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

/** What decides of what a header becomes, too: one that was compiled with other options counts for nothing. */
const optionsOf = (standard: string) => `-std=${standard} -O2 -s -pipe -fno-use-linker-plugin`;

/**
 * GNU's linker clears a table of 4,051 entries for each object that it looks at: a fifth of its time, a twentieth of a batch's.
 * Their size decides of the order of some relocations, so it is the same with and without a head start. Other linkers do not
 * know the option: GNU's own is asked for by name, which is beside its assembler wherever gcc is.
 */
const LINKER = '-fuse-ld=bfd -Wl,--hash-size=127';

/**
 * Bash that precompiles headers into the working directory. gcc takes one for its header only where it is the first thing
 * in a program, was made by the very same compiler with the same options, and no macro of the program says otherwise;
 * else it reads the header itself.
 */
export function precompileHeaders(
  toolchain: Toolchain,
  standard: string,
  headers: readonly string[],
): string {
  return `${pickTool(toolchain, toolchain.name)}
for header in ${headers.join(' ')}; do
  mkdir -p "$(dirname "$header")"
  echo "#include <$header>" >only
  "$t" ${optionsOf(standard)} -x c++-header -o "$header.gch" only || exit
done
rm only`;
}

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
  headStart?: string,
): string {
  const sources = layout.files
    .map((file) => file.name)
    .filter((file) => extensions.some((extension) => file.endsWith(`.${extension}`)))
    .map((file) => `'prog/${file}'`);
  return `${pickTool(toolchain, toolchain.name)}
compile() { "$t" ${optionsOf(standard)} -Iprog${headStart === undefined ? '' : ` -I${headStart}`} ${LINKER} -o prog/main ${sources.join(' ')} "$@" -lm; }
compile -static -Wl,--whole-archive -lpthread -Wl,--no-whole-archive || {
  library=$("$t" -print-file-name=${library})
  [[ $library != */* ]] && compile
}`;
}
