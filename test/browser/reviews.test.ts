import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examineView, hasBrowser, launchBrowser } from '../support/browser.ts';
import { consoleConfigOf } from '../support/console-config.ts';
import { serveConsole } from '../support/console-site.ts';
import { keyboardOf } from '../support/keyboard.ts';
import { at, liveAt, SESSION_ID, verdictOf } from '../support/live-session-answers.ts';
import { deskAnswer, participantToken } from '../support/participant-answers.ts';
import {
  REVIEW_ID,
  REVIEW_SOURCE,
  reportFor,
  reviewAnswer,
  reviewInList,
  ruleViews,
} from '../support/review-answers.ts';

const claims = { username: 'ines', 'cognito:groups': ['instructor'] };
const TOKEN = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const [ann, bob] = ['01jd8x7r4k2m9q3v5w6y7z8a1c', '01jd8x7r4k2m9q3v5w6y7z8a1d'];
const config = consoleConfigOf([]);
const NO_COUNTS = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const inClass = [
  reviewInList({ submissionId: ann, participantId: 'ann', problem: 'A', sessionId: SESSION_ID }),
  reviewInList({
    reviewId: '01jd8x7r4k2m9q3v5w6y7z8a2b',
    submissionId: bob,
    participantId: 'bob',
    problem: 'A',
    sessionId: SESSION_ID,
    summary: { ...reviewInList().summary!, score: 100, rules: [], counts: NO_COUNTS },
  }),
];

const WIDE_LINES = `${'wide '.repeat(200)}\n`.repeat(200);
const [CLEAN, CROWDED] = ['01jd8x7r4k2m9q3v5w6y7z8a2d', '01jd8x7r4k2m9q3v5w6y7z8a2e'];
/** A review of lines that are long, with so many findings. */
const reviewOf = (reviewId: string, count: number) => {
  const [first] = reviewAnswer.report!.findings;
  return {
    ...reviewAnswer,
    reviewId,
    source: WIDE_LINES,
    report: {
      ...reviewAnswer.report!,
      counts: { ...NO_COUNTS, low: count },
      findings: Array.from({ length: count }, (_, at) => ({ ...first!, line: at + 1, endLine: at + 1 })),
    },
  };
};

/** An exam that is over, whose reviews are published. */
const desk = {
  ...deskAnswer,
  session: {
    ...deskAnswer.session,
    window: 'closed',
    policy: { ...deskAnswer.session.policy, reviews: 'participants' },
  },
  submissions: [
    {
      submissionId: ann,
      label: 'A',
      language: 'solidity',
      trial: false,
      state: 'judged',
      submittedAt: at(20),
      judgedAt: at(21),
      verdict: 'WA',
    },
  ],
};

