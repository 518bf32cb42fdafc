import { Zip, ZipDeflate, type ZipInputFile, ZipPassThrough } from 'fflate';
import type { CompileLimits } from './call-limits.ts';
import type { BundledInteractor } from './interactive/interactor-program.ts';
import { headStartOf } from './languages/head-start.ts';
import type { Language, ProgramLayout, SourceFile } from './languages/language.ts';
import { type Architecture, SUPERVISORS } from './supervisors.ts';

/** What a machine without the language's toolchain says on stderr, before any program of a participant has run. */
const NO_TOOLCHAIN = 'assize: no toolchain:';

/** The command that a machine said it lacks, where this is what it says first. */
export function findMissingCommand(said: string): string | undefined {
  if (!said.startsWith(NO_TOOLCHAIN)) return undefined;
  return said.slice(NO_TOOLCHAIN.length).trim().split(/\s/, 1)[0];
}

/**
 * The last line of a failed compilation (supervisor/src/compile.c): which limit it passed, or whether its result could
 * have been written on this machine. A full disk, or a file limit below the language's usual artefact, is the host's
 * fault and not the program's.
 */
export const STOPPED = 'assize: stopped: ';
export const ROOM = 'assize: room';
export const NO_ROOM = 'assize: no room:';

/** Said after that where the program had less wall time than planned, since its interactor had taken from it. */
export const CUT = 'assize: less time than planned';

/** What is said first where a problem's interactor does not compile: the participant's program has not been looked at. */
export const NO_INTERACTOR = 'assize: interactor:';

/** How much of a compiler's words is passed on. More of them than a host can answer with would hide the verdict. */
const COMPILER_OUTPUT_BYTES = 32 * 1024;

/** Bash that all scripts of ours begin with: `pick` finds a program, `vars` is what programs find in their environment. */
export const PRELUDE = `pick() {
  local name=$1 p; shift
  for p; do [ -x "$p" ] && { t=$p; return; }; done
  t=$(type -P "$name") || { echo '${NO_TOOLCHAIN}' "$name" >&2; exit 127; }
}
export PATH=\${PATH:-/usr/local/bin:/usr/bin:/bin}
vars=(PATH="$PATH" LC_ALL=C.UTF-8 HOME="\${TMPDIR:-/tmp}" \${TMPDIR:+TMPDIR="$TMPDIR"})
`;

/** What goes into a bundle beside the program. */
export interface BundleOptions {
  readonly language: Language;
  readonly layout: ProgramLayout;
  /** Sources that are looked at beside the one that starts, where an interpreter is asked whether it can read them. */
  readonly loaded?: readonly string[];
  readonly memoryKiB: number;
  readonly compileLimits: CompileLimits;
  /** Whether the host has something ready for this language's compiler; its examination says so. */
  readonly headStart?: boolean;
  /** Which supervisors to ship; the host's when it is known, all when it is not. */
  readonly architectures?: readonly Architecture[];
  /** More files at the bundle's root, for validators. */
  readonly extraFiles?: Readonly<Record<string, Uint8Array>>;
  /** More files for prog/ and other bash than the language's own to find the command. */
  readonly driver?: { readonly files: readonly SourceFile[]; readonly run: string };
  /** Bash between the language's `run` and the supervisor; may change `cmd`. */
  readonly beforeRun?: string;
  /** What the program talks with. */
  readonly interactor?: BundledInteractor;
}

const utf8 = new TextEncoder();
/** Below this, starting to compress takes longer than sending what it would save. */
const WORTH_COMPRESSING_BYTES = 16 * 1024;

/** A zip file under construction. Info-ZIP, which Judge0 uses, sets modes only from unix attributes. */
class Bundle {
  private readonly chunks: Uint8Array[] = [];
  private readonly zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    this.chunks.push(chunk);
  });

  add(name: string, content: string | Uint8Array, mode: number): void {
    const bytes = typeof content === 'string' ? utf8.encode(content) : content;
    const file =
      bytes.length < WORTH_COMPRESSING_BYTES ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    this.zip.add(Object.assign(file, attributes(mode)));
    file.push(bytes, true);
  }

  /** Adds the supervisor as it was compressed when it was built: doing so again would take longer than all the rest. */
  addSupervisor(architecture: Architecture): void {
    const { size, crc, deflated } = SUPERVISORS[architecture];
    const file: ZipInputFile = {
      filename: `assize-supervisor-${architecture}`,
      compression: 8,
      size,
      crc,
      ...attributes(0o755),
    };
    this.zip.add(file);
    file.ondata?.(null, deflated(), true);
  }

  finish(): Uint8Array {
    this.zip.end();
    return Buffer.concat(this.chunks);
  }
}

