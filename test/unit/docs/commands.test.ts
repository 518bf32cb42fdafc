import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../../cli/main.ts';

const ROOT = join(import.meta.dirname, '../../..');
const program = await makeProgram();
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** The command lines of a page: in code, up to what ends a command there. */
function commandsOf(page: string): string[] {
  return [...read(page).matchAll(/\.\/assize ([^`\n|;#]*)/g)].map(([, command = '']) => command.trim());
}

/** What is wrong with a command line: a command or an option that the program does not know. */
function faultOf(line: string): string | undefined {
  // A value in quotes is no option, whatever it holds.
  const words = line.replace(/"[^"]*"/g, 'VALUE').split(/\s+/);
  let command: Command = program;
  const known = [...command.options];
  for (const word of words) {
    if (word.startsWith('-')) {
      const name = word.split('=')[0];
      const option = known.find(({ long, short }) => name === long || name === short);
      if (option === undefined && !['--help', '--version'].includes(name ?? ''))
        return `${command.name()} has no ${name}`;
    } else if (command.commands.length > 0) {
      const next = command.commands.find((one) => one.name() === word);
      // A command of commands may take words of its own, too.
      if (next === undefined && command.registeredArguments.length > 0) continue;
      // COMMAND, in capitals, stands for any.
      if (next === undefined) return /^[A-Z]+$/.test(word) ? undefined : `${command.name()} has no ${word}`;
      command = next;
      known.push(...next.options);
    }
  }
  return undefined;
}

describe('command lines in the documentation', () => {
  it('are found', () => {
    expect(PAGES.flatMap(commandsOf).length).toBeGreaterThan(40);
    expect(faultOf('session create --nothing')).toBe('create has no --nothing');
    expect(faultOf('session forget X')).toBe('session has no forget');
  });

  it.each(PAGES)('%s: the program knows every command and option', (page) => {
    expect(commandsOf(page).flatMap((line) => faultOf(line) ?? [])).toEqual([]);
  });

  it('takes no foreign package of our name', () => {
    const sources = globSync(
      ['cli/**/*.ts', 'terminal/**/*.ts', 'core/**/*.ts', 'console/**/*.{ts,tsx,html}', 'local/**/*.ts'],
      {
        cwd: ROOT,
      },
    );
    // The one page that says why not.
    const pages = PAGES.filter((page) => page !== 'docs/command-line.md');
    expect([...pages, ...sources].filter((file) => read(file).includes('npx assize'))).toEqual([]);
  });
});
