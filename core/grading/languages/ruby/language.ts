import type { Language } from '../language.ts';
import { layOutByName, startBeside } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['rb'];

const toolchain: Toolchain = {
  name: 'ruby',
  programs: ['ruby'],
  imageHomes: ['ruby-2.7.0'],
  debianPackages: ['ruby'],
  look: { for: 'programs', version: ['--version'], home: 'behind-links' },
};

export const language: Language = {
  id: 'ruby',
  name: 'Ruby',
  extensions,
  seldom: true,
  comment: '#',
  judge0: { id: 72, title: 'Ruby', sourceFile: 'script.rb', run: 'ruby script.rb' },
  toolchain,
  versions: 'made for 2.7; run on 3.1',
  manual: { file: 'any name, `.rb`', how: 'CRuby' },
  editor: { starter: SOURCES.ruby['starter.rb'], grammar: 'ruby', indent: '  ' },
  known: { source: SOURCES.ruby['examination.rb'], burnSteps: 300_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  check: (layout) => `${pickTool(toolchain, 'ruby')}
"$t" -W0 -c 'prog/${layout.entry}' >/dev/null`,
  unreadable:
    /^\S+\.rb:(?: \S+\.rb:)?\d+: (?:syntax errors?|unterminated|unexpected|numeric literal|invalid|embedded)/,
  run: (layout) => `${pickTool(toolchain, 'ruby')}
cmd=("$t" "$PWD"/'prog/${layout.entry}')${startBeside(layout)}`,
  runtimeMemoryKiB: 32 * 1024,
  startWallMs: 1000,
  runtimeProcesses: 4,
  artefactKiB: 0,
  outOfMemory: /failed to allocate memory \(NoMemoryError\)/,
};
