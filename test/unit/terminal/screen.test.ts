import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createScreen, cutToWidth, visibleLength } from '../../../terminal/screen.ts';

describe('cutToWidth', () => {
  it('counts what is seen and not what colours it', () => {
    const red = '\x1b[31mabcdef\x1b[39m';
    expect(visibleLength(red)).toBe(6);
    expect(cutToWidth(red, 6)).toBe(red);
    expect(visibleLength(cutToWidth(red, 4))).toBe(4);
    expect(cutToWidth(red, 4)).toContain('abc…');
  });
});

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
