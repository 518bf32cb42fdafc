import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, readdir, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the local judge host can compile and run with. */
export type ToolchainName =
  | 'node'
  | 'typescript'
  | 'bash'
  | 'gcc'
  | 'g++'
  | 'clang'
  | 'clang++'
  | 'java'
  | 'python'
  | 'go'
  | 'rust'
  | 'perl'
  | 'ruby'
  | 'php';

/**
 * A toolchain that was found. `home` is what it needs and a sandbox must show where it is not part of the system: a
 * directory tree, or (Node) the program alone. `commands` are its programs by the names that judge scripts call.
 */
export type Toolchain = {
  name: ToolchainName;
  version: string;
  home: string;
  commands: Record<string, string>;
};

/** A toolchain that is not there, and the line that installs it on Debian or Ubuntu. */
export type MissingToolchain = { name: ToolchainName; languages: string; install: string };

export type Toolchains = { found: Toolchain[]; missing: MissingToolchain[] };

type Probe = {
  name: ToolchainName;
  languages: string;
  install: string;
  /** Programs that must all be there; the first one is asked for its version. */
  programs: string[];
  versionArguments: string[];
  /** Where a program's own answer is needed to know its home; else that is two directories up. */
  ask?: (program: string) => Promise<Omit<Toolchain, 'name'>>;
};

/** Is this a part of the system that every sandbox shows? */
export const isSystemPath = (path: string): boolean =>
  /^\/(usr|bin|lib|lib32|lib64|libx32|sbin)(\/|$)/.test(path) && !path.startsWith('/usr/local/');

/**
 * May a sandbox show this directory to participants' programs? Not when it is somebody's home, holds one, or is the
 * place in a home where programs of all kinds keep their data: a toolchain there would bring secrets with it.
 */
export function maySandboxShow(home: string, userHome = homedir()): boolean {
  const parts = home.split('/').filter(Boolean);
  const isShallow = parts.length < 2 || (parts.length === 2 && parts[0] === 'home');
  const holdsHome = userHome === home || userHome.startsWith(`${home}/`);
  return home.startsWith('/') && !isShallow && !holdsHome && !parts.includes('.local');
}

/**
 * The directories in which programs are looked for: the system's own first, so that a version manager's shim in
 * somebody's home (which no sandbox can show cheaply) is a last resort.
 */
function searchPath(environment: NodeJS.ProcessEnv): string[] {
  const system = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/go/bin', '/usr/lib/go/bin'];
  return [
    ...new Set([...system, ...(environment['PATH'] ?? '').split(':').filter((d) => d.startsWith('/'))]),
  ];
}

