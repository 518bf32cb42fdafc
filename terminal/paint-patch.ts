import pc from 'picocolors';

/** A line of a patch in its colour. */
export function paintPatchLine(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return pc.bold(line);
  if (line.startsWith('+')) return pc.green(line);
  if (line.startsWith('-')) return pc.red(line);
  return line.startsWith('@@') ? pc.cyan(line) : line;
}
