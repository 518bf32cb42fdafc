import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../core/api/client.ts';
import type { PlannedExam } from '../../examples/planned-exam.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { SOUND } from '../support/packages.ts';
import { packProblem } from '../support/participant-exam.ts';

const TWENTY = 20;
/** One problem, and nothing in its statement that takes a browser long. */
const EXAM: Omit<PlannedExam, 'participants'> = {
  name: 'Twenty at once',
  durationMinutes: 60,
  problems: [
    packProblem('A', 'twenty-times', 'Twenty times', {
      ...SOUND,
      'problem.yaml': SOUND['problem.yaml']!.replace('name: Twice', 'name: Twenty times'),
    }),
  ],
  submissions: [],
  languages: ['python'],
};
/** How long one of twenty may wait for what the others wait for too, ms. */
const PATIENCE_MS = 110_000;

/** Somebody of the twenty, in a browser context of their own. */
interface Sitter {
  readonly name: string;
  readonly page: Page;
  /** Whether their program is right. */
  readonly isRight: boolean;
  /** Whether they try it before they hand it in. */
  readonly tries: boolean;
}

/**
 * One exam in local mode with twenty browsers in it at once, nothing replaced; the tests are their hour, in order. A new
 * account runs ten functions at a time, so that one call in six is refused at first: nobody is to notice.
 */
describe.skipIf(!hasBrowser)('twenty browsers at once', () => {
  let living: LivingSystem;
  let browser: Browser;
  let staff: ApiClient;
  let sessionId: string;
  const contexts: BrowserContext[] = [];
  const sitters: Sitter[] = [];
  const complaints: string[] = [];
  const names = Array.from({ length: TWENTY }, (_, at) => `seat${String(at + 1).padStart(2, '0')}`);

  beforeAll(async () => {
    living = await startLivingSystem();
    browser = await launchBrowser();
    staff = await living.client('instructor', 'instructor');
    for (const name of names) await living.client(name, 'participant');
    sessionId = (
      await living.book(
        {
          ...EXAM,
          participants: names.map((participantId) => ({
            participantId,
            name: participantId,
            extraTimeMinutes: 0,
          })),
        },
        5_000,
      )
    ).sessionId;
    for (const [at, name] of names.entries()) {
      const context = await browser.newContext({
        viewport: { width: 1024, height: 700 },
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(PATIENCE_MS);
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
      sitters.push({ name, page, isRight: at % 2 === 0, tries: at % 4 < 2 });
    }
  });

  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await browser?.close();
    await living?.stop();
  });

  /** What everybody does at the same time. */
  const all = async (act: (sitter: Sitter) => Promise<void>) => {
    await Promise.all(
      sitters.map((sitter) =>
        act(sitter).catch((error: unknown) => {
          throw new Error(`${sitter.name}: ${(error as Error).message}`, { cause: error });
        }),
      ),
    );
  };
  const examUrl = (tail = '') => `${living.system.pageUrl}#/exam/${sessionId}${tail}`;
  const verdictOf = ({ page }: Sitter) => page.locator('.results-pane .result-verdict');

  it('log in, read, write, try, submit, and all get their verdicts', {
    timeout: 4 * PATIENCE_MS,
  }, async () => {
    await all(async ({ name, page }) => {
      await page.goto(examUrl(), { waitUntil: 'commit' });
      await page.getByLabel('Username').fill(name);
      await page.getByLabel('Password').fill(living.system.tokens.passwordOf(name));
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('link', { name: 'A Twenty times' }).click();
      await page.locator('.statement').getByText('twice').first().waitFor();
    });
    await all(async (sitter) => {
      const { name, page, isRight, tries } = sitter;
      await page.locator('.code .cm-content').click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(
        `# written by ${name}\nprint(int(input()) ${isRight ? '* 2' : '+ 7'})\n`,
      );
      if (tries) {
        await page.getByRole('button', { name: 'Try on the samples' }).click();
        await verdictOf(sitter)
          .getByText(isRight ? '1 of 1 samples right' : 'Wrong answer')
          .first()
          .waitFor();
      }
      await page.getByRole('button', { name: 'Submit', exact: true }).click();
      await verdictOf(sitter)
        .getByText(isRight ? '3 of 3 test cases right' : '0 of 3 test cases right')
        .waitFor();
    });
  });

  it('see what is theirs, and nothing of anybody else', async () => {
    const { items } = await staff.call('listSubmissions', { params: { sessionId }, query: { limit: 100 } });
    const counted = items.filter(({ trial }) => !trial);
    expect(counted.map(({ participantId }) => participantId).sort()).toEqual(names);
    for (const { participantId, result } of counted)
      expect([participantId, result?.verdict]).toEqual([
        participantId,
        sitters.find(({ name }) => name === participantId)?.isRight ? 'AC' : 'WA',
      ]);

    const submissionOf = (name: string) =>
      counted.find(({ participantId }) => participantId === name)?.submissionId ?? '';
    await all(async ({ name, page }) => {
      await page.getByRole('link', { name: 'My submissions' }).click();
      const links = page.locator('table a');
      await links.first().waitFor();
      // Those of the trials are there too, folded.
      const own = items.filter(({ participantId }) => participantId === name);
      const shown = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
      expect(shown.map((href) => href.split('/').at(-1)).sort()).toEqual(
        own.map(({ submissionId }) => submissionId).sort(),
      );
      await page.goto(examUrl(`/submissions/${submissionOf(name)}`));
      await page.getByText(`# written by ${name}`).waitFor();
    });

    await all(async ({ name, page }) => {
      const other = names[(names.indexOf(name) + 1) % names.length]!;
      await page.goto(examUrl(`/submissions/${submissionOf(other)}`));
      await page.getByRole('alert').waitFor();
      expect(await page.getByText('# written by').count()).toBe(0);
    });
    expect(complaints).toEqual([]);
  });
});
