import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeProgram } from '../../../cli/main.ts';
import { writeCompletion } from '../../../cli/write-completion.ts';

const program = await makeProgram();
const folder = mkdtempSync(join(tmpdir(), 'assize-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** What bash offers for the last of these words. */
function completeInBash(...words: string[]): string[] {
  const file = join(folder, 'assize.bash');
  writeFileSync(file, writeCompletion(program, 'bash'));
  const script = `. ${file}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _assize
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', 'assize', ...words], {
    encoding: 'utf8',
  });
  return out.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  it('in bash offers commands, their subcommands, options and choices', () => {
    expect(completeInBash('sess')).toEqual(['session']);
    expect(completeInBash('session', 'ex')).toEqual(['extend']);
    expect(completeInBash('--json', 'session', 'ro')).toEqual(['roster']);
    expect(completeInBash('session', 'create', '--join')).toEqual(['--join', '--join-code']);
    expect(completeInBash('session', 'create', '--js')).toEqual(['--json']);
    expect(completeInBash('accounts', 'create', '--group', 'in')).toEqual(['instructor']);
    expect(completeInBash('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    // Files are the shell's to offer.
    expect(completeInBash('submit', 'A.p')).toEqual([]);
  });

  it('knows every command that there is', () => {
    const { commands } = program;
    expect(completeInBash('')).toEqual(expect.arrayContaining(commands.map((each) => each.name())));
    for (const command of commands.filter((each) => each.commands.length > 0))
      expect(completeInBash(command.name(), '')).toEqual(
        expect.arrayContaining(command.commands.map((each) => each.name())),
      );
  });

  it.skipIf(!has('fish'))('in fish offers the same', () => {
    const file = join(folder, 'assize.fish');
    writeFileSync(file, writeCompletion(program, 'fish'));
    const offer = (line: string) =>
      execFileSync('fish', ['--no-config', '-c', `source ${file}; complete -C '${line}'`], {
        encoding: 'utf8',
      })
        .split('\n')
        .map((each) => each.split('\t')[0]);
    expect(offer('assize sess')).toContain('session');
    expect(offer('assize session ex')).toContain('extend');
    expect(offer('assize session create --jo')).toEqual(expect.arrayContaining(['--join', '--join-code']));
    expect(offer('assize session list sh')).not.toContain('show');
  });

  it.skipIf(!has('zsh'))('in zsh is read without a complaint', () => {
    const file = join(folder, 'assize.zsh');
    writeFileSync(file, writeCompletion(program, 'zsh'));
    const { status, stderr } = spawnSync(
      'zsh',
      ['-f', '-c', `autoload -U compinit && compinit -u -D; source ${file}; whence -w _assize`],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
