import { messageOf } from './fault.ts';
import type { PackageFile } from './package-tree.ts';

/** What following a package's links came to. */
export interface FollowedLinks {
  /** Plain files alone: each link is the file that it leads to, or all that the folder holds. */
  readonly files: readonly PackageFile[];
  /** Links that lead nowhere in the package, by path, with a sentence. */
  readonly broken: ReadonlyMap<string, { readonly code: string; readonly message: string }>;
  /** Whether there were more files than `most`; then `files` is not all. */
  readonly tooMany: boolean;
}

/** A link that cannot be followed. */
class BrokenLink {
  readonly code: string;
  readonly message: string;

  constructor(code: string, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** Longest path that is read, in characters; a longer target of a link is no path. */
export const LONGEST_PATH = 500;
/** Links on the way from a path to what it means, as Linux allows. */
const MOST_HOPS = 40;
/** Folders and links on the way of all links of a package: links that lead through links multiply. */
const MOST_STEPS = 500_000;

/**
 * Follows the links of a package, as the formats allow them: to files and folders of the same package. Resolves them
 * by the package's own paths, never by the file system, so that a folder and its zip are read alike. Links out of the
 * package, to nothing, and in circles are told.
 *
 * @param files by path, each once; what the package ignores is left out
 * @param most looks at no more entries than this: links to folders that hold links multiply
 */
export function followLinks(files: readonly PackageFile[], most: number): FollowedLinks {
  const entries = new Map(files.map((file) => [file.path, file]));
  const paths = [...entries.keys()].sort();
  const followed: PackageFile[] = [];
  const broken = new Map<string, BrokenLink>();
  let looks = 0;

  let steps = 0;
  const targets = new Map<string, string>();

  const resolve = (from: string): string => {
    let done = from.slice(0, Math.max(0, from.lastIndexOf('/')));
    const waiting = targetOf(from).split('/').reverse();
    for (let hops = 1; ; ) {
      steps += 1;
      if (steps > MOST_STEPS) throw tooLong();
      const segment = waiting.pop();
      if (segment === undefined) return done;
      if (segment === '' || segment === '.') continue;
      if (segment === '..') {
        if (done === '') throw outside(targetOf(from));
        done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
        continue;
      }
      const path = done === '' ? segment : `${done}/${segment}`;
      if (path.length > LONGEST_PATH) throw nowhere(targetOf(from));
      if (entries.get(path)?.kind !== 'symlink') {
        done = path;
        continue;
      }
      hops += 1;
      if (hops > MOST_HOPS) throw circle();
      waiting.push(...targetOf(path).split('/').reverse());
    }
  };

  const targetOf = (path: string): string => {
    const target = targets.get(path) ?? readTarget(entries.get(path));
    targets.set(path, target);
    if (target === '') throw nowhere(target);
    if (target.startsWith('/') || /^[a-zA-Z]:/.test(target)) throw outside(target);
    return target;
  };

  /** Puts the file, or what the link means, at this path. A broken link is told where it was wanted. */
  const take = (file: PackageFile, path: string, links: readonly string[]): void => {
    looks += 1;
    if (looks > most) return;
    if (file.kind === 'file') {
      followed.push(file.path === path ? file : { ...file, path });
      return;
    }
    try {
      const target = resolve(file.path);
      const plain = entries.get(target);
      if (plain !== undefined) {
        take(plain, path, links);
        return;
      }
      const open = [...links, file.path];
      if (target === '' || open.some((link) => link.startsWith(`${target}/`))) throw circle();
      const inside = below(paths, target);
      if (inside.length === 0) throw nowhere(targetOf(file.path));
      for (const each of inside) {
        const entry = entries.get(each);
        const place = path + each.slice(target.length);
        if (place.length > LONGEST_PATH) throw tooLong();
        if (entry !== undefined) take(entry, place, open);
        if (looks > most) return;
      }
    } catch (error) {
      broken.set(path, error instanceof BrokenLink ? error : unreadable(error));
    }
  };

  for (const path of paths) {
    const file = entries.get(path);
    if (file !== undefined) take(file, path, []);
    if (looks > most) break;
  }
  return { files: followed, broken, tooMany: looks > most };
}

/** Where a link leads, as it stands there; `''` where that is no path. */
function readTarget(file: PackageFile | undefined): string {
  // A letter has up to four bytes.
  if (file === undefined || file.bytes > 4 * LONGEST_PATH) return '';
  const target = new TextDecoder().decode(file.read()).normalize('NFC');
  return target.length > LONGEST_PATH ? '' : target;
}

/** The sorted paths that lie below a folder. */
function below(paths: readonly string[], folder: string): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  let [low, high] = [0, paths.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (paths[end]?.startsWith(prefix)) end += 1;
  return paths.slice(low, end);
}

const outside = (target: string) =>
  new BrokenLink(
    'link-outside',
    `This link leads out of the package, to ${show(target)}; put a copy of the file in its place.`,
  );
const nowhere = (target: string) =>
  new BrokenLink(
    'link-dangling',
    `This link leads to ${show(target)}, which the package does not hold; put a copy of the file in its place.`,
  );
const circle = () =>
  new BrokenLink(
    'link-circle',
    'This link leads back to itself or to a folder that holds it; put a copy of what is meant in its place.',
  );
const tooLong = () =>
  new BrokenLink(
    'link-long',
    `The way of this link is too long (a path of more than ${LONGEST_PATH} characters, or links through too many folders and links); put a copy of what is meant in its place.`,
  );
const unreadable = (error: unknown) =>
  new BrokenLink(
    'unreadable',
    `This link cannot be read from the package: ${messageOf(error)} Pack it again.`,
  );

function show(target: string): string {
  return JSON.stringify(target.length > 100 ? `${target.slice(0, 100)}...` : target);
}