async function findProgram(name: string, directories: string[]): Promise<string | undefined> {
  for (const directory of directories) {
    const path = join(directory, name);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

const firstVersion = (text: string): string => /\d+(\.\d+)+/.exec(text)?.[0] ?? 'unknown version';

async function askProgram(program: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await run(program, args, { timeout: 20_000 });
  return stdout + stderr;
}

/** A Python may be a shim: it is asked where it really lives. */
async function askPython(program: string): Promise<Omit<Toolchain, 'name'>> {
  const question = 'import sys; print(sys.executable); print(sys.base_prefix); print(sys.version.split()[0])';
  const [executable = '', prefix = '', version = ''] = (
    await askProgram(program, ['-I', '-c', question])
  ).split('\n');
  const real = await realpath(executable);
  return { version, home: prefix, commands: { python3: real, python: real } };
}

/** rustup's `rustc` is a proxy that needs the user's home; the toolchain behind it does not. */
async function askRust(program: string): Promise<Omit<Toolchain, 'name'>> {
  const home = (await askProgram(program, ['--print', 'sysroot'])).trim();
  const version = firstVersion(await askProgram(program, ['--version']));
  return { version, home, commands: { rustc: join(home, 'bin', 'rustc') } };
}

async function askJava(program: string): Promise<Omit<Toolchain, 'name'>> {
  const home = dirname(dirname(await realpath(program)));
  const version = firstVersion(await askProgram(program, ['-version']));
  return { version, home, commands: { javac: join(home, 'bin', 'javac'), java: join(home, 'bin', 'java') } };
}

async function askGo(program: string): Promise<Omit<Toolchain, 'name'>> {
  const home = (await askProgram(program, ['env', 'GOROOT'])).trim();
  return {
    version: firstVersion(await askProgram(program, ['version'])),
    home,
    commands: { go: join(home, 'bin', 'go') },
  };
}

const PROBES: Probe[] = [
  {
    name: 'bash',
    languages: 'Bash, and every multi-file program',
    install: 'apt-get install bash',
    programs: ['bash'],
    versionArguments: ['--version'],
  },
  {
    name: 'gcc',
    languages: 'C',
    install: 'apt-get install gcc libc6-dev',
    programs: ['gcc'],
    versionArguments: ['-dumpfullversion'],
  },
  {
    name: 'g++',
    languages: 'C++',
    install: 'apt-get install g++',
    programs: ['g++'],
    versionArguments: ['-dumpfullversion'],
  },
  {
    name: 'clang',
    languages: 'C (Clang)',
    install: 'apt-get install clang',
    programs: ['clang'],
    versionArguments: ['--version'],
  },
  {
    name: 'clang++',
    languages: 'C++ (Clang)',
    install: 'apt-get install clang',
    programs: ['clang++'],
    versionArguments: ['--version'],
  },
  {
    name: 'java',
    languages: 'Java',
    install: 'apt-get install default-jdk-headless',
    programs: ['javac', 'java'],
    versionArguments: ['-version'],
    ask: askJava,
  },
  {
    name: 'python',
    languages: 'Python',
    install: 'apt-get install python3',
    programs: ['python3'],
    versionArguments: ['--version'],
    ask: askPython,
  },
  {
    name: 'go',
    languages: 'Go',
    install: 'apt-get install golang-go',
    programs: ['go'],
    versionArguments: ['version'],
    ask: askGo,
  },
  {
    name: 'rust',
    languages: 'Rust',
    install: 'apt-get install rustc',
    programs: ['rustc'],
    versionArguments: ['--version'],
    ask: askRust,
  },
  {
    name: 'perl',
    languages: 'Perl',
    install: 'apt-get install perl',
    programs: ['perl'],
    versionArguments: ['-e', 'printf "%vd", $^V'],
  },
  {
    name: 'ruby',
    languages: 'Ruby',
    install: 'apt-get install ruby',
    programs: ['ruby'],
    versionArguments: ['--version'],
  },
  {
    name: 'php',
    languages: 'PHP',
    install: 'apt-get install php-cli',
    programs: ['php'],
    versionArguments: ['--version'],
  },
];

async function tryProbe(probe: Probe, directories: string[]): Promise<Toolchain | undefined> {
  try {
    const programs: Record<string, string> = {};
    for (const name of probe.programs) {
      const path = await findProgram(name, directories);
      if (path === undefined) return undefined;
      programs[name] = path;
    }
    const first = programs[probe.programs[0] ?? ''] ?? '';
    const toolchain = probe.ask
      ? await probe.ask(first)
      : {
          version: firstVersion(await askProgram(first, probe.versionArguments)),
          home: dirname(dirname(first)),
          commands: programs,
        };
    const isSystem = Object.values(toolchain.commands).every(isSystemPath) || toolchain.home === '/usr/local';
    return isSystem || maySandboxShow(toolchain.home) ? { name: probe.name, ...toolchain } : undefined;
  } catch {
    // It is there and does not run (a shim without a version behind it, a broken installation): as good as absent.
    return undefined;
  }
}

/** The Node that runs this process: JavaScript never depends on what else is installed. */
function ownNode(): Toolchain {
  return {
    name: 'node',
    version: process.versions.node,
    home: process.execPath,
    commands: { node: process.execPath },
  };
}

/** The project's own TypeScript compiler, if the platform's package of it is installed. */
async function ownTypeScript(): Promise<Toolchain | undefined> {
  try {
    const require = createRequire(import.meta.url);
    const packageFile = require.resolve('typescript/package.json');
    const { version } = require(packageFile) as { version: string };
    const modules = dirname(dirname(packageFile));
    const native = (await readdir(join(modules, '@typescript'))).find(
      (n) => n === `typescript-linux-${process.arch}`,
    );
    if (native === undefined) return undefined;
    const home = join(modules, '@typescript', native);
    const tsc = join(home, 'lib', 'tsc');
    return existsSync(tsc) ? { name: 'typescript', version, home, commands: { tsc } } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Look for every toolchain that the local judge host knows, by really running each. Takes well under a second; never
 * throws: what does not run is listed as missing, with the line that installs it.
 */
export async function findToolchains(environment: NodeJS.ProcessEnv = process.env): Promise<Toolchains> {
  const directories = searchPath(environment);
  const results = await Promise.all(PROBES.map((probe) => tryProbe(probe, directories)));
  const typescript = await ownTypeScript();
  const found = [ownNode(), ...(typescript ? [typescript] : []), ...results.filter((t) => t !== undefined)];
  const missing = PROBES.filter((_, i) => results[i] === undefined).map(({ name, languages, install }) => ({
    name,
    languages,
    install,
  }));
  if (!typescript) missing.push({ name: 'typescript', languages: 'TypeScript', install: 'npm install' });
  return { found, missing };
}
