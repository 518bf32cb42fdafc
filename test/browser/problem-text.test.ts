import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examineView, hasBrowser, launchBrowser } from '../support/browser.ts';
import { consoleConfigOf } from '../support/console-config.ts';
import { serveConsole } from '../support/console-site.ts';
import { SESSION_ID } from '../support/live-session-answers.ts';
import { conversationProblem, deskAnswer, participantToken } from '../support/participant-answers.ts';

const config = consoleConfigOf(conversationProblem.languages);

describe.skipIf(!hasBrowser)('what a participant reads of a problem', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await serveConsole((path) => {
      if (path.includes('/desk')) return { status: 200, body: deskAnswer };
      if (path.includes('/problems/A')) return { status: 200, body: conversationProblem };
      if (path.includes('/config')) return { status: 200, body: config };
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
    page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of'))
        complaints.push(message.text());
    });
    await page.goto(`${site.url}#token=${participantToken}&exam=${SESSION_ID}/problems/A`);
    return async () => await page.close();
  });

  it('are the files that judging puts beside programs, and how a program is found by them', async () => {
    const beside = page.getByRole('region', { name: 'Files beside your program' });
    await beside.getByText('C++').waitFor();
    expect(await beside.locator('dl > div').allInnerTexts()).toEqual([
      'C++\nguessing.h, grader.cpp',
      'Java\ngrader.java (starts)',
      'JavaScript\ngrader.js (starts), lib/a-long-name-of-a-file-that-nobody-would-write-by-hand.js\nYours, if it is one file, is guessing.js',
      'Python\ngrader.py (starts)\nYours, if it is one file, is guessing.py',
    ]);
    expect(complaints).toEqual([]);
  });

  it('are conversations, line by line, to copy and to download', async () => {
    const samples = page.getByRole('region', { name: 'Samples', exact: true });
    await samples.waitFor();
    const [first] = conversationProblem.interactions ?? [];
    const shown = samples.getByRole('region', { name: 'Interaction of sample 1' }).locator('pre');
    expect(await shown.textContent()).toBe(first?.text);
    expect(await shown.locator('b').allTextContents()).toEqual(['>500\n', '>250\n', '>300\n']);
    const saved = page.waitForEvent('download');
    await samples.getByRole('button', { name: 'Download Interaction of sample 1' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('A-sample-1.interaction');
    expect(readFileSync(await file.path(), 'utf8')).toBe(first?.text);
    expect(await examineView(page, 'participant-conversation')).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
