import type { Language, ProgramLayout, ProgramSource } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['sql'];

const toolchain: Toolchain = {
  name: 'sqlite3',
  programs: ['sqlite3'],
  imageHomes: [],
  debianPackages: ['sqlite3'],
  look: { for: 'programs', version: ['--version'] },
};

/** Each file is read, the main one last. */
function layOutScripts(source: ProgramSource, entryPoint?: string): ProgramLayout {
  const { files, entry } = layOutByName(source, extensions, entryPoint);
  const last = files.filter(({ name }) => name === entry);
  return { files: [...files.filter(({ name }) => name !== entry), ...last], entry };
}

/**
 * A test case's input is SQL that makes the tables, in a database of its own; then the participant's statements run, and
 * the first that fails ends it.
 */
export const language: Language = {
  id: 'sql',
  name: 'SQL',
  extensions,
  seldom: true,
  queries: {
    writeWords(line) {
      const [word = '', ...numbers] = line.trim().split(/\s+/);
      const [a = 0, b = 0] = numbers.map(Number);
      return `CREATE TABLE input(word TEXT, a INTEGER, b INTEGER);\nINSERT INTO input VALUES ('${word}', ${a}, ${b});\n`;
    },
  },
  comment: '--',
  judge0: {
    id: 82,
    title: 'SQL (SQLite)',
    sourceFile: 'script.sql',
    run: 'cat script.sql | sqlite3 db.sqlite',
  },
  toolchain,
  versions: 'made for SQLite 3.27; run on 3.40',
  manual: {
    file: 'any name, `.sql`',
    how: 'SQLite; the tables are there, print what is asked with `SELECT`',
  },
  editor: { starter: SOURCES.sql['starter.sql'], grammar: 'sql', indent: '  ' },
  known: { source: SOURCES.sql['examination.sql'], burnSteps: 100_000 },
  layOut: layOutScripts,
  run: (layout) => `${pickTool(toolchain, 'sqlite3')}
cmd=("$t" -batch -bail :memory: '.read /dev/stdin'${layout.files
    .filter(({ name }) => name.endsWith('.sql'))
    .map(({ name }) => ` ".read '$PWD/prog/${name}'"`)
    .join('')})`,
  runtimeMemoryKiB: 8 * 1024,
  startWallMs: 500,
  runtimeProcesses: 0,
  artefactKiB: 0,
  outOfMemory: /^(?:Runtime error|Error).*out of memory/m,
};
