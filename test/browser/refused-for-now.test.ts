import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionProblem } from '../../core/api/problems.ts';
import { type SubmissionView, submission } from '../../core/api/submissions.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { consoleConfigOf } from '../support/console-config.ts';
import { serveConsole } from '../support/console-site.ts';
import { at, noStatistics, SESSION_ID, sampleBoard, sampleLive } from '../support/live-session-answers.ts';
import { deskAnswer, paperProblem, participantToken } from '../support/participant-answers.ts';
import { exampleAnswer } from '../support/stage-answers.ts';

const config = consoleConfigOf(['javascript']);
const problem = sessionProblem.parse({
  ...paperProblem,
  statements: [{ language: 'en', format: 'md' }],
  statement: { language: 'en', format: 'md', text: 'Print *twice* the number.' },
});
const trial = (state: SubmissionView['state']): SubmissionView =>
  submission.parse({
    submissionId: '01jd8x7r4k2m9q3v5w6y7z8a1c',
    sessionId: SESSION_ID,
    participantId: 'ann',
    label: 'A',
    problemId: 'two-sum',
    language: 'javascript',
    trial: true,
    state,
    submittedAt: at(31),
    sourceBytes: 16,
    attempts: 1,
    ...(state !== 'judged'
      ? {}
      : {
          judgedAt: at(32),
          result: {
            verdict: 'WA',
            passed: 0,
            testCases: 1,
            results: [{ number: 1, id: 'sample/1', sample: true, verdict: 'WA', output: '1\n' }],
          },
        }),
  });

/** As an account does whose functions are all busy: every call is refused the first time. */
describe.skipIf(!hasBrowser)('a participant whose calls are refused for now', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  const asked = new Map<string, unknown[]>();

  beforeAll(async () => {
    site = await serveConsole((path, headers) => {
      const { submissionId, label, language, state, submittedAt, judgedAt } = trial('judged');
      const tried = asked.get('/submissions')?.length === 2;
      // What is followed has its own way of asking again.
      if (path.includes('/desk'))
        return {
          status: 200,
          body: {
            ...deskAnswer,
            submissions: tried
              ? [{ submissionId, label, language, state, submittedAt, judgedAt, trial: true, verdict: 'WA' }]
              : [],
          },
        };
      const place = path.replace(`/v1/sessions/${SESSION_ID}`, '').replace(/\?.*/, '');
      const before = asked.get(place) ?? [];
      asked.set(place, [...before, headers['idempotency-key']]);
      if (before.length === 0) return { status: 503, body: { message: 'Service Unavailable' } };
      if (place === '/v1/config') return { status: 200, body: config };
      if (place === '/problems/A') return { status: 200, body: problem };
      if (place === '/submissions') return { status: 202, body: trial('queued') };
      if (place === `/submissions/${submissionId}`) return { status: 200, body: trial('judged') };
      return { status: 404, body: { detail: 'There is no such thing' } };
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it('reads, writes, tries and sees what it printed all the same, and has tried once', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.url}#token=${participantToken}&exam=${SESSION_ID}/problems/A`);
    await page.locator('.statement em').getByText('twice').waitFor();
    await page.locator('.code .cm-content').getByText('console.log').waitFor();
    await page.getByRole('button', { name: 'Try on the samples' }).click();
    await page.locator('.sample-runs .diff-removed').first().waitFor();
    expect(await page.getByText('It was not tried').count()).toBe(0);
    const [first, second, ...more] = asked.get('/submissions') ?? [];
    expect([typeof first, second, more]).toEqual(['string', first, []]);
  });
});

const claims = { username: 'instructor', 'cognito:groups': ['instructor'] };
const TOKEN = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe.skipIf(!hasBrowser)('staff whose calls are refused for now', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  const asked = new Set<string>();
  const { submissionId } = trial('judged');
  const session = `/v1/sessions/${SESSION_ID}`;
  const answers: Readonly<Record<string, unknown>> = {
    '/v1/config': config,
    [session]: exampleAnswer('getSession'),
    [`${session}/participants`]: exampleAnswer('listParticipants'),
    [`${session}/live`]: sampleLive(),
    [`${session}/scoreboard`]: sampleBoard,
    [`${session}/statistics`]: noStatistics,
    [`${session}/results`]: exampleAnswer('getResults'),
    [`${session}/submissions/${submissionId}`]: trial('judged'),
  };

  beforeAll(async () => {
    site = await serveConsole((path) => {
      const [name = ''] = path.split('?');
      const isFirst = !asked.has(name);
      asked.add(name);
      // What is followed is asked again by its own schedule.
      if (isFirst && !name.endsWith('/live'))
        return { status: 503, body: { message: 'Service Unavailable' } };
      const body = answers[name];
      return body === undefined
        ? { status: 404, body: { detail: 'There is no such thing' } }
        : { status: 200, body };
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it.each([
    { view: 'scoreboard', shows: 'Freeze' },
    { view: 'statistics', shows: 'participants have submitted something' },
    { view: 'grades', shows: 'Participants see' },
    { view: `submissions/${submissionId}`, shows: 'taken up 1 time' },
  ])('see what nothing asks for again by itself all the same: $view', async ({ view, shows }) => {
    asked.clear();
    const page = await browser.newPage();
    await page.goto(`${site.url}#token=${TOKEN}&session=${SESSION_ID}`);
    await page.evaluate((to) => location.assign(to), `#/sessions/${SESSION_ID}/${view}`);
    await page.getByText(shows).first().waitFor();
    await page.close();
  });

  it('book nothing any more once they have left the form, and are led nowhere', async () => {
    asked.clear();
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(`${site.url}#token=${TOKEN}&session=${SESSION_ID}`);
    await page.evaluate((to) => location.assign(to), `#/book/${SESSION_ID}`);
    const booked = page.waitForResponse((response) => 'idempotency-key' in response.request().headers());
    await page.clock.runFor(10_000);
    await page.getByRole('button', { name: 'Book the session' }).click();
    expect((await booked).status()).toBe(503);
    await page.evaluate((to) => location.assign(to), '#/reviews');
    await page.getByRole('heading', { name: 'Review a source' }).waitFor();
    const again: string[] = [];
    page.on('request', (request) => {
      if ('idempotency-key' in request.headers()) again.push(request.url());
    });
    await page.clock.runFor(60_000);
    expect(again).toEqual([]);
    expect(new URL(page.url()).hash).toBe('#/reviews');
    await page.close();
  });
});
