import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../../cli/main.ts';

const namesFor = async (...args: string[]) =>
  (await makeProgram(args)).commands.map((command) => command.name());

describe('the commands of a command line', () => {
  it('are the one that is called alone, as it is among all', async () => {
    const all = await makeProgram();
    for (const command of all.commands) {
      const name = command.name();
      if (name === 'completion') continue;
      const [own] = (await makeProgram([name, '--help'])).commands.filter((one) => one.name() === name);
      expect(own?.helpInformation(), name).toBe(command.helpInformation());
    }
  });

  it.each([
    ['behind options of all commands', ['--json', '--as', 'operator', 'queue', 'list'], ['queue']],
    ['behind a value in one word', ['--as=operator', 'show', 'x'], ['show']],
    ['with those that stand beside it', ['submission', 'show'], ['submissions', 'submission']],
  ])('are found %s', async (_, args, names) => {
    expect(await namesFor(...args)).toEqual(names);
  });

  it.each([
    [[]],
    [['--help']],
    [['help', 'queue']],
    [['completion', 'bash']],
    [['sesion', 'list']],
    [['constructor']],
    [['--as', 'queue']],
  ])('are all for %j, which names others', async (args) => {
    expect((await namesFor(...args)).length).toBeGreaterThan(10);
  });
});