/** A regular file with these permission bits; dated so that equal bundles have equal bytes. */
const attributes = (mode: number) => ({
  os: 3,
  attrs: (0o100000 | mode) << 16,
  mtime: '1980-01-01T00:00:00',
});

/**
 * Makes the zip for Judge0's multi-file program: `run`, `compile` unless the language is interpreted, supervisors, and
 * prog/ with the program. Release 1.13.1 knows these names only; what is to come after it prefers `run.sh` and
 * `compile.sh` and still takes these, so nothing at the root is called so. A participant's files are all below prog/.
 * `run` ends in `exec`: the supervisor must be the sandbox's only process.
 */
export function makeBundle(options: BundleOptions): Uint8Array {
  const { language, layout, driver, interactor, extraFiles = {} } = options;
  const isChecked =
    driver === undefined && (interactor === undefined || language.runsToCompile === undefined);
  const compile = compileWith(options) ?? (isChecked ? checkSources(options) : undefined);
  const bundle = new Bundle();
  bundle.add('run', makeRunScript(options), 0o755);
  if (compile !== undefined || interactor !== undefined)
    bundle.add('compile', makeCompileScript(compile ?? 'true', options), 0o755);
  for (const { name, content } of [...layout.files, ...(driver?.files ?? [])])
    bundle.add(`prog/${name}`, content, 0o644);
  for (const { name, content } of interactor?.files ?? []) bundle.add(`interactor/${name}`, content, 0o600);
  for (const [name, content] of Object.entries(extraFiles)) bundle.add(name, content, 0o644);
  for (const architecture of options.architectures ?? (Object.keys(SUPERVISORS) as Architecture[]))
    bundle.addSupervisor(architecture);
  return bundle.finish();
}

/**
 * Bash that compiles; undefined for interpreted languages. With a head start it is tried first, unheard: whoever is told
 * that a program does not compile is told so by the compiler alone.
 */
function compileWith({ language, layout, headStart }: BundleOptions): string | undefined {
  const plain = language.compile?.(layout);
  if (plain === undefined || headStart !== true || language.headStart === undefined) return plain;
  return `(
${language.compile?.(layout, headStartOf(language.id))}
) >/dev/null 2>&1 && exit
${plain}`;
}

/** Bash that says which of the sources the interpreter cannot read. */
function checkSources({ language, layout, loaded = [] }: BundleOptions): string | undefined {
  const [first, ...others] = [layout, ...loaded.map((entry) => ({ ...layout, entry }))].flatMap(
    (each) => language.check?.(each) ?? [],
  );
  if (first === undefined || others.length === 0) return first;
  return [first, ...others].map((check) => `(\n${check}\n) || exit`).join('\n');
}

const FIND_SUPERVISOR = `supervisor=./assize-supervisor-$HOSTTYPE
[[ -x $supervisor ]] || chmod +x "$supervisor"`;

/**
 * Becomes the supervisor, which starts it once more to compile within limits. Where no supervisor starts nothing is
 * compiled: the run will find the same, and its answer tells what to do.
 */
function makeCompileScript(compile: string, { language, compileLimits, interactor }: BundleOptions): string {
  const times = interactor === undefined ? undefined : '$cpu $wall';
  const command = `"$supervisor" --compile ${numbersOf(compileLimits, language.artefactKiB, times)} /bin/bash "$0" inside`;
  const watched = interactor !== undefined || language.runsToCompile === true;
  return `if [[ -z $1 ]]; then
  ${FIND_SUPERVISOR.replace('\n', '\n  ')}
  ${interactor === undefined ? '' : compileInteractorFirst(interactor, compileLimits)}
  shopt -s execfail
  ${watched ? watchOver(command, interactor === undefined ? undefined : compileLimits.wallMs) : `exec ${command}`}
  exit 0
fi
${PRELUDE}${interactor === undefined ? '' : insideInteractor(interactor)}${compile}
`;
}

