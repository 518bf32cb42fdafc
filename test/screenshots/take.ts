/**
 * `npm run screenshots [-- NAME ...]`: plays a part of the sample exam in local mode and takes the pictures of the manual,
 * `docs/images`. Names take those views alone; `--png FOLDER` leaves them there as PNG, too.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { findPlayableLanguages } from '../../local/play/playable-languages.ts';
import { launchBrowser } from '../support/browser.ts';
import { startLivingSystem } from '../support/living-system.ts';
import { playScene, type Stage } from './scene.ts';
import { SIZES, VIEWS, type View } from './views.ts';

const IMAGES = join(import.meta.dirname, '../../docs/images');
/** Of WebP: text stays sharp, and a picture has some 30 KB. */
const QUALITY = 82;
const PARTICIPANT = 'p01';
const PATIENCE_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { png: { type: 'string' } },
});
const wanted = VIEWS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const { ran } = await findPlayableLanguages();

mkdirSync(IMAGES, { recursive: true });
if (positionals.length === 0) rmSync(IMAGES, { recursive: true });
for (const folder of [IMAGES, values.png]) if (folder !== undefined) mkdirSync(folder, { recursive: true });

const living = await startLivingSystem();
const browser = await launchBrowser();
try {
  for await (const stage of playScene(living, ran, PARTICIPANT))
    for (const view of wanted.filter(({ moment }) => moment === stage.moment))
      await take(browser, stage, view).catch((error: unknown) => {
        // The others are taken all the same.
        console.error(`${view.name}: ${(error as Error).message}`);
        process.exitCode = 1;
      });
} finally {
  await browser.close();
  await living.stop();
}

async function take(browser: Browser, stage: Stage, view: View): Promise<void> {
  const context = await browser.newContext({
    viewport: SIZES[view.size ?? 'desk'],
    deviceScaleFactor: view.size === 'phone' ? 2 : 1,
    colorScheme: view.scheme ?? 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    if (view.who !== 'nobody') await logIn(page, view.who);
    await page.goto(`${living.system.pageUrl}${view.at(stage.scene)}`);
    await page.locator(view.until).first().waitFor();
    await view.act?.(page);
    await settle(page);
    const devtools = await context.newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    const bytes = Buffer.from(data, 'base64');
    writeFileSync(join(IMAGES, `${view.name}.webp`), bytes);
    if (values.png !== undefined) await page.screenshot({ path: join(values.png, `${view.name}.png`) });
    console.log(`${view.name.padEnd(20)} ${Math.ceil(bytes.length / 1024)} KB`);
  } finally {
    await context.close();
  }
}

async function logIn(page: Page, who: Exclude<View['who'], 'nobody'>): Promise<void> {
  const name = who === 'participant' ? PARTICIPANT : who;
  const token = await living.system.tokens.issue(name, who);
  await page.goto(`${living.system.pageUrl}#token=${token}`);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

/** Waits for pictures and fonts, and until nothing has been asked of the API for a moment. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(600);
}
