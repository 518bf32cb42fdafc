import type { Language } from '../language.ts';
import { layOutByName, pickTool } from '../layout.ts';

const startNative = {
  run: () => 'cmd=("$PWD/prog/main")',
  startWallMs: 0,
} as const;

export const go: Language = {
  ...startNative,
  id: 'go',
  name: 'Go',
  judge0Id: 60,
  judge0Name: 'Go (1.13.5)',
  extensions: ['go'],
  toolchain: { commands: ['go'], debianPackage: 'golang-go' },
  layOut: (source, entryPoint) => layOutByName(source, ['go'], entryPoint),
  /** Without cgo no C compiler, and no flag of a participant's, has a part in it. */
  compile: (layout) => `${pickTool(['/usr/local/go-1.13.5/bin/go', '/usr/bin/go'], 'go')}
export CGO_ENABLED=0 GO111MODULE=off GOCACHE="\${TMPDIR:-/tmp}/go-cache" GOPATH="\${TMPDIR:-/tmp}/go" HOME="\${TMPDIR:-/tmp}" GOFLAGS= GOTOOLCHAIN=local
"$t" build -ldflags '-s -w' -o prog/main ${layout.files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.go'))
    .map((name) => `'prog/${name}'`)
    .join(' ')}`,
  runtimeMemoryKiB: 16 * 1024,
  runtimeProcesses: 24,
  artefactKiB: 4096,
  outOfMemory: /runtime: out of memory|cannot allocate memory/,
  versions: 'made for Go 1.13 (Judge0 1.13.1); run on 1.19',
};

export const rust: Language = {
  ...startNative,
  id: 'rust',
  name: 'Rust',
  judge0Id: 73,
  judge0Name: 'Rust (1.40.0)',
  extensions: ['rs'],
  toolchain: { commands: ['rustc'], debianPackage: 'rustc' },
  layOut: (source, entryPoint) => layOutByName(source, ['rs'], entryPoint),
  compile: (layout) => `${pickTool(['/usr/local/rust-1.40.0/bin/rustc', '/usr/bin/rustc'], 'rustc')}
"$t" --edition 2018 -O -C link-arg=-s --cap-lints allow -o prog/main 'prog/${layout.entry}'`,
  runtimeMemoryKiB: 0,
  runtimeProcesses: 0,
  artefactKiB: 1024,
  outOfMemory: /memory allocation of \d+ bytes failed/,
  versions: 'made for Rust 1.40 (Judge0 1.13.1), edition 2018; run on 1.95',
};
