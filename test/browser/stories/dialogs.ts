import type { Page } from 'playwright-core';
import { until } from '../../support/until.ts';

/** Presses a dialog's button as often as it is refused for now, until the dialog has closed. */
export async function pressUntilClosed(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  const button = dialog.getByRole('button', { name, exact: true });
  await until(
    async () => {
      if (await button.isEnabled({ timeout: 1_000 }).catch(() => false))
        await button.click({ timeout: 5_000 }).catch(() => undefined);
      return await dialog.count();
    },
    (open) => open === 0,
    100_000,
  );
}
