import type { Language } from '../language.ts';
import { layOutByName, startBeside } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

const extensions = ['pl', 'pm'];

const toolchain: Toolchain = {
  name: 'perl',
  programs: ['perl'],
  imageHomes: [],
  debianPackages: ['perl'],
  look: { for: 'programs', version: ['-e', 'printf "%vd", $^V'] },
};

export const language: Language = {
  id: 'perl',
  name: 'Perl',
  extensions,
  seldom: true,
  comment: '#',
  alike: {
    code: 'prolog',
    says: /^\s*(?:%|:-|\[\w+(?:\s*,\s*\w+)*\]\s*\.|[a-z]\w*(?:\([^()]*\))?\s*(?::-|-->|\.\s))/,
  },
  judge0: { id: 85, title: 'Perl', sourceFile: 'script.pl', run: 'perl script.pl' },
  toolchain,
  versions: 'made for 5.28; run on 5.36',
  manual: { file: 'any name, `.pl`', how: 'Perl 5; `use` finds modules beside it' },
  editor: { starter: SOURCES.perl['starter.pl'], grammar: 'perl', indent: '    ' },
  known: { source: SOURCES.perl['examination.pl'], burnSteps: 300_000 },
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  // `BEGIN` and `use`.
  runsToCompile: true,
  check: (layout) => `${pickTool(toolchain, 'perl')}
said=$("$t" -c -Iprog 'prog/${layout.entry}' 2>&1 >/dev/null) && exit 0
printf '%s\\n' "$said"
exit 1`,
  unreadable:
    /^(?:Execution of \S+ (?:aborted due to|had)(?: too many)? compilation errors|\S+ had (?:too many errors|compilation errors)|BEGIN failed--compilation aborted|Can't find string terminator|Missing right curly|Unmatched right)/m,
  run: (layout) => `${pickTool(toolchain, 'perl')}
cmd=("$t" -I "$PWD/prog" "$PWD"/'prog/${layout.entry}')${startBeside(layout)}`,
  runtimeMemoryKiB: 8 * 1024,
  startWallMs: 500,
  runtimeProcesses: 0,
  artefactKiB: 0,
  outOfMemory: /^Out of memory/m,
};
