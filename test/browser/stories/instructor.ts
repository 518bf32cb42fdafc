import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLocalInput } from '../../../console/staff/local-time.ts';
import type { ApiClient } from '../../../core/api/client.ts';
import { type BrowserSetting, dropFile, examineView } from '../../support/browser.ts';
import { type Keyboard, keyboardOf } from '../../support/keyboard.ts';
import type { LivingSystem } from '../../support/living-system.ts';
import { until } from '../../support/until.ts';
import { cancelRestoreAndOpen } from './cancelling.ts';
import { pressUntilClosed } from './dialogs.ts';
import { DOUBLING, packageFile, zipOf } from './doubling.ts';
import { lookAsOperator } from './operator.ts';
import { rejudgeCorrected } from './rejudging.ts';
import { lookForSimilar, submitAlike } from './similar-programs.ts';

const rosterFile = (text: string) => ({
  name: 'class.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

/** An instructor's exam in local mode, nothing of it replaced; the tests are its story, in order. */
export const describeInstructor = (setting: () => BrowserSetting) =>
  describe('an instructor in the browser', () => {
    let living: LivingSystem;
    let browser: Browser;
    let page: Page;
    let sessionId: string;
    let keys: Keyboard;
    const folder = mkdtempSync(join(tmpdir(), 'assize-instructor-'));
    let staff: ApiClient;
    const complaints: string[] = [];

    beforeAll(async () => {
      ({ living, browser } = setting());
      staff = await living.client('instructor', 'instructor');
      page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
      page.on('pageerror', (error) => complaints.push(error.message));
      keys = keyboardOf(page);
      const token = await living.system.tokens.issue('instructor', 'instructor');
      await page.goto(`${living.system.pageUrl}#token=${token}`);
    });

    afterAll(async () => {
      await page?.close();
      rmSync(folder, { recursive: true });
    });

    const sessionLink = (name: string | RegExp) =>
      page.getByRole('navigation', { name: 'Session' }).getByRole('link', { name });
    const turnTo = (name: string | RegExp) => sessionLink(name).click();
    const dialog = () => page.getByRole('dialog');
    const read = async () => {
      const session = await staff.call('getSession', { params: { sessionId } });
      if (session.view !== 'staff') throw new Error('this is a participant');
      return session;
    };

    const examine = (view: string) => examineView(page, `instructor-${view}`);

    it('imports a broken package, reads its faults, and mends it by dropping it there', async () => {
      await page.getByRole('link', { name: 'Book a session' }).click();
      const packages = page.getByLabel('Drop problem packages here');
      const { 'data/secret/02.ans': _, ...broken } = DOUBLING;
      await packages.setInputFiles(packageFile(broken));
      await page.getByText('not imported: Doubling.zip has').waitFor({ timeout: 60_000 });
      await page.locator('.faults code', { hasText: 'data/secret/02' }).first().waitFor();

      const mended = join(folder, 'Doubling.zip');
      writeFileSync(mended, zipOf(DOUBLING));
      const zone = page.locator('.drop', { hasText: 'Drop problem packages here' });
      // What misses the zone is not opened in place of the form.
      await dropFile(page, page.getByRole('heading', { name: 'Book a session' }), mended);
      await dropFile(page, zone, folder);
      await page.getByRole('alert').getByText('is a folder').waitFor();
      await dropFile(page, zone, mended);
      await page.getByText('as version 1, and put on the list').waitFor({ timeout: 60_000 });
      expect(await page.getByLabel('Label of Doubling').inputValue()).toBe('A');
    });

    it('is told the faults of a roster by line, mends it, sees the price, and books, by keyboard alone', async () => {
      const roster = page.getByLabel('Drop a roster here');
      await keys.give(roster, rosterFile('username;name;group\nann;Ann Müller;red\nb b;Bob;red\n'));
      await page.getByRole('alert').getByText('line 3').waitFor();
      await keys.give(
        roster,
        rosterFile(
          'username;name;group;email\nann;Ann Müller;red;ann@example.org\nbob;Bob;blue;bob@example.org\n',
        ),
      );
      await page.getByRole('cell', { name: 'Ann Müller' }).waitFor();
      await keys.type(page.getByLabel('Name', { exact: true }).first(), 'Algorithms, final exam');
      await keys.type(page.getByLabel('Minutes', { exact: true }), '60');
      await keys.tick(page.getByLabel('Python'));
      await page.getByTestId('price').waitFor({ timeout: 60_000 });
      const found = await examine('booking');

      await keys.type(page.getByRole('spinbutton', { name: 'Hosts' }), '50');
      await page.locator('.field-faults').first().waitFor({ timeout: 60_000 });
      await keys.type(page.getByRole('spinbutton', { name: 'Hosts' }), '1');
      // The field knows minutes: one for which there is time to book, however slow this machine is.
      const opensAt = Math.ceil((Date.now() + 10 * 60_000) / 60_000) * 60_000;
      await keys.typeTime(page.getByLabel('Opens'), toLocalInput(new Date(opensAt).toISOString()));
      await page
        .getByText('ready to be booked')
        .or(page.locator('.quote .note.busy'))
        .first()
        .waitFor({ timeout: 60_000 });
      await keys.press(page.getByRole('button', { name: 'Book the session' }));
      await page
        .getByRole('heading', { level: 1, name: 'Algorithms, final exam' })
        .waitFor({ timeout: 60_000 });
      sessionId = /sessions\/(\w+)/.exec(page.url())?.[1] ?? '';
      expect(found).toEqual([]);
    });

    it('cancels an exam that is to come, takes that back, and opens it at once', async () => {
      expect(await cancelRestoreAndOpen(page, living)).toEqual([]);
    });

    it('extends while the exam runs: for all, for one, and for a group', async () => {
      await page.goto(`${living.system.pageUrl}#/sessions/${sessionId}`);
      await staff.call('openSession', { params: { sessionId }, body: {} });
      await page.getByText('open, closes in').waitFor();
      // Until its hosts are ready: what becomes of the fleet are changes of the session.
      await until(read, ({ fleet }) => fleet.state === 'ready', 100_000);
      const before = Date.parse((await read()).times.closesAt);
      await page.getByRole('button', { name: 'Extend …' }).click();
      await dialog().getByLabel('By how many minutes').fill('15');
      await dialog().getByText('for 2 participants').waitFor();
      const found = await examine('extend');
      await pressUntilClosed(page, 'Extend');
      expect(Date.parse((await read()).times.closesAt) - before).toBe(15 * 60_000);

      // Somebody else changes the session while the dialog is open: nothing is overwritten unseen.
      await page.getByRole('button', { name: 'Extend …' }).click();
      await dialog().getByLabel('one participant').check();
      await dialog().getByLabel('Participant', { exact: true }).fill('bob');
      await staff.call('updateSession', {
        params: { sessionId },
        body: { revision: (await read()).revision, name: 'Algorithms, final exam (room 2)' },
      });
      await dialog().getByRole('button', { name: 'Extend', exact: true }).click();
      await dialog().getByText('Somebody else has changed the session').waitFor();
      await pressUntilClosed(page, 'Extend');

      await page.getByRole('button', { name: 'Extend …' }).click();
      await dialog().getByLabel('a group').check();
      await dialog().getByRole('combobox', { name: 'Group', exact: true }).selectOption('blue');
      await dialog().getByRole('button', { name: '5 min', exact: true }).click();
      await dialog().getByText('bob closes').waitFor();
      await pressUntilClosed(page, 'Extend');
      const { items } = await staff.call('listParticipants', { params: { sessionId } });
      expect(items.map(({ extraTimeMs }) => extraTimeMs)).toEqual([0, 15 * 60_000]);
      expect(found).toEqual([]);
    });

    it('pauses and resumes intake', async () => {
      await page.getByRole('button', { name: 'Pause intake …' }).click();
      await dialog().getByLabel('Why').fill('fire drill');
      await pressUntilClosed(page, 'Pause');
      await page.getByText('Paused since').waitFor();
      await page.getByRole('button', { name: 'Resume …' }).click();
      await pressUntilClosed(page, 'Resume');
      await page.getByText('Paused since').waitFor({ state: 'detached' });
    });

    it('adds a late student, who submits at once', async () => {
      await turnTo('People');
      await page.getByText('Ann Müller').waitFor();
      await page.getByRole('button', { name: 'Add participants …' }).click();
      await dialog().getByLabel('User name').fill('cleo');
      await dialog().getByLabel('Name', { exact: true }).fill('Cleo Late');
      await dialog().getByRole('button', { name: 'Put on the list' }).click();
      const found = await examine('add');
      await pressUntilClosed(page, 'Add');
      await page.getByText('Cleo Late').waitFor();

      const submit = async (who: string, source: string) =>
        await (await living.client(who, 'participant')).call('createSubmission', {
          params: { sessionId },
          headers: {},
          body: { problem: 'A', language: 'python', source },
        });
      await submit('cleo', 'print(2 * int(input()))\n');
      await submit('ann', 'import sys\nprint("looking", file=sys.stderr)\nprint(int(input()) + 2)\n');
      await submit('ann', 'print(int(input()) + 1)\n');
      await until(
        async () => (await staff.call('getLive', { params: { sessionId }, query: {} })).queue.judged,
        (judged) => judged === 3,
        60_000,
      );
      await page.reload();
      await page.locator('.segments label', { hasText: 'nothing yet 1' }).click();
      await expect.poll(() => page.getByLabel('Participants').locator('tbody tr').count()).toBe(1);
      await page.getByLabel('Participants').getByRole('link', { name: 'bob' }).waitFor();
      found.push(...(await examine('people')));
      await keys.press(page.getByRole('button', { name: 'Invitations' }));
      const accounts = page.getByLabel('Account of each participant');
      await accounts.getByRole('row', { name: /^bob/ }).getByText('no account').waitFor();
      await accounts.getByRole('row', { name: /^cleo/ }).getByText('no mail address').waitFor();
      await keys.press(page.getByRole('button', { name: 'Invite 1 participant without an account' }));
      await pressUntilClosed(page, 'Invite');
      await accounts.getByRole('row', { name: /^bob/ }).getByText('invited just now').waitFor();
      found.push(...(await examine('invitations')));
      await page.getByLabel('Participants').getByRole('link', { name: 'bob' }).click();
      await page.getByRole('heading', { name: /bob/ }).waitFor();
      expect([...found, ...(await examine('person'))]).toEqual([]);
    });

    it('answers a question with a canned answer, to everybody', async () => {
      const ann = await living.client('ann', 'participant');
      await ann.call('askQuestion', {
        params: { sessionId },
        body: { text: 'May n be negative?', label: 'A' },
      });
      await turnTo(/^Messages/);
      await page.getByText('May n be negative?').waitFor({ timeout: 30_000 });
      const found = await examine('messages');
      await page.getByRole('button', { name: 'No.', exact: true }).click();
      await page.getByLabel('everybody reads').check();
      await page.getByRole('button', { name: 'Answer to everybody' }).click();
      await page.locator('.asked', { hasText: 'May n be negative?' }).waitFor({ timeout: 30_000 });
      expect(found).toEqual([]);
    });

    it('goes from a verdict down to the source and to what every test case printed', async () => {
      await turnTo('Verdicts');
      const rows = page.getByLabel('Verdicts that match').locator('tbody tr');
      await expect.poll(() => rows.count()).toBe(3);
      await page.getByRole('combobox', { name: 'Verdict', exact: true }).selectOption('WA');
      await page.getByRole('searchbox', { name: 'Participant' }).fill('an');
      await expect.poll(() => rows.count()).toBe(2);
      const found = await examine('verdicts');
      await rows.last().getByRole('link').first().click();
      const line = page.locator('.cm-content').getByText('int(input()) + 2');
      await line.waitFor({ timeout: 30_000 });
      await line.scrollIntoViewIfNeeded();
      await page.locator('.cases details[open]').getByText('looking', { exact: true }).waitFor();
      expect([...found, ...(await examine('submission'))]).toEqual([]);
    });

    it('shows the board frozen, and reveals what came since', async () => {
      await turnTo('Scoreboard');
      await page.getByRole('button', { name: 'Freeze', exact: true }).click();
      await page.getByText('Frozen at').waitFor();
      const found = await examine('scoreboard');
      await page.getByRole('button', { name: 'All is revealed' }).waitFor();
      await page.getByRole('button', { name: 'Unfreeze' }).click();
      await keys.press(sessionLink('Statistics'));
      await page.getByText('of 2 who tried').waitFor();
      await page.locator('.bars li').first().waitFor();
      found.push(...(await examine('statistics')));
      await turnTo('Now');
      await page.getByRole('heading', { name: 'Scoreboard' }).waitFor();
      expect([...found, ...(await examine('now'))]).toEqual([]);
    });

    it('sees which programs are similar, side by side, and takes the evidence along, by keyboard alone', async () => {
      await submitAlike(living, sessionId, ['bob', 'ann']);
      await until(
        async () => (await staff.call('getLive', { params: { sessionId }, query: {} })).queue.judged,
        (judged) => judged === 5,
        60_000,
      );
      const refusal = { type: 'about:blank', title: 'Refused', status: 403, detail: 'Not at the moment.' };
      await page.route(/\/sources\b/, (route) => route.fulfill({ status: 403, json: refusal }), { times: 1 });
      await keys.press(sessionLink('Similarity'));
      await page.getByRole('alert').getByText('Not at the moment.').waitFor();
      await keys.press(page.getByRole('button', { name: 'Look again' }));
      expect(await lookForSimilar(page, ['bob', 'ann'])).toEqual([]);
    });

    it('is watched by an operator meanwhile, who sees all that is on', async () => {
      expect(await lookAsOperator(setting(), await read())).toEqual([]);
    });

    it('imports the problem corrected, judges it again, sees what would change, and applies it, by keyboard alone', async () => {
      expect(await rejudgeCorrected(page, living, sessionId)).toEqual([]);
    });

    it('ends the exam, publishes the grades, and downloads the Moodle CSV, by keyboard alone', async () => {
      await keys.press(page.getByRole('button', { name: 'End now …' }));
      await dialog().getByText('It cannot be opened again').waitFor();
      await pressUntilClosed(page, 'End it now');
      await keys.press(sessionLink('Grades'));
      await page
        .getByLabel('Grade of each participant')
        .getByRole('link', { name: 'cleo', exact: true })
        .waitFor();
      await keys.press(page.getByRole('button', { name: 'Publish all …' }));
      await pressUntilClosed(page, 'Publish');
      await page.getByText('see 3 of 3 grades').waitFor({ timeout: 30_000 });
      const cleo = await living.client('cleo', 'participant');
      expect((await cleo.call('getGrade', { params: { sessionId } })).points).toBe(100);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        keys.press(page.getByRole('button', { name: 'Moodle' })),
      ]);
      const text = readFileSync(await file.path(), 'utf8');
      expect(text).toContain('ann@example.org');
      expect(file.suggestedFilename()).toMatch(/\.csv$/);
      expect(await examine('grades')).toEqual([]);
      expect(complaints).toEqual([]);
    });

    it('withdraws the grade of one, and of all, by keyboard alone', async () => {
      const cleo = await living.client('cleo', 'participant');
      await keys.press(page.getByRole('button', { name: 'Withdraw the grade of cleo' }));
      await dialog().getByText('No grade can be seen any more by cleo').waitFor();
      await pressUntilClosed(page, 'Withdraw');
      await page.getByText('see 2 of 3 grades').waitFor({ timeout: 30_000 });
      await expect(cleo.call('getGrade', { params: { sessionId } })).rejects.toMatchObject({ status: 404 });
      await keys.press(page.getByRole('button', { name: 'Withdraw all …' }));
      await pressUntilClosed(page, 'Withdraw');
      await page.getByText('see 0 of 3 grades').waitFor({ timeout: 30_000 });
      expect((await read()).gradesPublishedAt).toBeUndefined();
    });

    it('changes how it is graded, and sees before whose points change, by keyboard alone', async () => {
      await keys.press(page.getByRole('button', { name: 'Change the rules …' }));
      await keys.type(dialog().getByLabel('Counts until minute'), '0');
      await dialog().getByRole('alert').getByText('nothing can be submitted before').waitFor();
      await keys.type(dialog().getByLabel('Counts until minute'), '');
      await keys.type(dialog().getByLabel('Points of A Doubling'), '10');
      await dialog().getByText('A 10 (was 100)').waitFor();
      await dialog()
        .getByText(/\d would stand otherwise/)
        .waitFor();
      const found = await examine('grading');
      // The session may be settled at this very moment: then the dialog has read it anew, and offers the act again.
      await pressUntilClosed(page, 'Set the rules');
      await page.getByText('points: A 10').waitFor();
      expect((await read()).grading).toEqual({ pick: 'best', points: { A: 10 } });
      expect(found).toEqual([]);
    });

    it('books one like it from a template that this browser keeps', async () => {
      await page.getByRole('button', { name: 'Save as template' }).click();
      await page.goto(`${living.system.pageUrl}#/book`);
      await page.getByRole('button', { name: 'Algorithms, final exam (room 2)', exact: true }).click();
      await page.getByLabel('Label of Doubling').waitFor();
      await page.goto(`${living.system.pageUrl}#/book/${sessionId}`);
      await page.getByRole('cell', { name: 'Cleo Late' }).waitFor();
      await page.getByRole('link', { name: 'Assize' }).click();
      await page.getByRole('link', { name: 'Algorithms, final exam (room 2)' }).waitFor();
      expect(await examine('home')).toEqual([]);
    });
  });
