import type { Language } from '../language.ts';
import { layOutByName, startBeside } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['R', 'r'];

const toolchain: Toolchain = {
  name: 'R',
  programs: ['Rscript'],
  imageHomes: ['r-4.0.0'],
  debianPackages: ['r-base-core'],
  etc: 'R',
  look: { for: 'programs', version: ['--version'], home: 'behind-links' },
};

export const language: Language = {
  id: 'r',
  name: 'R',
  extensions,
  seldom: true,
  comment: '#',
  judge0: { id: 80, title: 'R', sourceFile: 'script.r', run: 'Rscript script.r' },
  toolchain,
  versions: 'made for 4.0; run on 4.2',
  manual: { file: 'any name, `.R` or `.r`', how: "Rscript; read `file('stdin')`" },
  editor: { starter: SOURCES.r['starter.R'], grammar: 'r', indent: '  ' },
  known: { source: SOURCES.r['examination.R'], burnSteps: 200_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  check: (layout) => `${pickTool(toolchain, 'Rscript')}
"$t" --vanilla -e 'tryCatch(invisible(parse(commandArgs(TRUE), keep.source = FALSE)), error = function(e) { message(conditionMessage(e)); quit(status = 1) })' 'prog/${layout.entry}'`,
  unreadable: /^Error: unexpected .*\n(?:.*\n)*Execution halted/,
  run: (layout) => `${pickTool(toolchain, 'Rscript')}
cmd=("$t" --vanilla "$PWD"/'prog/${layout.entry}')${startBeside(layout)}`,
  runtimeMemoryKiB: 96 * 1024,
  startWallMs: 2500,
  runtimeProcesses: 8,
  artefactKiB: 0,
  outOfMemory: /cannot allocate (?:vector of size|memory)|memory exhausted/,
};
