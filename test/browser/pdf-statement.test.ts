import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemFile } from '../../core/api/problems.ts';
import { examineView, hasBrowser, launchBrowser } from '../support/browser.ts';
import { serveConsole } from '../support/console-site.ts';
import { SESSION_ID } from '../support/live-session-answers.ts';
import { deskAnswer, paperProblem, participantToken } from '../support/participant-answers.ts';

/** Two pages as a browser prints them, with a link. */
const PAPER = readFileSync(new URL('../fixtures/statement.pdf', import.meta.url));
describe.skipIf(!hasBrowser)('a statement in PDF', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;
  let content: Uint8Array = PAPER;
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await serveConsole((path) => {
      if (path.includes('/desk')) return { status: 200, body: deskAnswer };
      if (path.includes('/files/'))
        return {
          status: 200,
          body: problemFile.parse({
            name: 'problem.en.pdf',
            mediaType: 'application/pdf',
            base64: Buffer.from(content).toString('base64'),
          }),
        };
      if (path.includes('/problems/A?statement=de'))
        return {
          status: 200,
          body: { ...paperProblem, statement: { language: 'de', format: 'pdf', file: 'problem.de.pdf' } },
        };
      if (path.includes('/problems/A')) return { status: 200, body: paperProblem };
      return { status: 404, body: { detail: 'There is no such thing' } };
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of'))
        complaints.push(message.text());
    });
    return async () => await page.close();
  });
  const open = () => page.goto(`${site.url}#token=${participantToken}&exam=${SESSION_ID}/problems/A`);

  it('is drawn by the page under its policy, its text over it, and larger when asked to', async () => {
    content = PAPER;
    await open();
    const first = page.getByRole('group', { name: 'Page 1 of 2' });
    await first.getByText('You are given one number').waitFor({ timeout: 60_000 });
    await expect
      .poll(() =>
        first.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value, at) => at % 4 === 0 && value < 100 && data[at + 3] === 255);
        }),
      )
      .toBe(true);
    expect(await page.locator('.pdf a').count()).toBe(0);
    const found = await examineView(page, 'participant-pdf');
    const widthOf = async () => (await first.boundingBox())?.width ?? 0;
    const before = await widthOf();
    await page.getByRole('button', { name: 'Larger' }).click();
    await expect.poll(widthOf).toBeGreaterThan(before * 1.2);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'download it' }).click();
    expect((await saved).suggestedFilename()).toBe('problem.en.pdf');
    expect([...found, ...complaints]).toEqual([]);
  });

  it('begins anew in another language, as wide as the pane', async () => {
    content = PAPER;
    await open();
    const first = page.getByRole('group', { name: 'Page 1 of 2' });
    const smaller = page.getByRole('button', { name: 'Smaller' });
    await page.getByRole('button', { name: 'Larger' }).click();
    await expect.poll(() => smaller.isEnabled()).toBe(true);
    await page.getByLabel('Language of the statement').selectOption('de');
    await page.locator('.pdf[lang="de"]').getByText('You are given one number').waitFor({ timeout: 60_000 });
    expect(await first.count()).toBe(1);
    expect(await smaller.isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('that nobody can read is said to be so, and can be downloaded', async () => {
    content = Buffer.from('%PDF-1.7\nnothing more');
    await open();
    await page
      .getByRole('alert')
      .getByText('The statement cannot be drawn here')
      .waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'download it' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
