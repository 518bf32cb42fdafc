import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../core/api/client.ts';
import { type BrowserSetting, examineView } from '../../support/browser.ts';
import type { LivingSystem } from '../../support/living-system.ts';
import { participantExam } from '../../support/participant-exam.ts';

/** One exam in local mode, nothing of it replaced; the tests are its participants' hour, in order. */
export const describeParticipant = (setting: () => BrowserSetting) =>
  describe('a participant in the browser', () => {
    let living: LivingSystem;
    let staff: ApiClient;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let sessionId: string;
    const complaints: string[] = [];

    beforeAll(async () => {
      ({ living, browser } = setting());
      staff = await living.client('instructor', 'instructor');
      await living.client('ann', 'participant');
      const session = await living.book(participantExam(['ann', 'bob']), 12_000);
      sessionId = session.sessionId;
      context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
      page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    });

    afterAll(async () => {
      await context?.close();
    });

    const examUrl = (tail = '') => `${living.system.pageUrl}#/exam/${sessionId}${tail}`;
    /** Where the program is written; submissions that are shown have an editor as well, to read in. */
    const editor = (on = page) => on.locator('.code-pane .cm-content');
    const verdict = (on = page) => on.locator('.results-pane .result-verdict');

    /** Writes a program in place of what the editor holds, by keyboard as a person does. */
    async function write(source: string, on = page) {
      await editor(on).click();
      await on.keyboard.press('Control+a');
      await on.keyboard.insertText(source);
    }

    /** Has the page ask now, as it does when the network comes back. */
    const askNow = () => page.evaluate(() => window.dispatchEvent(new Event('online')));

    const examine = (view: string) => examineView(page, `participant-${view}`);

    it('logs in, waits, and is let in when the exam opens', async () => {
      await page.goto(examUrl());
      const login = await examine('login');
      await page.getByLabel('Username').fill('ann');
      await page.getByLabel('Password').fill(living.system.tokens.passwordOf('ann'));
      await page.getByRole('button', { name: 'Log in' }).click();
      await page
        .getByRole('heading', { name: 'The exam has not opened yet' })
        .or(page.getByText('Twice again'))
        .first()
        .waitFor();
      await page.getByRole('link', { name: 'A Twice' }).waitFor({ timeout: 60_000 });
      expect([...login, ...(await examine('overview'))]).toEqual([]);
    });

    it('finds the exam among its own, and is told that a code is wrong', async () => {
      await page.getByRole('link', { name: 'Assize' }).click();
      const found = await examine('exams');
      await page.getByLabel('The code that you were told').fill('0000-0000');
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByRole('alert').waitFor();
      await page.getByRole('link', { name: /An exam in the browser/ }).click();
      expect(found).toEqual([]);
    });

    it('reads statements, whose scripts do nothing', async () => {
      await page.getByRole('link', { name: 'A Twice' }).click();
      await page.locator('.statement .katex').first().waitFor();
      expect(await page.locator('.statement .katex').count()).toBeGreaterThanOrEqual(4);
      await page.locator('.statement').getByText('a link').click();
      expect(
        await page.evaluate(() => (window as { statementActed?: string }).statementActed),
      ).toBeUndefined();
      expect(await page.locator('.statement :is(script, iframe, style, [onerror])').count()).toBe(0);
      expect(await page.getByText('1 second of CPU time').isVisible()).toBe(true);
      const picture = page.getByRole('img', { name: 'A dot' });
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
      await page.locator('.statement').getByText('[A picture that is not there]').waitFor();

      await page.getByLabel('Language of the statement').selectOption('de');
      await page.getByRole('heading', { name: 'A · Zweimal' }).waitFor();
      await page.locator('.statement').getByText('Das Doppelte').waitFor();

      // There it is in English alone, and is shown all the same.
      await page.goto(examUrl('/problems/B'));
      await page.locator('.statement').getByRole('heading', { name: 'Input' }).waitFor();
      expect(await page.locator('.statement').innerText()).not.toMatch(/\\|newcommand|problemname/);
      await page.locator('.statement pre').getByText('as it stands').waitFor();
    });

    it('tries a wrong program and sees where it differs, mends it, and is right', async () => {
      await page.goto(examUrl('/problems/A'));
      await page.getByLabel('Language of the statement').selectOption('en');
      await page.getByRole('img', { name: 'A dot' }).waitFor();
      await write('import sys\nprint("looking", file=sys.stderr)\nprint(int(input()) + 2)\n');
      await page.getByRole('button', { name: 'Try on the samples' }).click();
      await verdict().getByText('Wrong answer').waitFor({ timeout: 60_000 });
      await page.locator('.sample-runs .diff-removed code', { hasText: '2' }).waitFor();
      await page.locator('.sample-runs').getByText('looking').waitFor();
      await page
        .locator('[role=status].unseen', { hasText: 'Trial of problem A: Wrong answer' })
        .waitFor({ state: 'attached' });
      const found = await examine('problem');

      await write('print(2 * int(input()))\n');
      // The verdict may be told before the try is answered, and until then there is no other.
      await page.getByRole('button', { name: 'Try on the samples' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await verdict().getByText('1 of 1 samples right').waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
      await verdict().getByText('3 of 3 test cases right').waitFor({ timeout: 60_000 });
      await page.getByRole('link', { name: /^Problem A\s+solved$/ }).waitFor();

      await page.getByRole('link', { name: 'My submissions' }).click();
      await page.locator('table a').first().click();
      await page.getByText('print(2 * int(input()))').waitFor();
      await page.getByLabel('What changed since').selectOption({ index: 1 });
      await page.locator('.diff-lines').or(page.getByText('they are the same')).first().waitFor();
      expect([...found, ...(await examine('submission'))]).toEqual([]);
    });

    it('runs it on an input of its own, by keyboard, and finds the input kept', async () => {
      await page.goto(examUrl('/problems/A'));
      await write('import sys\nprint("saw", file=sys.stderr)\nprint(2 * int(input()))\n');
      await page.getByRole('button', { name: 'Own input' }).click();
      await page.getByLabel('Your input').fill('-21');
      await page.getByLabel('Your input').press('Control+Enter');
      await verdict().getByText('Ran to its end').waitFor({ timeout: 60_000 });
      await page.locator('.own-run').getByText('-42').waitFor();
      await page.locator('.own-run').getByText('saw').waitFor();
      expect(await page.locator('.results-pane').getByText('Nothing was compared').isVisible()).toBe(true);
      const found = await examine('own-input');
      await page.reload();
      expect(await page.getByLabel('Your input').inputValue()).toBe('-21');
      await page.getByRole('link', { name: 'My submissions' }).click();
      await page.getByText('Trials (').click();
      await page.locator('details table a').first().click();
      await page.locator('.copyable-title').getByText('The input that it ran on').waitFor();
      await page.goto(examUrl('/problems/A'));
      await page.getByRole('button', { name: 'Own input' }).click();
      await page.getByRole('button', { name: 'Try on the samples' }).waitFor();
      expect(found).toEqual([]);
    });

    it('writes a program of several files, which are kept, judged and shown', async () => {
      await page.goto(examUrl('/problems/A'));
      await write('from twice import twice\nprint(twice(int(input())))\n');
      await page.getByRole('button', { name: 'Add file' }).click();
      await page.getByLabel('Name of the new file').fill('twice.txt');
      await page.keyboard.press('Enter');
      await page.getByText('is no file of a Python program').waitFor();
      await page.getByLabel('Name of the new file').fill('twice.py');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'twice.py', exact: true }).waitFor();
      await write('def twice(n):\n    return 2 * n\n');
      const found = await examine('files');
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
      await verdict().getByText('3 of 3 test cases right').waitFor({ timeout: 60_000 });
      await page.reload();
      await page.getByRole('button', { name: 'twice.py', exact: true }).click();
      await page.getByText('return 2 * n').waitFor();
      await page.getByRole('link', { name: 'My submissions' }).click();
      await page.locator('table a').first().click();
      await page.getByRole('heading', { name: 'main.py' }).waitFor();
      await page.getByText('return 2 * n').waitFor();
      await page.getByLabel('What changed since').selectOption({ index: 1 });
      await page.getByRole('heading', { name: 'twice.py is new' }).waitFor();
      found.push(...(await examine('submission-files')));
      await page.goto(examUrl('/problems/A'));
      await page.getByRole('button', { name: 'twice.py', exact: true }).click();
      await page.getByRole('button', { name: 'Remove twice.py' }).click();
      await page.getByRole('button', { name: 'Really remove twice.py?' }).click();
      await page.getByRole('button', { name: 'twice.py', exact: true }).waitFor({ state: 'detached' });
      expect(found).toEqual([]);
    });

    it('is told what cannot be sent, before it is sent', async () => {
      await page.goto(examUrl('/problems/A'));
      await write('#'.repeat(130 * 1024));
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
      await page.getByText('at most 128 KiB are taken').waitFor();
      const file = { name: 'a.out', mimeType: 'application/octet-stream', buffer: Buffer.from([127, 0, 1]) };
      await page.getByLabel('Upload source files').setInputFiles(file);
      await page.getByText('NUL bytes').waitFor();
    });

    it('hands in without a network, and it is sent once when there is one', async () => {
      const count = async () =>
        (await staff.call('listSubmissions', { params: { sessionId }, query: {} })).items.filter(
          ({ trial }) => !trial,
        ).length;
      const before = await count();
      // The verdict before is the same: this one stands when that one is among the earlier ones.
      const earlier = page.getByRole('list', { name: 'Earlier ones' }).getByRole('listitem');
      const shown = await earlier.count();
      await write('print(int(input()) * 2)\n');
      await context.setOffline(true);
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
      await page.getByText('is being sent').waitFor();
      await context.setOffline(false);
      await page.getByText('is being sent').waitFor({ state: 'detached', timeout: 60_000 });
      await expect.poll(() => earlier.count()).toBe(shown + 1);
      await verdict().getByText('Accepted').waitFor({ timeout: 60_000 });
      expect(await count()).toBe(before + 1);
    });

    it('keeps the draft, and the newer one of two tabs', async () => {
      await write('# first tab\n');
      await page.reload();
      await page.getByText('# first tab').waitFor();
      const other = await context.newPage();
      const token = await living.system.tokens.issue('ann', 'participant');
      await other.goto(`${living.system.pageUrl}#token=${token}&exam=${sessionId}/problems/A`);
      await other.getByText('# first tab').waitFor();
      await write('# second tab\n', other);
      await page.getByText('its newer draft is shown here too').waitFor();
      await page.getByText('# second tab').waitFor();
      await other.close();
    });

    it('writes in a plain field where the editor cannot be fetched, and sees what is put into it', async () => {
      const other = await context.newPage();
      await other.route(/\/parts\/code-editor-/, (route) => route.abort());
      const token = await living.system.tokens.issue('ann', 'participant');
      await other.goto(`${living.system.pageUrl}#token=${token}&exam=${sessionId}/problems/A`);
      const field = other.locator('textarea.plain-editor');
      await field.fill('# typed here\n');
      const buffer = Buffer.from('# from a file\n');
      await other
        .getByLabel('Upload source files')
        .setInputFiles({ name: 'mine.py', mimeType: 'text/x-python', buffer });
      await expect.poll(() => field.inputValue()).toBe('# from a file\n');
      await other.close();
    });

    it('logs in again over the page when the token has expired, and loses nothing', async () => {
      const token = await living.system.tokens.issue('ann', 'participant');
      const tab = await context.newPage();
      await tab.goto(`${living.system.pageUrl}#token=${token}&exam=${sessionId}/problems/B`);
      await editor(tab).waitFor();
      await write('# typed before it expired\n', tab);
      await tab.route('**/v1/sessions/*/submissions', (route) =>
        route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer expired' } }),
      );
      await tab.getByRole('button', { name: 'Submit', exact: true }).click();
      const dialog = tab.getByRole('dialog', { name: 'Log in again' });
      await dialog.waitFor();
      await tab.unroute('**/v1/sessions/*/submissions');
      await dialog.getByLabel('Password').fill(living.system.tokens.passwordOf('ann'));
      await dialog.getByRole('button', { name: 'Log in' }).click();
      await dialog.waitFor({ state: 'detached' });
      await tab.getByText('# typed before it expired').waitFor();
      await verdict(tab).waitFor({ timeout: 60_000 });
      await tab.close();
    });

    it('hears what is announced, asks, and gets an answer', async () => {
      await staff.call('announce', { params: { sessionId }, body: { text: 'The room closes at noon.' } });
      await askNow();
      await page.locator('.banner').getByText('The room closes at noon.').waitFor({ timeout: 60_000 });
      await page.getByRole('link', { name: 'Ask about this problem' }).click();
      expect(await page.getByLabel('About').inputValue()).toBe('A');
      await page.getByLabel('Your question').fill('May n be negative?');
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      await page.getByText('Your question is asked. The answer').waitFor();
      const { items } = await staff.call('listMessages', { params: { sessionId }, query: {} });
      const question = items.find(({ kind }) => kind === 'question')!;
      await staff.call('answerQuestion', {
        params: { sessionId, messageId: question.messageId },
        body: { text: 'No.' },
      });
      await askNow();
      await page.locator('.message-answer').getByText('No.', { exact: true }).waitFor({ timeout: 60_000 });
      expect(await examine('messages')).toEqual([]);
    });

    it('works by keyboard alone: into the editor, out of it, and to the button', async () => {
      await page.goto(examUrl('/problems/A'));
      await editor().focus();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Try on the samples');
      await page.getByRole('separator').focus();
      const before = await page.getByRole('separator').getAttribute('aria-valuenow');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.getByRole('separator').getAttribute('aria-valuenow')).not.toBe(before);
    });

    it('says that the exam is paused, and goes on', async () => {
      await staff.call('pauseSession', { params: { sessionId }, body: { reason: 'A fire alarm.' } });
      await askNow();
      await page.getByText('The exam is paused: A fire alarm.').waitFor();
      expect(await page.getByRole('button', { name: 'Submit', exact: true }).isDisabled()).toBe(true);
      await staff.call('resumeSession', { params: { sessionId }, body: { reason: 'It was a false alarm.' } });
      await askNow();
      await page.getByText('The exam is paused').waitFor({ state: 'detached' });
      expect(await page.getByRole('button', { name: 'Submit', exact: true }).isEnabled()).toBe(true);
    });

    it('says when it is over, and what still waits', async () => {
      await page.goto(examUrl());
      await staff.call('endSession', { params: { sessionId }, body: {} });
      await askNow();
      await page.getByRole('heading', { name: 'The exam is over' }).waitFor();
      await page.getByText('Everything that you handed in has its verdict').waitFor();
      expect(await examine('closed')).toEqual([]);
    });

    it('sees its grade once that is published, and not before', async () => {
      expect(await page.getByRole('heading', { name: 'Your grade' }).count()).toBe(0);
      await staff.call('publishGrades', { params: { sessionId }, body: {} });
      await askNow();
      await page.getByRole('heading', { name: 'Your grade' }).waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save the report' }).click();
      expect((await saved).suggestedFilename()).toMatch(/\.html$/);
      expect(await examine('grade')).toEqual([]);
    });

    it('helps whoever opens the address of the others', async () => {
      await page.goto(`${living.system.pageUrl}#/sessions/${sessionId}`);
      await page.getByRole('link', { name: 'Go to your exam' }).click();
      await page.getByRole('heading', { name: 'Problems' }).waitFor();

      const tab = await context.newPage();
      const token = await living.system.tokens.issue('instructor', 'instructor');
      await tab.goto(`${living.system.pageUrl}#token=${token}&exam=${sessionId}`);
      await tab.getByRole('link', { name: 'Watch the session' }).click();
      await tab.locator('[data-tile="accepted"]').waitFor();
      await tab.close();
      expect(complaints).toEqual([]);
    });

    it('asks at log-out what becomes of the drafts, and forgets them', async () => {
      const kept = () =>
        page.evaluate(() => Object.keys(localStorage).filter((name) => /^assize-(draft|outbox)/.test(name)));
      expect(await kept()).not.toEqual([]);
      await page.getByRole('button', { name: 'Log out' }).click();
      const dialog = page.getByRole('dialog', { name: 'Log out' });
      await dialog.getByText('This browser keeps').waitFor();
      const found = await examine('log-out');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Log out' }).click();
      await dialog.getByRole('button', { name: 'Forget and log out' }).click();
      await page.getByLabel('Username').waitFor();
      await expect.poll(kept).toEqual([]);
      expect([...found, ...complaints]).toEqual([]);
    });
  });
