import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { LivingSystem } from './living-system.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [360, 768, 1280];

/** Whether this machine has the browser that the tests of pages need (`CHROMIUM` names another). */
export const hasBrowser = existsSync(CHROMIUM);

/** What the stories of one file share: a system that runs, and a browser. */
export interface BrowserSetting {
  readonly living: LivingSystem;
  readonly browser: Browser;
}

/** The machine's Chromium, without a window, and without anything that would ask beyond the loopback address. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** What axe finds wrong with the page as it is shown, one sentence each. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/**
 * What is wrong with a view: violations in both colour schemes, and widths at which it scrolls sideways. Leaves pictures
 * of it in the folder that `ASSIZE_SCREENSHOTS` names.
 */
export async function examineView(page: Page, view: string): Promise<string[]> {
  const found: string[] = [];
  const pictures = process.env['ASSIZE_SCREENSHOTS'];
  const before = page.viewportSize()!;
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violationsOf(page)).map((violation) => `${view}, ${colorScheme}: ${violation}`));
    if (pictures === undefined && colorScheme !== 'light') continue;
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: before.height });
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
        found.push(`${view} scrolls sideways at ${width} px`);
      if (pictures !== undefined)
        await page.screenshot({
          path: join(pictures, `${view}-${width}-${colorScheme}.png`),
          fullPage: true,
        });
    }
    await page.setViewportSize(before);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** Drops a file of this machine on what is shown at the middle of `target`, as a file manager would: by the browser's own events. */
export async function dropFile(page: Page, target: Locator, path: string): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = (await target.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x, y, data });
  await devtools.detach();
}
