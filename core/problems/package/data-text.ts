import type { PackageReading } from './package-tree.ts';

/** A file with a longer text is no link that some tool wrote down as a file. */
const LONGEST_LINK = 500;

/**
 * Faults an input or an answer that right programs would stumble over: another encoding than UTF-8, marks, carriage
 * returns, and the text of a link in the place of what it leads to.
 */
export function checkDataText(reading: PackageReading, path: string): void {
  const bytes = reading.bytes(path);
  if (bytes === null || bytes.length === 0 || !reading.isText(path, bytes)) return;
  const carriageReturn = bytes.indexOf(13);
  if (carriageReturn >= 0) {
    reading.error(
      'carriage-return',
      path,
      'A line ends in CR LF; convert the file to Unix line ends (`dos2unix`).',
      lineAt(bytes, carriageReturn),
    );
  }
  if (bytes[bytes.length - 1] === 10) return;
  const target = bytes.length > LONGEST_LINK ? null : linkedFile(reading, path, bytes);
  if (target !== null)
    reading.error(
      'link-as-text',
      path,
      `The file holds nothing but the path of ${target}: it was a symbolic link, and some tool (git on Windows, say) wrote it as text. Put a copy of that file in its place.`,
    );
  else
    reading.warn(
      'no-final-newline',
      path,
      'The last line does not end in a newline; add one, some programs miss the line without it.',
    );
}

/** The other file of the package that this one holds the relative path of, if it holds one. */
function linkedFile(reading: PackageReading, path: string, bytes: Uint8Array): string | null {
  const resolved = path.split('/').slice(0, -1);
  for (const segment of new TextDecoder().decode(bytes).split('/')) {
    if (segment === '..') resolved.pop();
    else if (segment !== '.') resolved.push(segment);
  }
  const target = resolved.join('/');
  return target !== path && reading.get(target) !== undefined ? target : null;
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1;
  return line;
}