describe.skipIf(!hasBrowser)('reviews on the page', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;
  const complaints: string[] = [];
  /** Whether a review of Bob's submission was asked for. */
  let asked = false;
  /** Who sees the reviews of the session. */
  let policy: unknown;
  /** Of Ann's submission for participants; undefined: the one with findings. */
  let shown: 'clean' | 'none' | undefined;
  const sessionNow = () => {
    const live = liveAt({});
    return { ...live, session: { ...live.session, policy: { ...live.session.policy, reviews: policy } } };
  };

  const answer = (path: string, isParticipant: boolean): unknown => {
    const [name, query = ''] = path.split('?');
    if (name === '/v1/config') return config;
    if (name?.endsWith(`/reviews/${CLEAN}`)) return reviewOf(CLEAN!, 0);
    if (name?.endsWith(`/reviews/${CROWDED}`)) return reviewOf(CROWDED!, 200);
    if (name?.endsWith('/desk')) return desk;
    if (name === '/v1/reviews/rules')
      return {
        languages: [
          { language: 'solidity', ruleSet: 'abc123', rules: ruleViews.map(({ ruleId }) => ruleId) },
        ],
        rules: ruleViews,
      };
    if (name === '/v1/reviews' && query.includes('sessionId')) return { items: inClass };
    // Also what a new one is answered.
    if (name === '/v1/reviews') return { ...reviewAnswer, items: [reviewInList()] };
    if (name === `/v1/reviews/${REVIEW_ID}`) return reviewAnswer;
    if (name?.endsWith(`${ann}/review`) && shown !== undefined)
      return shown === 'clean' ? reviewOf(REVIEW_ID, 0) : undefined;
    if (name?.endsWith(`${ann}/review`))
      return isParticipant ? { ...reviewAnswer, report: reportFor('participant') } : reviewAnswer;
    if (name?.endsWith(`${bob}/reviews`)) {
      asked = true;
      return reviewAnswer;
    }
    if (name?.endsWith(`${bob}/review`)) return asked ? reviewAnswer : undefined;
    if (name?.includes('/live')) return sessionNow();
    if (name === `/v1/sessions/${SESSION_ID}`) return { ...sessionNow().session, revision: 4 };
    if (name?.endsWith('/source'))
      return { language: 'solidity', source: shown === 'none' ? WIDE_LINES : REVIEW_SOURCE };
    if (name?.includes('/submissions/')) return verdictOf(ann!, 'WA');
    return undefined;
  };

  beforeAll(async () => {
    site = await serveConsole((path, { authorization }) => {
      const body = answer(path, authorization === `Bearer ${participantToken}`);
      return body === undefined
        ? { status: 404, body: { detail: `nothing at ${path}` } }
        : { status: 200, body };
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    complaints.length = 0;
    asked = false;
    policy = 'staff';
    shown = undefined;
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    // Only a change changes who sees them, and to what it says.
    await page.route(`**/v1/sessions/${SESSION_ID}`, async (route) => {
      if (route.request().method() === 'PATCH') policy = route.request().postDataJSON().policy.reviews;
      await route.continue();
    });
    return async () => await page.close();
  });
  const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  const open = async (fragment: string, token = TOKEN) => {
    await page.goto(`${site.url}#token=${token}`);
    await page.evaluate((to) => location.assign(to), fragment);
  };

  it('takes a pasted source, and leads by keyboard from a finding to its line', async () => {
    await open('#/reviews');
    const keys = keyboardOf(page);
    await page.getByRole('link', { name: 'Purse.sol' }).waitFor();
    const found = [...(await examineView(page, 'reviews'))];
    await keys.type(page.getByRole('textbox', { name: 'Source' }), 'contract Purse {}');
    await keys.press(page.getByRole('button', { name: 'Review', exact: true }));
    await page.getByRole('heading', { name: 'Purse.sol' }).waitFor();
    const findings = page.getByRole('region', { name: 'Findings' });
    await findings.getByText('for staff alone').waitFor();
    await page.locator('.cm-sign').first().waitFor();
    expect(await page.locator('.cm-sign').allTextContents()).toEqual(['●', '✖', '✖']);
    await keys.press(findings.getByRole('button', { name: /^line 7/ }));
    await page.locator('.cm-line.cm-chosen').waitFor();
    expect(await page.locator('.cm-line.cm-chosen').textContent()).toBe('    selfdestruct(msg.sender);');
    expect(await page.locator('.cm-marked-critical').allTextContents()).toContain('selfdestruct(msg.sender)');
    // And back: a sign leads to its finding.
    await page.locator('.cm-sign').first().click();
    await findings.locator('li.chosen').getByText('Old compiler', { exact: true }).waitFor();
    found.push(...(await examineView(page, 'review')));
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('stands beside a submission, or can be asked for there', async () => {
    await open(`#/sessions/${SESSION_ID}/submissions/${ann}`);
    await page.getByRole('region', { name: 'Findings' }).getByText('for staff alone').waitFor();
    expect(await page.getByRole('button', { name: 'Review it' }).count()).toBe(0);
    expect(await examineView(page, 'submission-review')).toEqual([]);
    await page.evaluate((to) => location.assign(to), `#/sessions/${SESSION_ID}/submissions/${bob}`);
    await page.getByRole('button', { name: 'Review it' }).click();
    await page.getByRole('region', { name: 'Findings' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('are shown to participants once they are published, without what is for staff alone', async () => {
    await open(`#/exam/${SESSION_ID}/submissions/${ann}`, participantToken);
    const findings = page.getByRole('region', { name: 'Findings' });
    await findings.getByRole('button', { name: /^line 7/ }).waitFor();
    expect(await findings.getByText('for staff alone').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Review it' }).count()).toBe(0);
    expect(await examineView(page, 'participant-review')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('are published, after the exam too, by a dialog that says to whom', async () => {
    await open(`#/sessions/${SESSION_ID}/reviews`);
    const keys = keyboardOf(page);
    const button = page.getByRole('button', { name: 'Change …' });
    await page.getByText('once the exam is over, for staff.').waitFor();
    await keys.press(button);
    const dialog = page.getByRole('dialog', { name: 'Reviews of this session' });
    const change = dialog.getByRole('button', { name: 'Change', exact: true });
    expect(await change.isDisabled()).toBe(true);
    await dialog.getByRole('combobox').selectOption('off');
    await dialog.getByText('Staff still see what was').waitFor();
    await dialog.getByRole('combobox').selectOption('participants');
    await dialog.getByText('Each of 2 participants sees the reviews of their own programs').waitFor();
    expect(await examineView(page, 'reviews-dialog')).toEqual([]);
    const asking = page.waitForRequest((request) => request.method() === 'PATCH');
    await keys.press(change);
    expect((await asking).postDataJSON()).toEqual({ revision: 3, policy: { reviews: 'participants' } });
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('for staff and for whose program it is.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('stay in their place on a narrow page, however many findings there are', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await open(`#/reviews/${CLEAN}`);
    await page.getByText('nothing found').waitFor();
    await page.locator('.cm-line').first().waitFor();
    expect(await isWide()).toBe(false);
    await open(`#/reviews/${CROWDED}`);
    await page.getByRole('button', { name: 'line 200' }).waitFor();
    expect(await isWide()).toBe(false);
    // Beside the code the list scrolls by itself, and the page is no longer than both.
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(2_400);
    expect(complaints).toEqual([]);
  });

  it.each([
    { what: 'a review without findings', state: 'clean' as const, who: 'participants' },
    { what: 'a review without findings', state: 'clean' as const, who: 'staff' },
    { what: 'a program without a review', state: 'none' as const, who: 'participants' },
    { what: 'a program without a review', state: 'none' as const, who: 'staff' },
  ])('are no wider than a telephone where lines are long, with $what, for $who', async ({ state, who }) => {
    shown = state;
    await page.setViewportSize({ width: 390, height: 800 });
    if (who === 'staff') await open(`#/sessions/${SESSION_ID}/submissions/${ann}`);
    else await open(`#/exam/${SESSION_ID}/submissions/${ann}`, participantToken);
    await page.locator('.cm-line', { hasText: 'wide wide' }).first().waitFor();
    expect(await page.getByText('nothing found').count()).toBe(state === 'clean' ? 1 : 0);
    expect(await isWide()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('tell together which faults a class makes', async () => {
    await open(`#/sessions/${SESSION_ID}/reviews`);
    const faults = page.getByRole('region', { name: 'Common faults' });
    await faults.getByRole('row').nth(1).waitFor();
    await faults.getByText('Anybody can destroy the contract').waitFor();
    expect(await faults.getByText('1 of 2').count()).toBe(3);
    expect(await examineView(page, 'class-reviews')).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
