import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-start.ts';

/**
 * This checkout once more, so that something can be changed in it.
 * @param only top-level folders to take; all when absent
 */
export function copyCheckout(to: string, only?: readonly string[]): string {
  mkdirSync(to);
  for (const name of readdirSync(ROOT))
    if (name === 'node_modules') symlinkSync(join(ROOT, name), join(to, name));
    else if (!name.startsWith('.') && (only === undefined || only.includes(name)))
      cpSync(join(ROOT, name), join(to, name), { recursive: true });
  return to;
}

/** Changes a file. @throws Error when it does not hold what is to be replaced */
export function replaceIn(file: string, found: string, by: string): void {
  const before = readFileSync(file, 'utf8');
  if (!before.includes(found)) throw new Error(`${file} does not hold ${found}`);
  writeFileSync(
    file,
    before.replace(found, () => by),
  );
}
