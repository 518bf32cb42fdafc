import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { examineView } from '../../support/browser.ts';
import type { LivingSystem } from '../../support/living-system.ts';
import { pressUntilClosed } from './dialogs.ts';

/**
 * An instructor cancels an exam that is to come, takes that back, opens it at once, and calls it off while it is open.
 * @returns what is wrong with the views
 */
export async function cancelRestoreAndOpen(page: Page, living: LivingSystem): Promise<string[]> {
  const staff = await living.client('instructor', 'instructor');
  const dialog = () => page.getByRole('dialog');
  const { session } = await staff.call('createSession', {
    headers: {},
    body: {
      name: 'Algorithms, resit',
      opensAt: new Date(Date.now() + 4 * 3_600_000).toISOString(),
      durationMinutes: 60,
      problems: [{ problemId: 'doubling' }],
      languages: ['python'],
      roster: [{ participantId: 'bob' }],
      deployment: { kind: 'fleet', hosts: 1 },
    },
  });
  const params = { sessionId: session.sessionId };
  await page.goto(`${living.system.pageUrl}#/sessions/${params.sessionId}`);
  await page.getByRole('button', { name: 'Cancel …' }).click();
  await dialog().getByLabel('Why').fill('the trains are on strike');
  const found = await examineView(page, 'instructor-cancel');
  await pressUntilClosed(page, 'Cancel the session');
  await page.getByText('the trains are on strike').first().waitFor();
  for (const name of ['Cancel …', 'Change hours …', 'Pause intake …'])
    expect(await page.getByRole('button', { name }).count()).toBe(0);
  found.push(...(await examineView(page, 'instructor-cancelled')));

  // For some seconds it is still being cancelled: the dialog says so, and offers it again when it can help.
  await page.getByRole('button', { name: 'Restore …' }).click();
  await pressUntilClosed(page, 'Restore');
  await page.getByRole('button', { name: 'Cancel …' }).waitFor();
  expect((await staff.call('getSession', { params })).cancelled).toBeUndefined();

  // The class is here: opened hours before its time, and called off while it is open.
  await page.getByRole('button', { name: 'Open now …' }).click();
  await dialog().getByText('No host is launched yet').waitFor();
  await pressUntilClosed(page, 'Open it now');
  await page.getByText('open, closes in').waitFor();
  await page.getByRole('button', { name: 'Cancel …' }).click();
  await dialog().getByText('cannot be restored once it has opened').waitFor();
  await pressUntilClosed(page, 'Cancel the session');
  await expect.poll(() => page.getByRole('button', { name: 'Restore …' }).count()).toBe(0);
  return found;
}
