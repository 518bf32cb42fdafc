import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../terminal/screen.ts';
import { renderTable } from '../../../terminal/table.ts';

/** A terminal of 40 x 5 that remembers what was written. */
function fakeTerminal() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 40, rows: 5 });
  const text = () => String(stream.read() ?? '');
  return { stream, text };
}

describe('createScreen', () => {
  it('writes lines and never draws when piped', () => {
    const stream = new PassThrough();
    const screen = createScreen(stream);
    screen.draw(['frame']);
    screen.line('stays');
    expect(String(stream.read())).toBe('stays\n');
  });

  it('redraws in place on a terminal, within its height, and keeps a line above the frame', () => {
    const { stream, text } = fakeTerminal();
    const screen = createScreen(stream);
    screen.draw(['1', '2', '3', '4', '5', '6']);
    expect(text()).toBe('\x1b[?25l1\n2\n3\n4\n');
    screen.line('stays');
    expect(text()).toBe('\x1b[4A\x1b[0Jstays\n1\n2\n3\n4\n');
    screen.draw(['new']);
    expect(text()).toBe('\x1b[4A\x1b[0Jnew\n');
    screen.keep();
    expect(text()).toBe('\x1b[?25h');
  });

  it.each([
    [
      'colours, which take no place',
      `\x1b[31m${'a'.repeat(41)}\x1b[39m`,
      `\x1b[31m${'a'.repeat(39)}…\x1b[39m`,
    ],
    ['a name in characters two columns wide', '試験'.repeat(11), `${'試験'.repeat(9)}試…`],
    ['an emoji of several code points', `${'a'.repeat(38)}👩‍💻bc`, `${'a'.repeat(38)}…`],
    ['what fits', '試験'.repeat(10), '試験'.repeat(10)],
  ])('cuts a drawn line to the columns of the terminal: %s', (_, line, shown) => {
    const { stream, text } = fakeTerminal();
    createScreen(stream).draw([line]);
    expect(text()).toBe(`\x1b[?25l${shown}\n`);
  });

  it('takes the frame away, so that other lines may follow', () => {
    const { stream, text } = fakeTerminal();
    const screen = createScreen(stream);
    screen.draw(['frame']);
    text();
    screen.clear();
    expect(text()).toBe('\x1b[1A\x1b[0J\x1b[?25h');
    screen.clear();
    expect(text()).toBe('');
  });
});

it('sets columns side by side by what they take on the screen', () => {
  const rows = [
    ['王小明', 'AC'],
    ['\x1b[32mAda\x1b[39m', 'WA'],
  ];
  expect(renderTable(['name', 'verdict'], rows).slice(1)).toEqual([
    '王小明  AC',
    '\x1b[32mAda\x1b[39m     WA',
  ]);
});
