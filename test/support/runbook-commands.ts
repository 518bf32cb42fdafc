import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command of a runbook, in its words; what stands in quotes is one. */
export interface RunbookCommand {
  /** Title of the part that it stands in. */
  readonly part: string;
  readonly line: string;
  readonly words: readonly string[];
}

/** The commands of a page's blocks of `sh`, from the top. */
export function readRunbook(page: string): RunbookCommand[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/runbooks', page), 'utf8');
  const [before = '', ...parts] = text.split(/^## /m);
  return [`\n${before}`, ...parts].flatMap((part) => {
    const title = part.split('\n', 1)[0]!;
    return [...part.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
      block
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ part: title, line, words: wordsOf(line) })),
    );
  });
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare!,
  );
}
