import type { Toolchain, ToolchainName, Toolchains } from './toolchains.ts';

/** A language as Judge0's API shows it. `%s` in `compile_cmd` stands for the submission's compiler options. */
export type Language = {
  id: number;
  name: string;
  is_archived: boolean;
  source_file: string | null;
  compile_cmd: string | null;
  run_cmd: string | null;
};

/** The id of "Multi-file program": a zip with `run`, and perhaps `compile`, at its root. */
export const MULTI_FILE_LANGUAGE_ID = 89;

type Row = {
  id: number;
  title: string;
  needs: ToolchainName[];
  source: string;
  compile?: string;
  run: string;
};

/** Where the image keeps the compiler's library; bash names the command, and so this, when a program crashes. */
const GCC_LIBRARIES = 'LD_LIBRARY_PATH=/usr/local/gcc-9.2.0/lib64';

/**
 * Judge0 1.13.1's languages that this host can offer: its ids, its file names, and the commands by the names under
 * which the sandbox shows the machine's own toolchains. Old and new compilers of one language are the same compiler here.
 */
const ROWS: Row[] = [
  { id: 43, title: 'Plain Text', needs: [], source: 'text.txt', run: '/bin/cat text.txt' },
  { id: 44, title: 'Executable', needs: [], source: 'a.out', run: '/bin/chmod +x a.out && ./a.out' },
  { id: 46, title: 'Bash', needs: ['bash'], source: 'script.sh', run: '/bin/bash script.sh' },
  { id: 48, title: 'C (GCC)', needs: ['gcc'], source: 'main.c', compile: 'gcc %s main.c', run: './a.out' },
  { id: 49, title: 'C (GCC)', needs: ['gcc'], source: 'main.c', compile: 'gcc %s main.c', run: './a.out' },
  { id: 50, title: 'C (GCC)', needs: ['gcc'], source: 'main.c', compile: 'gcc %s main.c', run: './a.out' },
  {
    id: 52,
    title: 'C++ (GCC)',
    needs: ['g++'],
    source: 'main.cpp',
    compile: 'g++ %s main.cpp',
    run: `${GCC_LIBRARIES} ./a.out`,
  },
  {
    id: 53,
    title: 'C++ (GCC)',
    needs: ['g++'],
    source: 'main.cpp',
    compile: 'g++ %s main.cpp',
    run: `${GCC_LIBRARIES} ./a.out`,
  },
  {
    id: 54,
    title: 'C++ (GCC)',
    needs: ['g++'],
    source: 'main.cpp',
    compile: 'g++ %s main.cpp',
    run: `${GCC_LIBRARIES} ./a.out`,
  },
  {
    id: 60,
    title: 'Go',
    needs: ['go'],
    source: 'main.go',
    compile: 'GOCACHE="$HOME/.cache/go-build" GO111MODULE=off go build %s main.go',
    run: './main',
  },
  {
    id: 62,
    title: 'Java (OpenJDK)',
    needs: ['java'],
    source: 'Main.java',
    compile: 'javac %s Main.java',
    run: 'java Main',
  },
  { id: 63, title: 'JavaScript (Node.js)', needs: ['node'], source: 'script.js', run: 'node script.js' },
  { id: 68, title: 'PHP', needs: ['php'], source: 'script.php', run: 'php script.php' },
  { id: 71, title: 'Python', needs: ['python'], source: 'script.py', run: 'python3 script.py' },
  { id: 72, title: 'Ruby', needs: ['ruby'], source: 'script.rb', run: 'ruby script.rb' },
  {
    id: 73,
    title: 'Rust',
    needs: ['rust', 'gcc'],
    source: 'main.rs',
    compile: 'rustc %s main.rs',
    run: './main',
  },
  {
    id: 74,
    title: 'TypeScript',
    needs: ['typescript', 'node'],
    source: 'script.ts',
    compile: 'tsc %s --ignoreConfig script.ts',
    run: 'node script.js',
  },
  {
    id: 75,
    title: 'C (Clang)',
    needs: ['clang'],
    source: 'main.c',
    compile: 'clang %s main.c',
    run: './a.out',
  },
  {
    id: 76,
    title: 'C++ (Clang)',
    needs: ['clang++'],
    source: 'main.cpp',
    compile: 'clang++ %s main.cpp',
    run: './a.out',
  },
  { id: 85, title: 'Perl', needs: ['perl'], source: 'script.pl', run: 'perl script.pl' },
];

/** "C++ (GCC)" and 12.2.0 are "C++ (GCC 12.2.0)"; "Python" and 3.11.2 are "Python (3.11.2)", as in Judge0's lists. */
function nameWithVersion(title: string, toolchain: Toolchain | undefined): string {
  if (!toolchain) return title;
  return title.endsWith(')')
    ? `${title.slice(0, -1)} ${toolchain.version})`
    : `${title} (${toolchain.version})`;
}

/** The languages that the found toolchains allow, by ascending name as Judge0 lists them. Multi-file programs always. */
export function listLanguages(toolchains: Toolchains): Language[] {
  const have = new Map(toolchains.found.map((t) => [t.name, t]));
  const languages: Language[] = ROWS.filter((row) => row.needs.every((name) => have.has(name))).map(
    (row) => ({
      id: row.id,
      name: nameWithVersion(row.title, row.needs[0] ? have.get(row.needs[0]) : undefined),
      is_archived: false,
      source_file: row.source,
      compile_cmd: row.compile ?? null,
      run_cmd: row.run,
    }),
  );
  languages.push({
    id: MULTI_FILE_LANGUAGE_ID,
    name: 'Multi-file program',
    is_archived: false,
    source_file: null,
    compile_cmd: null,
    run_cmd: null,
  });
  return languages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
}
