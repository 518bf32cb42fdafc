import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderReview, renderReviews, showText } from '../../../terminal/render-review.ts';
import { REVIEW_SOURCE, reportFor } from '../../support/review-answers.ts';

const shown = { name: 'Purse.sol', language: 'solidity', source: REVIEW_SOURCE, report: reportFor('staff') };
const render = (more: Partial<typeof shown> & { readonly ageSeconds?: number } = {}) =>
  renderReview({ ...shown, ...more }).map(stripVTControlCharacters);

describe('a review on a terminal', () => {
  it('shows each finding in its line with a caret below, what was not looked at, and how the score is made', () => {
    const lines = render({ ageSeconds: 120 });
    expect(lines[0]).toMatch(
      /^Purse\.sol {2}solidity {2}score \d+ {2}2 critical, 1 high, 1 low {2}as answered 2 min/,
    );
    const at = lines.findIndex((line) => line.includes('Purse.sol:7:5'));
    expect(lines.slice(at + 1, at + 5)).toEqual([
      '  6 |   function leave() public {',
      '  7 |     selfdestruct(msg.sender);',
      `    |     ${'^'.repeat('selfdestruct(msg.sender)'.length)}`,
      '  8 |   }',
    ]);
    expect(lines).toContain('not looked at: compiler warnings: No judge was at hand.');
    expect(lines.find((line) => line.startsWith('score'))).toContain(
      '56 % by solidity/unprotected-selfdestruct (2 times)',
    );
  });

  it('shows what is graver first, and of what is equally grave the line that comes first', () => {
    const [finding] = reportFor('staff').findings;
    const findings = (
      [
        ['info', 1],
        ['high', 9],
        ['critical', 8],
        ['high', 2],
      ] as const
    ).map(([severity, line]) => ({ ...finding!, severity, line }));
    const lines = render({ report: { ...reportFor('staff'), findings } });
    const places = lines.flatMap((text) => /^ {2}Purse\.sol:(\d+)/.exec(text)?.[1] ?? []);
    expect(places).toEqual(['8', '2', '9', '1']);
  });

  it('says so where nothing was found, and tells findings without lines where the source cannot be had', () => {
    const { source: _, ...without } = shown;
    expect(renderReview(without).map(stripVTControlCharacters).join('\n')).not.toContain(' | ');
    const report = { ...reportFor('staff'), findings: [], gaps: [], score: 100, counts: none() };
    expect(render({ report })).toEqual(['Purse.sol  solidity  score 100  no findings']);
  });

  it('points at the place in a line of a megabyte, and at signs that are two columns wide', () => {
    const [finding] = reportFor('staff').findings;
    const at = (column: number, endColumn: number, source: string) =>
      render({
        source,
        report: {
          ...reportFor('staff'),
          findings: [{ ...finding!, line: 1, column, endLine: 1, endColumn }],
        },
      });
    const long = at(500_001, 500_004, `${'x'.repeat(500_000)}bad${'y'.repeat(500_000)}`);
    const caret = long.findIndex((line) => line.includes('^^^'));
    expect(long[caret]!.indexOf('^')).toBe(long[caret - 1]!.indexOf('bad'));
    expect(long[caret - 1]!.length).toBeLessThan(200);
    const wide = at(4, 7, '漢字=bad');
    const under = wide.find((line) => line.includes('^'))!;
    // "漢字=" takes five columns.
    expect(under.indexOf('^') - under.indexOf('|')).toBe(2 + 5);
  });

  it('obeys nothing that stands in a source: no escape, no turned direction', () => {
    const hostile = 'a\x1b[2Jb\u202ec\x07\x9b31m\td';
    expect(showText(hostile)).toBe('a␛[2Jb\ufffdc␇␡31m    d');
    const [finding] = reportFor('staff').findings;
    const lines = renderReview({
      ...shown,
      name: hostile,
      source: hostile,
      report: { ...reportFor('staff'), findings: [{ ...finding!, message: hostile, title: hostile }] },
    });
    const text = lines.map(stripVTControlCharacters).join('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
    expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
  });

  it('lists several with the lowest score first', () => {
    const other = {
      ...shown,
      name: 'Good.sol',
      report: { ...shown.report, score: 99, counts: none(), gaps: [] },
    };
    expect(renderReviews([other, shown]).map(stripVTControlCharacters)).toEqual([
      'SCORE  CRITICAL  HIGH  MEDIUM  LOW  INFO  SOURCE',
      expect.stringMatching(/^\d+ +2 +1 +- +1 +- +Purse\.sol +1 gap$/),
      '99     -         -     -       -    -     Good.sol',
    ]);
  });
});

function none() {
  return { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
}
