import { expect } from 'vitest';
import type { StaffSession } from '../../../core/api/sessions.ts';
import { type BrowserSetting, examineView } from '../../support/browser.ts';
import { keyboardOf } from '../../support/keyboard.ts';
import { until } from '../../support/until.ts';

/** An operator looks at a stage on which this session runs, and what they see is wrong in: by axe, width and keyboard. */
export async function lookAsOperator(
  { living, browser }: BrowserSetting,
  session: StaffSession,
): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(error.message));
  try {
    const keys = keyboardOf(page);
    const staff = await living.client('instructor', 'instructor');
    const token = await living.system.tokens.issue('operator', 'operator');
    await page.goto(`${living.system.pageUrl}#token=${token}`);
    await page.getByRole('heading', { level: 1, name: 'Stage dev' }).waitFor();
    const running = page.getByRole('region', { name: session.name });
    await running.getByText('open, closes in').waitFor();
    await running.getByText('waiting', { exact: true }).waitFor({ timeout: 30_000 });
    await running
      .locator('.hosts li', { hasText: /ready.*speed factor \d/ })
      .first()
      .waitFor();
    await keys.press(running.locator('summary', { hasText: 'What was done last, and why' }));
    await running.locator('.decisions li').first().waitFor();
    await page.getByRole('region', { name: 'Account and hosts' }).getByText('vCPUs').first().waitFor();

    // Each part says how it stands, and what was measured is drawn from the same definitions as in CloudWatch.
    for (const part of ['API', 'Submissions table', 'Queues', 'Sweep'])
      await page.locator(`[data-light="${part}"].good`).waitFor();
    const views = page.getByRole('navigation', { name: 'Stage' });
    await keys.press(views.getByRole('link', { name: 'Exam day' }));
    await page.getByRole('region', { name: 'What participants feel' }).waitFor();
    await keys.press(views.getByRole('link', { name: 'Now' }));

    // Somebody tries doors that are not theirs, of the real gateway: one after the other, since each instance counts its own.
    const mallory = await living.client('mallory', 'participant');
    const operator = await living.client('operator', 'operator');
    await until(
      async () => {
        await expect(mallory.call('getStage', {})).rejects.toMatchObject({ status: 403 });
        return (await operator.call('getStage', {})).signals;
      },
      (signals) => signals.some(({ subject }) => subject === 'caller mallory'),
    );

    // What needs somebody comes first.
    await staff.call('pauseSession', { params: session, body: { reason: 'fire drill' } });
    await page.reload();
    const needed = page.getByLabel('What needs you');
    await needed.getByText('fire drill').waitFor();
    await page.getByRole('region', { name: 'May be an attack' }).getByText('caller mallory').waitFor();
    found.push(...(await examineView(page, 'operator-stage')));
    await staff.call('resumeSession', { params: session, body: {} });

    await keys.press(needed.getByRole('link', { name: session.name }));
    await page.getByRole('navigation', { name: 'Session' }).waitFor();
    await keys.press(page.getByRole('link', { name: 'Assize' }));
    await keys.press(page.getByRole('link', { name: 'All sessions' }));
    await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
    expect(await page.getByRole('link', { name: session.name }).count()).toBe(1);
    return found;
  } finally {
    await page.close();
  }
}
