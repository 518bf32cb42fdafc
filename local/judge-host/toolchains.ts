import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { access, constants, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Home, Look, Toolchain } from '../../core/grading/languages/toolchain.ts';
import { OFFERS } from './languages.ts';

const run = promisify(execFile);

/** Where a toolchain is and which it is. */
type Place = { version: string; home: string; commands: Record<string, string> };

/**
 * A toolchain that was found. `home` is what it needs and a sandbox must show where it is not part of the system: a
 * directory tree, or the program alone. `commands` are its programs by the names that judge scripts call.
 */
export type FoundToolchain = Place & Pick<Toolchain, 'name' | 'imageHomes' | 'etc' | 'data'>;

/** A toolchain that is not there, and the line that installs it on Debian or Ubuntu. */
export type MissingToolchain = { name: string; languages: string; install: string };

export type Toolchains = { found: FoundToolchain[]; missing: MissingToolchain[] };

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
 * Where programs are looked for first, then where the toolchain says, then in the PATH: so a version manager's shim in
 * somebody's home (which no sandbox can show cheaply) is a last resort.
 */
const SYSTEM = ['/usr/local/bin', '/usr/bin', '/bin'];

async function findProgram(name: string, directories: string[]): Promise<string | undefined> {
  for (const directory of directories) {
    const path = join(directory, name);
    const trouble = await access(path, constants.X_OK).catch((error: Error) => error);
    if (trouble === undefined) return path;
  }
  return undefined;
}

const firstVersion = (text: string): string => /\d+(\.\d+)+/.exec(text)?.[0] ?? 'unknown version';

async function askProgram(program: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await run(program, args, { timeout: 20_000 });
  return stdout + stderr;
}

/** The programs of a toolchain on this machine; undefined when one of them is not there. Throws when one does not run. */
async function findPrograms(
  { programs, alsoCalled = {} }: Toolchain,
  { version, home, directories = [] }: Extract<Look, { for: 'programs' }>,
  path: string[],
): Promise<Place | undefined> {
  const searched = [...SYSTEM, ...directories, ...path];
  const paths = await Promise.all(programs.map((name) => findProgram(name, searched)));
  const [first] = paths;
  if (first === undefined || paths.includes(undefined)) return undefined;
  const homeOf = findHome(first, home);
  const asking =
    'nameOf' in version
      ? homeOf.then(async ([root]) => basename(await realpath(join(root, version.nameOf))))
      : askProgram(first, [...version]);
  // Together: an answer that nobody waits for any more would end this process when it fails.
  const [[root, elsewhere], told] = await Promise.all([homeOf, asking]);
  const real = (name: string, index: number) =>
    home === undefined ? (paths[index] as string) : (elsewhere ?? join(root, 'bin', name));
  const commands = Object.fromEntries(programs.map((name, index) => [name, real(name, index)]));
  for (const [alias, name] of Object.entries(alsoCalled)) commands[alias] = commands[name] as string;
  return { version: firstVersion(told), home: root, commands };
}

/** The home of a toolchain by its first program, and where that really is if it said so. */
async function findHome(program: string, home: Home | undefined): Promise<[home: string, program?: string]> {
  if (home === undefined) return [dirname(dirname(program))];
  if (home === 'behind-links') return [dirname(dirname(await realpath(program)))];
  const { stdout } = await run(program, [...home], { timeout: 20_000 });
  const [root = '', executable] = stdout.trim().split('\n');
  return executable === undefined ? [root] : [root, await realpath(executable)];
}

/** The Node that runs this process: what it runs never depends on what else is installed. */
const ownNode = ({ programs }: Toolchain): Place => ({
  version: process.versions.node,
  home: process.execPath,
  commands: Object.fromEntries(programs.map((name) => [name, process.execPath])),
});

/** A tool of one of the project's own packages, if the platform's part of it is installed. */
function findInPackage(
  { programs }: Toolchain,
  { name, program }: Extract<Look, { for: 'own-package' }>,
): Place | undefined {
  const packageFile = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const home = join(dirname(dirname(packageFile)), `@${name}`, `${name}-linux-${process.arch}`);
  const path = join(home, program);
  return existsSync(path) ? { version, home, commands: { [programs[0] ?? name]: path } } : undefined;
}

async function findToolchain(toolchain: Toolchain, path: string[]): Promise<Place | undefined> {
  const { look } = toolchain;
  try {
    if (look.for === 'own-node') return ownNode(toolchain);
    if (look.for === 'own-package') return findInPackage(toolchain, look);
    const found = await findPrograms(toolchain, look, path);
    if (found === undefined) return undefined;
    const isSystem = Object.values(found.commands).every(isSystemPath) || found.home === '/usr/local';
    return isSystem || maySandboxShow(found.home) ? found : undefined;
  } catch {
    // It is there and does not run (a shim without a version behind it, a broken installation): as good as absent.
    return undefined;
  }
}

/**
 * Look for every toolchain that the local judge host knows, by really running each. Takes well under a second; never
 * throws: what does not run is listed as missing, with the line that installs it.
 */
export async function findToolchains(environment: NodeJS.ProcessEnv = process.env): Promise<Toolchains> {
  const path = (environment['PATH'] ?? '').split(':').filter((directory) => directory.startsWith('/'));
  const wanted = OFFERS.flatMap(({ name, toolchain }) =>
    toolchain === undefined ? [] : [{ name, toolchain }],
  );
  const places = await Promise.all(wanted.map(({ toolchain }) => findToolchain(toolchain, path)));
  const toolchains: Toolchains = { found: [], missing: [] };
  for (const [index, { name: languages, toolchain }] of wanted.entries()) {
    const { name, imageHomes, etc, data, debianPackages, look } = toolchain;
    const place = places[index];
    const install =
      look.for === 'own-package' ? 'npm install' : `apt-get install ${debianPackages.join(' ')}`;
    if (place === undefined) toolchains.missing.push({ name, languages, install });
    else
      toolchains.found.push({
        name,
        ...place,
        imageHomes,
        ...(etc === undefined ? {} : { etc }),
        ...(data === undefined ? {} : { data }),
      });
  }
  return toolchains;
}
