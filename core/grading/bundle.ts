import { type Zippable, zipSync } from 'fflate';
import type { Language, ProgramLayout, SourceFile } from './languages/language.ts';
import { type Architecture, SUPERVISORS } from './supervisors.ts';

/** What a machine without the language's toolchain says on stderr, before any program of a participant has run. */
export const NO_TOOLCHAIN = 'assize: no toolchain:';

const PRELUDE = `pick() {
  local name=$1 p; shift
  for p; do [ -x "$p" ] && { t=$p; return; }; done
  t=$(type -P "$name") || { echo '${NO_TOOLCHAIN}' "$name" >&2; exit 127; }
}
export PATH=\${PATH:-/usr/local/bin:/usr/bin:/bin}
vars=(PATH="$PATH" LC_ALL=C.UTF-8 HOME=/tmp)
`;

/** What goes into a bundle beside the program. */
export interface BundleOptions {
  readonly language: Language;
  readonly layout: ProgramLayout;
  readonly memoryKiB: number;
  /** Which supervisors to ship; the host's when it is known, all when it is not. */
  readonly architectures?: readonly Architecture[];
  /** More files at the bundle's root, for validators. */
  readonly extraFiles?: Readonly<Record<string, Uint8Array>>;
  /** More files for prog/ and other bash than the language's own to find the command. */
  readonly driver?: { readonly files: readonly SourceFile[]; readonly run: string };
  /** Bash between the language's `run` and the supervisor; may change `cmd`. */
  readonly beforeRun?: string;
}

const utf8 = new TextEncoder();

/** Regular file with these permission bits, as a zip's unix attributes say it. */
const mode = (bits: number) => ({ os: 3, attrs: (0o100000 | bits) << 16 });

/**
 * Makes the zip for Judge0's multi-file program: run.sh, compile.sh unless the language is interpreted, supervisors,
 * and prog/ with the program. Judge0 prefers these names to `run` and `compile`, so that no file of a participant can
 * take their place. run.sh ends in `exec`: the supervisor must be the sandbox's only process.
 */
export function makeBundle(options: BundleOptions): Uint8Array {
  const { language, layout } = options;
  const compile = language.compile?.(layout);
  const files: Zippable = {
    'run.sh': [utf8.encode(makeRunScript(options)), mode(0o755)],
  };
  if (compile !== undefined) files['compile.sh'] = [utf8.encode(`${PRELUDE}${compile}\n`), mode(0o755)];
  for (const { name, content } of [...layout.files, ...(options.driver?.files ?? [])])
    files[`prog/${name}`] = [typeof content === 'string' ? utf8.encode(content) : content, mode(0o644)];
  for (const architecture of options.architectures ?? (Object.keys(SUPERVISORS) as Architecture[]))
    files[`assize-supervisor-${architecture}`] = [SUPERVISORS[architecture](), mode(0o755)];
  for (const [name, content] of Object.entries(options.extraFiles ?? {}))
    files[name] = [content, mode(0o644)];
  return zipSync(files, { level: 6, mtime: '1980-01-01T00:00:00' });
}

function makeRunScript({ language, layout, memoryKiB, beforeRun, driver }: BundleOptions): string {
  return `${PRELUDE}${driver?.run ?? language.run(layout, memoryKiB)}
${beforeRun ?? ''}
supervisor=./assize-supervisor-$HOSTTYPE
[[ -x $supervisor ]] || chmod +x "$supervisor"
exec env -i "\${vars[@]}" "$supervisor" "\${cmd[@]}"
`;
}
