import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { examineView } from '../../support/browser.ts';
import { keyboardOf } from '../../support/keyboard.ts';
import type { LivingSystem } from '../../support/living-system.ts';

/** A program of some length, by which two people can be alike. */
const LONG_WAY = `import sys


def read(stream):
    rows = []
    for line in stream:
        for word in line.split():
            rows.append(int(word))
    return rows


def twice(rows):
    total = 0
    for row in rows:
        if row < 0:
            total -= 2 * abs(row)
        else:
            total += 2 * row
    return total


def main():
    print(twice(read(sys.stdin)))


main()
`;

/** Two people hand in the same program to problem A, with other names in it. */
export async function submitAlike(
  living: LivingSystem,
  sessionId: string,
  [first, second]: readonly [string, string],
): Promise<void> {
  for (const [who, source] of [
    [first, LONG_WAY],
    [second, LONG_WAY.replaceAll('total', 'result').replaceAll('rows', 'numbers')],
  ] as const)
    await (await living.client(who, 'participant')).call('createSubmission', {
      params: { sessionId },
      headers: {},
      body: { problem: 'A', language: 'python', source },
    });
}

/** Staff look at the report and at the two side by side, by the keyboard alone. @returns what is wrong with the views */
export async function lookForSimilar(
  page: Page,
  [first, second]: readonly [string, string],
): Promise<string[]> {
  const keys = keyboardOf(page);
  await page.getByText('That is no proof of anything').waitFor();
  const pairs = page.getByRole('region', { name: /the most similar first/ });
  await pairs.getByText('100 %').waitFor({ timeout: 60_000 });
  const found = await examineView(page, 'instructor-similarity');
  const [evidence] = await Promise.all([
    page.waitForEvent('download'),
    keys.press(page.getByRole('button', { name: 'Evidence (HTML)' })),
  ]);
  expect(readFileSync(await evidence.path(), 'utf8')).toContain('<mark');
  await keys.press(pairs.getByRole('link', { name: `Compare ${first} and ${second}` }));
  const fragment = (who: string) =>
    page.getByRole('region', { name: `Program of ${who}` }).getByRole('button', { name: /^Fragment 1 of/ });
  const hasFocus = (who: string) => fragment(who).evaluate((one) => one === document.activeElement);
  await keys.press(fragment(first));
  await expect.poll(() => hasFocus(second)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => hasFocus(first)).toBe(true);
  found.push(...(await examineView(page, 'instructor-similar-pair')));
  await keys.press(page.getByRole('link', { name: 'All pairs of A' }));
  await pairs.waitFor();
  return found;
}
