import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { consoleConfigOf } from '../support/console-config.ts';
import { serveConsole } from '../support/console-site.ts';
import { SESSION_ID } from '../support/live-session-answers.ts';
import { deskAnswer, paperProblem, participantToken } from '../support/participant-answers.ts';

const problem = { ...paperProblem, languages: ['python'], samples: [] };
const config = consoleConfigOf(problem.languages);

describe.skipIf(!hasBrowser)('what is typed as soon as there is a field for it', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;

  beforeAll(async () => {
    site = await serveConsole((path) => {
      if (path.includes('/desk')) return { status: 200, body: deskAnswer };
      if (path.includes('/problems/A')) return { status: 200, body: problem };
      if (path.includes('/config')) return { status: 200, body: config };
      return { status: 404, body: { detail: 'There is no such thing' } };
    });
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`${site.url}#token=${participantToken}&exam=${SESSION_ID}/problems/A`);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it('goes into the name of a new file whole', async () => {
    await page.getByRole('button', { name: 'Add file' }).waitFor();
    // In the page itself: nothing is drawn between the click, what the page does about it, and what is typed.
    const typed = await page.evaluate(async () => {
      const buttons = [...document.querySelectorAll<HTMLElement>('button')];
      buttons.find((button) => button.textContent?.trim() === 'Add file')?.click();
      const nextTask = new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(undefined);
      });
      await nextTask;
      const field = document.querySelector<HTMLInputElement>('.file-name input');
      const hasFocus = field !== null && document.activeElement === field;
      field?.focus();
      field?.select();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      document.execCommand('insertText', false, 'twice.txt');
      return { hasFocus, value: field?.value };
    });
    expect(typed).toEqual({ hasFocus: true, value: 'twice.txt' });
  });

  it('and pressed as soon as a file is shown is of that file', async () => {
    await page.getByLabel('Name of the new file').fill('twice.py');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove twice.py' }).waitFor();
    const asked = await page.evaluate(async () => {
      const nextTask = () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = resolve;
          port2.postMessage(undefined);
        });
      const press = async (text: RegExp) => {
        const buttons = [...document.querySelectorAll<HTMLElement>('.file-tabs button')];
        buttons.find(({ textContent }) => text.test(textContent ?? ''))?.click();
        await nextTask();
      };
      await press(/^main\.py/);
      await press(/^Remove/);
      return document.querySelector('.file-acts')?.textContent;
    });
    expect(asked).toContain('Really remove main.py?');
  });
});