/**
 * Bash that has a command find all that is not the program's as it was, or fail. What runs under the command has the uid
 * of its watcher, and can change files and end processes: so the watcher has been told all before, and neither it nor the
 * supervisor, which leaves nothing of the command alive, can be traced or written into. A file's ctime nobody can set.
 */
const watchOver = (command: string, plannedWallMs = 0): string => `[[ -x $supervisor ]] || exit 0
  { cp /bin/bash assize-watcher && chmod 0111 assize-watcher "$supervisor"; } 2>/dev/null || { echo '${NO_ROOM} for what watches over compiling'; exit 1; }
  exec ./assize-watcher -c 'supervisor=$1 cpu=$2 wall=$3
    shopt -s nullglob globstar
    list() { stat -c "%n %d %i %s %a %z" run assize-* interactor* interactor/**; echo *.sh; }
    before=$(list)
    ${command} || { code=$?; ((wall >= ${plannedWallMs})) || echo "${CUT}"; exit $code; }
    [[ $(list) == "$before" ]] || { echo "${CHANGED}"; exit 1; }' "$0" "$supervisor" "$cpu" "$wall"`;

const CHANGED = 'Compiling this program changed files that do not belong to it.';

/** The interactor's own call of the script; what its compiler leaves behind goes with it. */
const insideInteractor = ({ compile }: BundledInteractor): string => `if [[ $1 == interactor ]]; then
cd interactor || exit
export TMPDIR=$PWD/tmp
mkdir tmp || exit
trap 'rm -rf "$TMPDIR"' EXIT
${compile}
exit
fi
`;

/** The supervisor's arguments. @param times bash in the place of both times */
function numbersOf(
  { cpuMs, wallMs, memoryKiB }: CompileLimits,
  artefactKiB: number,
  times = `${cpuMs} ${wallMs}`,
): string {
  return [times, memoryKiB, COMPILER_OUTPUT_BYTES, artefactKiB].join(' ');
}

/**
 * Before anything of the participant's is looked at, so that no source can include a file of the interactor's. Leaves in
 * `cpu` and `wall` what the program may take to compile: one call has one budget for both, and where not even half is left
 * of what a program may take, that is the host's fault and not the program's.
 */
function compileInteractorFirst(
  { compileLimits, budget, artefactKiB }: BundledInteractor,
  { cpuMs, wallMs }: CompileLimits,
): string {
  return `TIMEFORMAT='%3R %3U %3S'
  said=$({ time "$supervisor" --compile ${numbersOf(compileLimits, artefactKiB)} /bin/bash "$0" interactor; } 2>&1)
  code=$? spent=\${said##*$'\\n'}
  said=\${said%"$spent"}
  if ((code != 0)); then
    [[ $said == *$'\\nassize: '* ]] || exit 0
    [[ $said == '${NO_TOOLCHAIN}'* ]] || echo '${NO_INTERACTOR}'
    printf '%s' "$said"
    exit 1
  fi
  took=(\${spent//[.,]/})
  ((cpu = ${budget.cpuMs} - 10#\${took[1]} - 10#\${took[2]}, cpu = cpu < ${cpuMs} ? cpu : ${cpuMs}))
  ((wall = ${budget.wallMs} - 10#\${took[0]}, wall = wall < ${wallMs} ? wall : ${wallMs}))
  ((2 * cpu >= ${cpuMs} && 2 * wall >= ${wallMs})) || { echo "${NO_ROOM} for compiling a program after its interactor, which took \${spent%% *} s"; exit 1; }`;
}

function makeRunScript({
  language,
  layout,
  memoryKiB,
  beforeRun,
  driver,
  interactor,
}: BundleOptions): string {
  return `${PRELUDE}${interactor === undefined ? '' : findInteractor(interactor)}${driver?.run ?? language.run(layout, memoryKiB)}
${beforeRun ?? ''}
${FIND_SUPERVISOR}
exec "$supervisor" ${interactor === undefined ? '' : `"\${interactor[@]}" `}"\${vars[@]}" "\${cmd[@]}"
`;
}

/** Leaves what the supervisor is told of the interactor in `interactor`. What its language adds to `vars` both get. */
function findInteractor({ run }: BundledInteractor): string {
  return `cd interactor || exit
path=\${vars[0]}
${run}
vars[0]=$path
interactor=(--interact \${#cmd[@]} "\${cmd[@]}")
cd ..
`;
}
