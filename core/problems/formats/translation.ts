import { stringify } from 'yaml';
import type { PackageFile, PackageReading } from '../package/package-tree.ts';

const encoder = new TextEncoder();

/** What stands in a translated package and where it comes from. */
export interface TranslatedPackage {
  readonly files: readonly PackageFile[];
  /** The file of the original that a path of the translation was made of. */
  originOf(path: string): string;
}

/**
 * A package of another format while it is written as one of `2025-09`. The original's faults go to `reading`, by the
 * original's paths; what the translation is then found to lack is told by the paths that it was made of.
 */
export class Translation implements TranslatedPackage {
  readonly reading: PackageReading;
  /** The file that says what the problem is: what has no other origin is told there. */
  readonly settingsFile: string;
  /** Code of test cases by their ids, where they are code. */
  readonly testCode = new Map<string, string>();
  private readonly made = new Map<string, PackageFile>();
  private readonly origins = new Map<string, string>();

  constructor(reading: PackageReading, settingsFile: string) {
    this.reading = reading;
    this.settingsFile = settingsFile;
  }

  get files(): readonly PackageFile[] {
    return [...this.made.values()];
  }

  has(path: string): boolean {
    return this.made.has(path);
  }

  originOf(path: string): string {
    return this.origins.get(path) ?? this.settingsFile;
  }

  /** Puts a file of the original at a path of the translation; false where the original has none. */
  copy(from: string, to: string): boolean {
    return this.put(to, from);
  }

  /** Puts a file there: of the original, by its path, or of an archive that lies in it. */
  put(to: string, what: string | PackageFile): boolean {
    const file = typeof what === 'string' ? this.reading.get(what) : what;
    if (file === undefined) return false;
    this.made.set(to, { ...file, path: to });
    this.origins.set(to, file.path);
    return true;
  }

  /** Puts a text there that was made of a file of the original. */
  write(to: string, content: string | Uint8Array, from = this.settingsFile): void {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    this.made.set(to, { path: to, bytes: bytes.length, kind: 'file', read: () => bytes });
    this.origins.set(to, from);
  }

  /** The same of values, as YAML; keys without a value are left out. */
  writeYaml(to: string, values: Readonly<Record<string, unknown>>, from?: string): void {
    this.write(to, stringify(values, { lineWidth: 0, keepUndefined: false }), from);
  }
}

/** A name as files of programs and folders of test data may have it. */
export function plainName(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^a-zA-Z0-9_.-]+/g, '_');
  return /^[a-zA-Z0-9_]/.test(plain) ? plain.slice(0, 200) : `_${plain.slice(0, 199)}`;
}

/**
 * Puts a solution into a folder of the jury's, unless it opens one of the files that the original has programs use: here
 * there are none, and it would be wrong for that alone. Answers its name, which no other one there has; `null` where it is
 * passed over, and undefined where the original has no such file.
 *
 * @param called its name, as far as no other has it
 */
export function copySolution(
  translation: Translation,
  from: string,
  folder: string,
  fileNames: readonly string[],
  called = baseName(from),
): string | null | undefined {
  const { reading } = translation;
  if (reading.get(from) === undefined) return undefined;
  const text = fileNames.length === 0 ? '' : (reading.text(from) ?? '');
  if (fileNames.some((name) => text.includes(name))) {
    reading.passOver(from, 'it opens the files that the problem names, which are not there');
    return null;
  }
  const plain = plainName(called);
  let name = plain;
  for (let count = 2; translation.has(`submissions/${folder}/${name}`); count += 1)
    name = plain.replace(/(\.[^.]*)?$/, `-${count}$1`);
  translation.copy(from, `submissions/${folder}/${name}`);
  return name;
}

/**
 * Puts files that are compiled together beside each other, by their own names; those that would get the name of another are
 * refused, since programs include them by it.
 */
export function copyTogether(translation: Translation, files: readonly string[], folder: string): void {
  const taken = new Map<string, string>();
  for (const file of files) {
    const name = plainName(baseName(file));
    const other = taken.get(name);
    if (other !== undefined && other !== file)
      translation.reading.unsupported(
        'same-name',
        file,
        `This file and ${other.slice(0, 100)} are put into one folder, where both would be ${name}; give one of them another name of plain letters.`,
      );
    taken.set(name, file);
    translation.copy(file, `${folder}/${name}`);
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
