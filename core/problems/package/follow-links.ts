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

/** Links on the way from a path to what it means, as Linux allows. */
const MOST_HOPS = 40;
/** A longer target is no path. */
const LONGEST_TARGET = 4096;

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

  const resolve = (from: string): string => {
    let done = from.split('/').slice(0, -1);
    let waiting = targetOf(from).split('/').reverse();
    for (let hops = 1; ; ) {
      const segment = waiting.pop();
      if (segment === undefined) return done.join('/');
      if (segment === '' || segment === '.') continue;
      if (segment === '..') {
        if (done.pop() === undefined) throw outside(targetOf(from));
        continue;
      }
      const path = [...done, segment].join('/');
      if (entries.get(path)?.kind !== 'symlink') {
        done = [...done, segment];
        continue;
      }
      hops += 1;
      if (hops > MOST_HOPS) throw circle();
      waiting = [...waiting, ...targetOf(path).split('/').reverse()];
    }
  };

  const targetOf = (path: string): string => {
    const file = entries.get(path);
    const target =
      file === undefined || file.bytes > LONGEST_TARGET
        ? ''
        : new TextDecoder().decode(file.read()).normalize('NFC');
    if (target === '') throw nowhere(target);
    if (target.startsWith('/') || /^[a-zA-Z]:/.test(target)) throw outside(target);
    return target;
  };

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
      const inside = below(paths, target);
      if (inside.length === 0) throw nowhere(targetOf(file.path));
      const open = [...links, file.path];
      if (target === '' || open.some((link) => link.startsWith(`${target}/`))) throw circle();
      for (const each of inside) {
        const entry = entries.get(each);
        if (entry !== undefined) take(entry, path + each.slice(target.length), open);
        if (looks > most) return;
      }
    } catch (error) {
      broken.set(file.path, error instanceof BrokenLink ? error : unreadable(error));
    }
  };

  for (const path of paths) {
    const file = entries.get(path);
    if (file !== undefined) take(file, path, []);
    if (looks > most) break;
  }
  return { files: followed, broken, tooMany: looks > most };
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
const unreadable = (error: unknown) =>
  new BrokenLink(
    'unreadable',
    `This link cannot be read from the package: ${messageOf(error)} Pack it again.`,
  );

function show(target: string): string {
  return JSON.stringify(target.length > 100 ? `${target.slice(0, 100)}...` : target);
}
