import type { Language } from '../language.ts';
import { layOutByName } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';
import { functions } from './functions.ts';

const extensions = ['go'];

const toolchain: Toolchain = {
  name: 'go',
  programs: ['go'],
  imageHomes: ['go-1.13.5'],
  debianPackages: ['golang-go'],
  look: {
    for: 'programs',
    version: ['version'],
    home: ['env', 'GOROOT'],
    directories: ['/usr/local/go/bin', '/usr/lib/go/bin'],
  },
};

export const language: Language = {
  id: 'go',
  name: 'Go',
  extensions,
  comment: '//',
  linked: true,
  toolFiles: ['go.mod'],
  judge0: {
    id: 60,
    title: 'Go',
    sourceFile: 'main.go',
    compile: 'GOCACHE="$HOME/.cache/go-build" GO111MODULE=off go build %s main.go',
    run: './main',
  },
  toolchain,
  versions: 'made for 1.13; run on 1.19',
  manual: { file: '`package main`', how: 'compiled once' },
  editor: { starter: SOURCES.go['starter.go'], grammar: 'go', indent: '\t' },
  known: { source: SOURCES.go['examination.go'], burnSteps: 20_000_000 },
  functions,
  layOut: (source, entryPoint) => layOutByName(source, extensions, entryPoint),
  /** Without cgo no C compiler, and no flag of a participant's, has a part in it. */
  compile: (layout) => `${pickTool(toolchain, 'go')}
export CGO_ENABLED=0 GO111MODULE=off GOCACHE="\${TMPDIR:-/tmp}/go-cache" GOPATH="\${TMPDIR:-/tmp}/go" HOME="\${TMPDIR:-/tmp}" GOFLAGS= GOTOOLCHAIN=local
"$t" build -ldflags '-s -w' -o prog/main ${layout.files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.go'))
    .map((name) => `'prog/${name}'`)
    .join(' ')}`,
  run: () => 'cmd=("$PWD/prog/main")',
  runtimeMemoryKiB: 16 * 1024,
  startWallMs: 0,
  runtimeProcesses: 24,
  artefactKiB: 4096,
  outOfMemory: /runtime: out of memory|cannot allocate memory/,
};
