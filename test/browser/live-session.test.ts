import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LiveSession, liveSession, type SessionLedger, sessionLedger } from '../../core/api/sessions.ts';
import { scoreboard } from '../../core/api/submissions.ts';
import { serveConsole } from '../support/console-site.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SESSION_ID = '01jd8x7r4k2m9q3v5w6y7z8a1b';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, seconds)).toISOString();

const baseLedger = {
  submissions: { accepted: 2, queued: 0, running: 1, judged: 1, quarantined: 0 },
  hosts: { launched: 1, terminated: 0 },
  hostSeconds: 61,
  judgeCalls: 1,
  judgeCallsSaved: 24,
  usd: 0.0021,
  balanced: false,
  open: ['1 of 2 accepted submissions still wait for a verdict'],
};

/** What the API would answer at a moment of an exam; held to the API's own schema. */
function liveAt(change: Partial<LiveSession>): LiveSession {
  return liveSession.parse({
    at: at(30),
    session: {
      view: 'staff',
      sessionId: SESSION_ID,
      name: 'Algorithms <b>midterm</b>',
      window: 'open',
      owner: 'ines',
      times: {
        bookedAt: at(0),
        launchAt: at(0),
        opensAt: at(5),
        closesAt: at(90),
        lastClosesAt: at(120),
        deadlineAt: at(600),
        terminateAt: at(900),
      },
      problems: [{ label: 'A', problemId: 'two-sum', name: 'Two sum', version: 1 }],
      languages: ['javascript'],
      policy: { testCases: 'first-failure', minIntervalMs: 0 },
      participantCount: 2,
      deployment: { kind: 'fleet' },
      fleet: {
        state: 'ready',
        reason: '1 of 1 hosts passed its examination',
        instanceType: 'c7i.large',
        hosts: 1,
        slotsPerHost: 2,
      },
      estimateUsd: 0.01,
      revision: 3,
    },
    hosts: [
      {
        hostId: 'i-0123456789abcdef0',
        state: 'ready',
        reason: 'passed its examination in 4 languages',
        instanceType: 'c7i.large',
        round: 1,
        slots: 2,
        sealed: true,
        requestedAt: at(0),
        stateAt: at(4),
      },
    ],
    queue: { accepted: 2, queued: 0, running: 1, judged: 1, quarantined: 0 },
    verdictCounts: { WA: 1 },
    verdicts: [verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1c', 'WA')],
    cursor: 'c1',
    ledger: baseLedger,
    cost: { usd: 0.0021, estimateUsd: 0.01 },
    decisions: [
      { at: at(4), subject: 'host:i-0123456789abcdef0', action: 'open', reason: 'passed its examination' },
    ],
    ...change,
  });
}

function verdictOf(submissionId: string, verdict: 'AC' | 'WA') {
  return {
    submissionId,
    participantId: 'p01',
    label: 'A',
    problemId: 'two-sum',
    language: 'javascript',
    state: 'judged' as const,
    verdict,
    passed: verdict === 'AC' ? 25 : 3,
    testCases: 25,
    cpuMs: 41,
    judgeCalls: 1,
    submittedAt: at(20),
    judgedAt: at(21),
    waitMs: 900,
  };
}

const settledLedger: SessionLedger = sessionLedger.parse({
  ledger: {
    ...baseLedger,
    submissions: { accepted: 2, queued: 0, running: 0, judged: 2, quarantined: 0 },
    hosts: { launched: 1, terminated: 1 },
    balanced: true,
    open: [],
  },
  final: true,
  bill: [{ what: 'c7i.large, 61 s', usd: 0.0015 }],
  estimateUsd: 0.01,
});

const emptyBoard = scoreboard.parse({ style: 'icpc', at: at(30), labels: ['A'], rows: [] });

describe.skipIf(!existsSync(CHROMIUM))('the live page', () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;
  let live: LiveSession;
  let liveStatus = 200;
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await serveConsole((path, headers) => {
      if (headers.authorization !== 'Bearer good') return { status: 401, body: { message: 'Unauthorized' } };
      if (path.includes('/live')) {
        return liveStatus === 200
          ? { status: 200, body: live }
          : { status: liveStatus, body: { detail: 'Assize cannot do this right now' } };
      }
      if (path.endsWith('/ledger')) return { status: 200, body: settledLedger };
      if (path.endsWith('/scoreboard')) return { status: 200, body: emptyBoard };
      if (path.startsWith('/v1/sessions?')) return { status: 200, body: { items: [live.session] } };
      return { status: 404, body: { detail: 'There is no such thing' } };
    });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  afterEach(async () => {
    await page?.close();
  });

  async function open(token = 'good', width = 1200) {
    complaints.length = 0;
    liveStatus = 200;
    page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of'))
        complaints.push(message.text());
    });
    await page.goto(`${site.url}#token=${token}&session=${SESSION_ID}`);
  }

  it('shows session, hosts, verdicts and ledger, takes the token out of the address, and follows', async () => {
    live = liveAt({});
    await open();
    await page.getByRole('heading', { level: 1, name: 'Algorithms <b>midterm</b>' }).waitFor();
    expect(page.url()).toBe(`${site.url}#/sessions/${SESSION_ID}`);
    await expect.poll(() => page.getByText('i-0123456789abcdef0').first().isVisible()).toBe(true);
    expect(await page.getByText('passed its examination in 4 languages').isVisible()).toBe(true);
    expect(await page.locator('tbody tr').count()).toBe(1);

    live = liveAt({
      queue: { accepted: 2, queued: 0, running: 0, judged: 2, quarantined: 0 },
      verdicts: [
        verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1c', 'WA'),
        verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1d', 'AC'),
      ],
      cursor: 'c2',
    });
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 20_000 }).toBe(2);
    expect(await page.locator('tbody tr').first().textContent()).toContain('AC');
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

  it('asks to log in when the token is refused', async () => {
    live = liveAt({});
    await open('expired');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('has no accessibility violation, in light and in dark', async () => {
    live = liveAt({});
    await open();
    await page.getByText('i-0123456789abcdef0').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(violations).toEqual([]);
    }
  });

  it('fits a telephone without scrolling sideways', async () => {
    live = liveAt({});
    await open('good', 360);
    await page.getByText('i-0123456789abcdef0').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    if (process.env.ASSIZE_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.ASSIZE_SCREENSHOTS}/phone.png`, fullPage: true });
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
