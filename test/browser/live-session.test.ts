import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LiveSession } from '../../core/api/live.ts';
import { hasBrowser, launchBrowser, violationsOf } from '../support/browser.ts';
import { serveConsole } from '../support/console-site.ts';
import {
  at,
  closeLimit,
  liveAt,
  noStatistics,
  oneQuestion,
  SESSION_ID,
  sampleBoard,
  sampleLive,
  settledLedger,
  verdictOf,
} from '../support/live-session-answers.ts';

const claims = { username: 'instructor', 'cognito:groups': ['instructor'] };
/** The page reads who is logged in; the API is what trusts a token or not. */
const tokenOf = (signature: string) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;

describe.skipIf(!hasBrowser)('the live page', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;
  let live: LiveSession;
  let liveStatus = 200;
  let isBusy = false;
  let insight = closeLimit;
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await serveConsole((path, headers) => {
      if (headers.authorization !== `Bearer ${tokenOf('good')}`)
        return { status: 401, body: { message: 'Unauthorized' } };
      if (path.includes('/live')) {
        return liveStatus === 200
          ? { status: 200, body: live }
          : { status: liveStatus, body: { detail: 'Assize cannot do this right now' } };
      }
      if (isBusy) return { status: 503, body: { message: 'Service Unavailable' } };
      if (path.endsWith('/ledger')) return { status: 200, body: settledLedger };
      if (path.endsWith('/scoreboard')) return { status: 200, body: sampleBoard };
      if (path.endsWith('/messages')) return { status: 200, body: oneQuestion };
      if (path.endsWith('/messages/read')) return { status: 200, body: { unread: 0 } };
      if (path.endsWith('/insight')) return { status: 200, body: insight };
      if (path.endsWith('/statistics')) return { status: 200, body: noStatistics };
      if (path === '/v1/sessions') return { status: 200, body: { items: [live.session] } };
      return { status: 404, body: { detail: 'There is no such thing' } };
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  afterEach(async () => {
    isBusy = false;
    await page?.close();
  });

  const verdictRows = () => page.getByLabel('Latest verdicts').locator('tbody tr');

  async function open(token = 'good', width = 1200) {
    complaints.length = 0;
    liveStatus = 200;
    insight = closeLimit;
    page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of'))
        complaints.push(message.text());
    });
    await page.goto(`${site.url}#token=${tokenOf(token)}&session=${SESSION_ID}`);
  }

  it('shows session, hosts, verdicts and ledger, takes the token out of the address, and follows', async () => {
    live = liveAt({});
    await open();
    await page.getByRole('heading', { level: 1, name: 'Algorithms <b>midterm</b>' }).waitFor();
    expect(page.url()).toBe(`${site.url}#/sessions/${SESSION_ID}`);
    await expect.poll(() => page.getByText('i-0123456789abcdef0').first().isVisible()).toBe(true);
    expect(await page.getByText('passed its examination in 4 languages').isVisible()).toBe(true);
    expect(await verdictRows().count()).toBe(1);

    live = liveAt({
      queue: { accepted: 2, queued: 0, running: 0, judged: 2, quarantined: 0 },
      verdicts: [
        verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1c', 'WA'),
        verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1d', 'AC'),
      ],
      cursor: 'c2',
    });
    await expect.poll(() => verdictRows().count(), { timeout: 20_000 }).toBe(2);
    expect(await verdictRows().first().textContent()).toContain('AC');
    expect(complaints).toEqual([]);
  });

  it('shows the bill item by item once the session is settled', async () => {
    live = liveAt({ ledger: settledLedger.ledger });
    live = { ...live, session: { ...live.session, window: 'closed', settledAt: at(100) } };
    await open();
    await page.getByText('c7i.large, 61 s').waitFor();
    expect(await page.locator('[data-balanced="true"]').textContent()).toContain('balanced');
  });

  it('says that the API fails, keeps what it knows, and recovers', async () => {
    live = liveAt({});
    await open();
    await page.locator('[data-tile="accepted"]').waitFor();
    liveStatus = 503;
    await page.getByText('Assize cannot do this right now').waitFor();
    expect(await page.locator('[data-tile="accepted"]').isVisible()).toBe(true);
    liveStatus = 200;
    await page.getByText('Assize cannot do this right now').waitFor({ state: 'detached' });
  });

  it('asks to log in again, as the same person, when the token is refused', async () => {
    live = liveAt({});
    await open('expired');
    const dialog = page.getByRole('dialog', { name: 'Log in again' });
    expect(await dialog.getByLabel('Username').inputValue()).toBe('instructor');
    await dialog.getByRole('button', { name: 'Log out instead' }).click();
    await page.getByRole('heading', { name: 'Log in', exact: true }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('has no accessibility violation, in light and in dark', async () => {
    live = liveAt({});
    await open();
    await page.getByText('i-0123456789abcdef0').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page)).toEqual([]);
    }
  });

  it('fits a telephone without scrolling sideways, with the data of the sample exam', async () => {
    live = sampleLive();
    await open('good', 360);
    await page.getByRole('heading', { name: 'Scoreboard' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    if (process.env.ASSIZE_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.ASSIZE_SCREENSHOTS}/phone.png`, fullPage: true });
  });

  it('counts down by itself while nothing answers, and says of when it is', async () => {
    live = liveAt({});
    await open();
    await page.getByText('closes in 1 min 0 s').waitFor();
    liveStatus = 503;
    await page.getByText('What is shown is of').waitFor();
    // By then it may be some seconds further, and each of them is seen for one.
    await page.getByText(/closes in (?:[1-4]?\d|5[0-7]) s/).waitFor();
  });

  it('says when only extra time is left', async () => {
    live = liveAt({ at: at(100) });
    await open();
    await page.getByText('open for extra time only, closes in 20 s').waitFor();
  });

  it('has nothing to count down in a cancelled session', async () => {
    live = liveAt({});
    live = { ...live, session: { ...live.session, cancelled: { at: at(20), reason: 'fire drill' } } };
    await open();
    await page.getByText('cancelled: fire drill').waitFor();
    expect(await page.getByText('closes in').count()).toBe(0);
  });

  it('says aloud that the fleet has failed, and why', async () => {
    live = liveAt({});
    live = {
      ...live,
      session: { ...live.session, fleet: { state: 'failed', reason: 'no host passed its examination' } },
    };
    await open();
    await page.getByRole('alert').getByText('no host passed its examination').waitFor();
  });

  it('names the zone of its times', async () => {
    live = liveAt({});
    await open();
    const zone = await page.evaluate(
      () =>
        new Intl.DateTimeFormat([], { timeZoneName: 'short' })
          .formatToParts(new Date())
          .find(({ type }) => type === 'timeZoneName')?.value,
    );
    await page.getByText(`Time (${zone})`).waitFor();
    expect(await page.locator('.heading').textContent()).toContain(zone);
  });

  /** What a view asks in a minute, by its own clock, in which there is news all the time. */
  async function watchForAMinute(view: string): Promise<readonly string[]> {
    page = await browser.newPage();
    await page.clock.install();
    await page.goto(`${site.url}#token=${tokenOf('good')}&session=${SESSION_ID}`);
    await page.getByRole('navigation', { name: 'Session' }).waitFor();
    // From now on time goes by as it is told alone: what this machine takes would be added to the minute.
    await page.clock.pauseAt(Date.now() + 60_000);
    const asked: string[] = [];
    const open = new Set<Request>();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (!pathname.startsWith('/v1/')) return;
      asked.push(pathname.split('/').slice(4).join('/'));
      open.add(request);
    });
    page.on('requestfinished', (request) => open.delete(request));
    page.on('requestfailed', (request) => open.delete(request));
    await page.evaluate((to) => location.assign(to), `#/sessions/${SESSION_ID}${view}`);
    for (let second = 0; second < 60; second++) {
      live = liveAt({
        queue: { ...live.queue, accepted: 100 + second, judged: 100 + second },
        questions: { unanswered: Math.floor(second / 20), unread: 1 },
      });
      await page.clock.runFor(1_000);
      await expect.poll(() => open.size, { interval: 5, timeout: 10_000 }).toBe(0);
    }
    await page.close();
    return asked;
  }

  it('asks at most thirty times a minute on every view, and goes on asking however fast news comes', {
    timeout: 400_000,
  }, async () => {
    live = liveAt({});
    const perView: Record<string, readonly string[]> = {};
    for (const view of ['', '/people', '/verdicts', '/messages', '/scoreboard', '/statistics', '/grades'])
      perView[view] = await watchForAMinute(view);
    const times = (view: string, what: string) => perView[view]?.filter((path) => path === what).length;
    for (const [view, asked] of Object.entries(perView)) {
      expect(asked.length, `${view}: ${asked.join(' ')}`).toBeLessThanOrEqual(30);
      expect(times(view, 'live'), view).toBeGreaterThanOrEqual(15);
    }
    expect(times('/scoreboard', 'scoreboard')).toBeGreaterThanOrEqual(4);
    expect(times('/statistics', 'statistics')).toBeGreaterThanOrEqual(4);
    expect(times('/statistics', 'insight')).toBe(1);
    expect(times('/messages', 'messages')).toBeGreaterThanOrEqual(4);
  });

  it('asks no more often than one asks who is patient where all but its news is refused, however fast that comes', {
    timeout: 100_000,
  }, async () => {
    live = liveAt({});
    isBusy = true;
    const asked = await watchForAMinute('/scoreboard');
    const times = asked.filter((path) => path === 'scoreboard').length;
    // After 1, 2, 4, then every 5 s, a fifth sooner at most.
    expect(times, asked.join(' ')).toBeLessThanOrEqual(4 + 60 / 4);
    expect(times).toBeGreaterThanOrEqual(5);
  });

  it('tells with the statistics what stands out, on what it stands, and of what nothing is said', async () => {
    live = liveAt({});
    await open();
    await page.getByRole('navigation', { name: 'Session' }).getByText('Statistics').click();
    const card = page.getByRole('region', { name: 'Insight' });
    await card.getByText('6 of 9 participants with a right program').waitFor();
    expect(await card.textContent()).toContain('Stands on 1 session, 9 participants, since');
    await card.getByText('Of what nothing is said').click();
    await card.getByText('Size of the fleet: 1 of 4 past sessions').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // Where nothing stands out it takes a line.
    insight = { ...closeLimit, findings: [] };
    await page.reload();
    await page.getByText('Insight: nothing stands out so far').click();
    await page.getByText('Speed of hosts: the speed of no host of ours is known').waitFor();
    expect(await card.count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('goes where it is sent before it has been drawn for the first time', async () => {
    live = liveAt({});
    page = await browser.newPage();
    // A busy machine draws late: what a page does after it was drawn waits here until it is told to go on.
    await page.addInitScript(() => {
      const { requestAnimationFrame, setTimeout } = window;
      const held: (() => void)[] = [];
      const hold = (task: () => void) => held.push(task);
      Object.assign(window, {
        requestAnimationFrame: hold,
        setTimeout: hold,
        drawNow: () => {
          Object.assign(window, { requestAnimationFrame, setTimeout });
          for (const task of held) task();
        },
      });
    });
    await page.goto(`${site.url}#token=${tokenOf('good')}`);
    await page.evaluate((to) => location.assign(to), `#/sessions/${SESSION_ID}`);
    await page.evaluate(() => (window as unknown as { drawNow(): void }).drawNow());
    await page.getByRole('heading', { level: 1, name: 'Algorithms <b>midterm</b>' }).waitFor();
  });

  it('lists sessions', async () => {
    live = liveAt({});
    await open();
    await page.getByRole('link', { name: 'Assize' }).click();
    await page.getByRole('link', { name: 'Algorithms <b>midterm</b>' }).click();
    await page.locator('[data-tile="accepted"]').waitFor();
    if (process.env.ASSIZE_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.ASSIZE_SCREENSHOTS}/desk.png`, fullPage: true });
  });
});
