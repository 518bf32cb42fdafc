import { readQualified, readTokens } from '../read-blocks.ts';

/** The class that Kotlin makes of a file's own functions: `MainKt` of `main.kt`, or what `@file:JvmName` says. */
export function fileClass(fileName: string, text: string): string {
  const named = /@file\s*:\s*JvmName\s*\(\s*"([^"]+)"/.exec(text)?.[1];
  if (named !== undefined) return named;
  const base = fileName.slice(fileName.lastIndexOf('/') + 1).replace(/\.kt$/, '');
  const name = base.replace(/[^\p{L}\p{N}_$]/gu, '_').replace(/^\p{N}/u, '_$&');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Kt`;
}

/**
 * The class that starts the program of a file, as `java` wants it: that of the file where `fun main` is in no other, else
 * the first object (or class with a companion) with a static one; `undefined` where there is none. Never throws.
 */
export function findKotlinMain(fileName: string, text: string): string | undefined {
  const tokens = readTokens(text);
  const packageAt = tokens.indexOf('package');
  const prefix = packageAt < 0 ? '' : `${readQualified(tokens, packageAt + 1)}.`;
  /** What each brace that is open belongs to; '' for what has no name of its own. */
  const open: string[] = [];
  let begun = '';
  let isStatic = false;
  let found: string | undefined;
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1] ?? '';
    if (token === '{') {
      open.push(begun);
      begun = '';
    } else if (token === '}') {
      open.pop();
      begun = '';
    } else if (token === 'class' || token === 'interface' || token === 'object') {
      if (tokens[at - 1] === 'companion') begun = '';
      else if (/^[\p{L}_]/u.test(next)) begun = next;
    } else if (token === 'JvmStatic') isStatic = true;
    else if (token === 'fun') {
      if (next === 'main' && tokens[at + 2] === '(') {
        if (open.length === 0) return prefix + fileClass(fileName, text);
        if (isStatic) found ??= prefix + open.filter((name) => name !== '').join('$');
      }
      isStatic = false;
      begun = '';
    }
  }
  return found;
}
