import type { Page } from 'playwright-core';
import { keyboardOf } from '../../support/keyboard.ts';
import { until } from '../../support/until.ts';

/**
 * Presses a dialog's button, by keyboard, as often as it is refused for now, until the dialog has closed: a new account runs few
 * functions at a time, and what becomes of a fleet changes its session.
 */
export async function pressUntilClosed(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  const button = dialog.getByRole('button', { name, exact: true });
  // It opens after the press that asks for it: until then it has not closed.
  await button.waitFor();
  await until(
    async () => {
      if (await button.isEnabled({ timeout: 1_000 }).catch(() => false))
        await keyboardOf(page)
          .press(button)
          .catch(() => undefined);
      return await dialog.count();
    },
    (open) => open === 0,
    100_000,
  );
}
