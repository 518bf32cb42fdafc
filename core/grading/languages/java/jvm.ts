import type { Language } from '../language.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';

export const java: Toolchain = {
  name: 'java',
  programs: ['javac', 'java'],
  imageHomes: ['openjdk13'],
  debianPackages: ['default-jdk-headless'],
  etc: 'java',
  look: { for: 'programs', version: ['-version'], home: 'behind-links' },
};

/** Bash that leaves in `cmd` the command that starts a class of prog/. `library`: bash of what else is on the class path. */
export function runOnJvm(entry: string, heapKiB: number, library = ''): string {
  return `${pickTool(java, 'java')}
cmd=("$t" -Xmx${Math.max(16 * 1024, heapKiB)}k -Xss64m -XX:+UseSerialGC -XX:-UsePerfData -XX:+DisableAttachMechanism -Xshare:auto -cp "$PWD/prog${library}" '${entry}')`;
}

/** Bash that says why `java` would not start a class, where what its sources say leaves doubt; nothing is run. */
export function checkMainClass(entry: string, library = ''): string {
  return `${pickTool(java, 'java')}
said=$("$t" -Xshare:auto -XX:TieredStopAtLevel=1 --dry-run -cp "prog${library}" '${entry}' 2>&1) || { printf '%s\\n' "$said"; exit 1; }`;
}

/** What every program that the JVM runs needs. */
export const jvmRuntime = {
  runtimeMemoryKiB: 160 * 1024,
  startWallMs: 2500,
  runtimeProcesses: 40,
  artefactKiB: 64,
  outOfMemory: /java\.lang\.OutOfMemoryError|There is insufficient memory for the Java Runtime/,
} as const satisfies Partial<Language>;

/** What compilers that run on the JVM are told. */
export const JVM_COMPILES = '-Xmx300m -Xss8m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData';

/** What a file may be called, and what `java` may be told to start, without quoting being put to the test. */
export const PLAIN_NAME = /^[\w.$]+$/;
