import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { afterEach, describe, expect, it, vi } from 'vitest';

describe('a table on a terminal', () => {
  afterEach(() => {
    vi.doUnmock('picocolors');
    vi.resetModules();
  });

  it.each([
    ['with colours', true],
    ['without', false],
  ])('ends no line with blanks %s', async (_, coloured) => {
    vi.resetModules();
    vi.doMock('picocolors', () => ({ default: pc.createColors(coloured) }));
    const { renderTable } = await import('../../../terminal/table.ts');
    const lines = renderTable(
      ['NAME', 'COUNT', ''],
      [
        ['a', '1', ''],
        ['longer', '', ''],
        ['b', '22', 'told'],
      ],
    );
    const plain = lines.map(stripVTControlCharacters);
    expect(lines[0] !== plain[0]).toBe(coloured);
    expect(plain).toEqual(['NAME    COUNT', 'a       1', 'longer', 'b       22     told']);
  });
});
