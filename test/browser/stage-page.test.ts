import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlertList } from '../../core/api/alerts.ts';
import { DASHBOARD_IDS } from '../../core/metrics/dashboards.ts';
import { examineView, hasBrowser, launchBrowser } from '../support/browser.ts';
import { serveConsole } from '../support/console-site.ts';
import { keyboardOf } from '../support/keyboard.ts';
import { at, liveAt } from '../support/live-session-answers.ts';
import {
  ALERT_ID,
  alertsAnswer,
  circuitsAnswer,
  exampleAnswer,
  healthAnswer,
  linesAnswer,
  stageAnswer,
} from '../support/stage-answers.ts';

const claims = { username: 'olga', 'cognito:groups': ['operator'] };
const TOKEN = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe.skipIf(!hasBrowser)("the operators' page", () => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  let page: Page;
  let alerts: AlertList;
  /** Paths that are not answered, by their beginning, with the status that they have instead. */
  let down: Record<string, { readonly status: number; readonly body: object }>;
  const complaints: string[] = [];
  const REFUSED = { status: 503, body: { message: 'Service Unavailable' } };

  const answer = (path: string): unknown => {
    if (path.startsWith('/v1/stage')) return stageAnswer;
    if (path.includes('/live')) return liveAt({});
    if (path.startsWith('/v1/monitoring/health')) return healthAnswer;
    if (path.startsWith('/v1/monitoring/efficiency')) return exampleAnswer('getEfficiency');
    if (path.startsWith('/v1/monitoring/adoption')) return exampleAnswer('getAdoption');
    const dashboard = DASHBOARD_IDS.find((id) => path.startsWith(`/v1/monitoring/dashboards/${id}`));
    if (dashboard !== undefined) return linesAnswer(dashboard);
    if (path.startsWith('/v1/resilience/circuits')) return circuitsAnswer;
    if (path.startsWith('/v1/resilience/trends')) return exampleAnswer('getResilienceTrends');
    if (path.startsWith('/v1/audit')) return exampleAnswer('listAudit');
    if (path.endsWith(`/${ALERT_ID}/acknowledge`)) {
      const acknowledged = { at: at(40), by: 'olga', reason: 'I look at the quota' };
      alerts = {
        ...alerts,
        items: alerts.items.map((one) =>
          one.alertId === ALERT_ID ? { ...one, state: 'acknowledged', acknowledged } : one,
        ),
      };
      return alerts.items[0];
    }
    if (path.startsWith('/v1/resilience/alerts')) return alerts;
    return undefined;
  };

  beforeAll(async () => {
    site = await serveConsole((path) => {
      const refusal = Object.entries(down).find(([begin]) => path.startsWith(begin))?.[1];
      if (refusal !== undefined) return refusal;
      const body = answer(path);
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
  beforeEach(() => {
    alerts = alertsAnswer;
    down = {};
    complaints.length = 0;
  });
  afterEach(async () => {
    await page?.close();
  });

  async function open() {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${site.url}#token=${TOKEN}`);
    await page.getByRole('heading', { level: 1, name: 'Stage dev' }).waitFor();
  }
  const light = (name: string) => page.locator(`[data-light="${name}"]`);
  const turnTo = (name: string | RegExp) =>
    page.getByRole('navigation', { name: 'Stage' }).getByRole('link', { name });

  it('has an alert acknowledged without a mouse, with the reason that it asks for', async () => {
    await open();
    const keys = keyboardOf(page);
    await light('AWS').getByText('1 circuit open').waitFor();
    await light('Sweep').getByText('no alert').waitFor();
    await page.getByLabel('What needs you').getByText('1 alert is open').waitFor();
    await keys.press(turnTo(/^Alerts/));
    const alert = page.locator(`[data-alert="${ALERT_ID}"]`);
    await keys.press(alert.getByRole('button', { name: /^Acknowledge/ }));
    const dialog = page.getByRole('dialog', { name: 'Acknowledge the alert' });
    await dialog.waitFor();
    expect(await dialog.getByRole('button', { name: 'Acknowledge' }).isDisabled()).toBe(true);
    await keys.type(dialog.getByRole('textbox'), 'I look at the quota');
    await keys.press(dialog.getByRole('button', { name: 'Acknowledge' }));
    await alert.getByText('acknowledged by olga').waitFor();
    expect(await alert.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says which part of the API is down, shows the rest, and keeps what it knew with its age', async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.clock.install();
    await page.goto(`${site.url}#token=${TOKEN}`);
    await light('API').getByText('answers').waitFor();
    await turnTo(/^Alerts/).click();
    await page.locator(`[data-alert="${ALERT_ID}"]`).waitFor();

    down = { '/v1/resilience/alerts': REFUSED };
    await page.clock.runFor(31_000);
    await page.getByText('Not answered: the alerts.').waitFor();
    await page.getByText(/What is shown is .+ old/).waitFor();
    expect(await page.locator(`[data-alert="${ALERT_ID}"]`).isVisible()).toBe(true);
    await light('API').getByText('does not answer: alerts').waitFor();
    await light('Sweep').getByText('not known, was: no alert').waitFor();
    await light('AWS').getByText('1 circuit open').waitFor();
    await turnTo('Fleet').click();
    await page.getByRole('img', { name: /^Hosts by state/ }).waitFor();

    down = {};
    await page.clock.runFor(31_000);
    await light('API').getByText('answers').waitFor();
  });

  it('goes on without the stage, and tells what health says when it cannot be answered for', async () => {
    down = {
      '/v1/stage': REFUSED,
      '/v1/monitoring/health': {
        status: 503,
        body: {
          type: 'https://assize.dev/problems#unavailable',
          title: 'Unavailable',
          status: 503,
          detail: 'what every request needs does not answer: submissions',
          faults: [{ field: 'submissions', detail: 'does not answer in time' }],
        },
      },
    };
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${site.url}#token=${TOKEN}`);
    await light('Submissions table').getByText('failing').waitFor();
    await light('Metrics table').getByText('answers').waitFor();
    await light('API').getByText('does not answer: the stage').waitFor();
    await turnTo('Efficiency and use').click();
    await page.getByRole('img', { name: /^Judge calls/ }).waitFor();
  });

  it('draws charts with a table behind each, and breaks no rule of access, in light and dark, on a telephone', async () => {
    await open();
    await page.getByRole('region', { name: 'Algorithms <b>midterm</b>' }).getByText('accepted').waitFor();
    const found = [...(await examineView(page, 'stage-now'))];
    for (const view of ['alerts', 'circuits', 'exam-day', 'use']) {
      await page.evaluate((to) => location.assign(to), `#/stage/${view}`);
      if (view === 'alerts') await page.locator(`[data-alert="${ALERT_ID}"]`).waitFor();
      else if (view === 'circuits') await page.getByRole('button', { name: 'Close it: launch' }).waitFor();
      else {
        await page.getByRole('img').first().waitFor();
        await page.locator('.chart summary').first().click();
        await page
          .getByRole('region', { name: /, as a table$/ })
          .locator('tbody tr')
          .first()
          .waitFor();
      }
      found.push(...(await examineView(page, `stage-${view}`)));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
