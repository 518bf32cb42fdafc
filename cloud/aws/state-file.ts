import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The state of one small service as a JSON file. `save` replaces the file by rename, so a process killed at any
 * instant leaves the old state or the new one, never half of either.
 */
export class StateFile<T> {
  readonly value: T;
  readonly #path: string | undefined;

  /**
   * Reads `path`, or starts from `initial`; without a path it is kept in memory alone. Throws if the file is there but is
   * not JSON.
   */
  constructor(path: string | undefined, initial: T) {
    this.#path = path;
    this.value = { ...initial };
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.value = { ...initial, ...read<T>(path) };
  }

  /** Writes the state as it is now; on return it survives the death of this process. */
  save(): void {
    if (this.#path !== undefined) replaceFile(this.#path, JSON.stringify(this.value));
  }
}

/** Writes a file whole or not at all, and for this user only: keys and parameters are in some of them. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function read<T>(path: string): Partial<T> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<T>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(
      `The local state file ${path} cannot be read: ${String(error)}. Start with --fresh to drop it.`,
    );
  }
}
