import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { examineView } from '../../support/browser.ts';
import { keyboardOf } from '../../support/keyboard.ts';
import type { LivingSystem } from '../../support/living-system.ts';
import { pressUntilClosed } from './dialogs.ts';
import { CORRECTED, packageFile } from './doubling.ts';

/**
 * An instructor imports the problem of an exam corrected, has it judged again, sees what would change, and applies it: all
 * by keyboard.
 * @returns what is wrong with the views
 */
export async function rejudgeCorrected(
  page: Page,
  living: LivingSystem,
  sessionId: string,
): Promise<string[]> {
  const keys = keyboardOf(page);
  const dialog = () => page.getByRole('dialog');
  await page.goto(`${living.system.pageUrl}#/book`);
  await keys.give(page.getByLabel('Drop problem packages here'), packageFile(CORRECTED));
  await page.getByText('as version 2, and put on the list').waitFor({ timeout: 60_000 });
  await page.goto(`${living.system.pageUrl}#/sessions/${sessionId}/statistics`);
  await keys.press(page.getByRole('button', { name: 'Rejudge A …' }));
  await keys.choose(dialog().getByLabel('Version of the problem'), '2');
  await keys.type(dialog().getByLabel('Why'), 'the number is always two');
  const found = await examineView(page, 'instructor-rejudge');
  await pressUntilClosed(page, 'Judge again');
  await page.getByText('ready: apply or discard it').waitFor({ timeout: 60_000 });
  const cells = () =>
    page
      .getByRole('region', { name: 'How many went from which verdict to which' })
      .locator('tbody tr')
      .allInnerTexts();
  expect((await cells()).map((row) => row.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^✓ AC .*\d/),
    expect.stringMatching(/^✗ WA .*1 1/),
  ]);
  const ann = await living.client('ann', 'participant');
  const verdicts = async () =>
    (await ann.call('getDesk', { params: { sessionId }, query: {} })).submissions.map((one) => one.verdict);
  expect(await verdicts()).toEqual(['WA', 'WA', 'AC']);
  await keys.press(page.locator('.cases summary').first());
  await page.getByRole('region', { name: 'Test cases that changed' }).getByText('secret/01').waitFor();
  found.push(...(await examineView(page, 'instructor-rejudging')));
  await keys.press(page.getByRole('button', { name: 'Apply …' }));
  await dialog().getByText('1 verdict becomes another').waitFor();
  await pressUntilClosed(page, 'Apply');
  await page.getByText('applied', { exact: true }).waitFor();
  await expect.poll(verdicts).toEqual(['AC', 'WA', 'AC']);
  await keys.press(
    page.getByRole('navigation', { name: 'Session' }).getByRole('link', { name: 'Rejudging' }),
  );
  await page.getByRole('link', { name: /^Rejudging of A/ }).waitFor();
  return [...found, ...(await examineView(page, 'instructor-rejudgings'))];
}
