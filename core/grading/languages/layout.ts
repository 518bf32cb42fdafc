import type { ProgramLayout, ProgramSource, SourceFile } from './language.ts';

/** A program's file names that a bundle refuses: they would leave prog/ or not survive a zip. */
export class UnsafeFileNameError extends Error {
  override readonly name = 'UnsafeFileNameError';
  constructor(name: string) {
    super(
      `the file name ${JSON.stringify(name)} is not a plain relative path of letters, digits and . _ $ + - /`,
    );
  }
}

/** Throws UnsafeFileNameError unless the name is a plain relative path. */
export function checkFileName(name: string): string {
  const parts = name.split('/');
  if (!/^[A-Za-z0-9._$+/-]{1,200}$/.test(name) || parts.some((part) => /^(?:\.{0,2}|-.*)$/.test(part)))
    throw new UnsafeFileNameError(name);
  return name;
}

/** Whether a program is one source without a name of its own. */
export function isOneSource(source: ProgramSource): source is SourceFile['content'] {
  return typeof source === 'string' || source instanceof Uint8Array;
}

/** One source becomes `main.<ending>`; several keep their names, and the first with the ending starts. */
export function layOutByName(
  source: ProgramSource,
  extensions: readonly string[],
  entryPoint?: string,
): ProgramLayout {
  const main = `main.${extensions[0]}`;
  if (isOneSource(source)) return { files: [{ name: main, content: source }], entry: main };
  const names = source.map(({ name }) => checkFileName(name));
  const code = names.filter((name) => extensions.some((extension) => name.endsWith(`.${extension}`)));
  const entry =
    names.find((name) => name === entryPoint) ??
    code.find((name) => name === main) ??
    code[0] ??
    names[0] ??
    main;
  return { files: source, entry };
}

/** As {@link layOutByName}; where no file is named or called main, the first that can start a program does. */
export function layOutByStart(
  source: ProgramSource,
  extensions: readonly string[],
  entryPoint: string | undefined,
  canStart: (text: string) => boolean,
): ProgramLayout {
  const { files, entry } = layOutByName(source, extensions, entryPoint);
  if (entry === entryPoint || entry === `main.${extensions[0]}`) return { files, entry };
  const isCode = (name: string) => extensions.some((extension) => name.endsWith(`.${extension}`));
  const found = files.find(({ name, content }) => isCode(name) && canStart(textOf(content)));
  return { files, entry: found?.name ?? entry };
}

/** Bash that has a program of several files that are interpreted start in their folder, where it may look for the others. */
export function startBeside({ files }: ProgramLayout): string {
  if (files.length < 2) return '';
  return `\ncmd=(/bin/bash -c 'cd "$0" && exec "$@"' "$PWD/prog" "\${cmd[@]}")`;
}

/** A source's content as text, for looking at: what is run stays as it is. */
export function textOf(content: SourceFile['content']): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** A source with lines of ours around it. */
export function surround(before: string, content: SourceFile['content'], after = ''): SourceFile['content'] {
  if (typeof content === 'string') return `${before}${content}${after}`;
  return Buffer.concat([Buffer.from(before), content, Buffer.from(after)]);
}
