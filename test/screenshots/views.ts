import type { Page } from 'playwright-core';

/** The sessions that the pictures are of, and what in them is pictured. */
export interface Scene {
  /** The exam that is sat. */
  readonly sessionId: string;
  /** One that has not opened yet. */
  readonly waitingId: string;
  /** Of the participant whose page is pictured: an earlier submission, and a later one to the same problem. */
  readonly earlierId: string;
  readonly laterId: string;
  /** Somebody else's submission with a wrong answer. */
  readonly wrongId: string;
  /** A review that the instructor asked for. */
  readonly reviewId: string;
  /** Of a problem whose test cases were corrected; once it is ready. */
  readonly rejudgingId?: string;
}

/** When a picture is taken: while the exam is open, once a problem was rejudged, or once it is over and grades are published. */
type Moment = 'open' | 'rejudged' | 'over';

/** A view of the console, and how it is brought before the camera. */
export interface View {
  /** Of the picture's file. */
  readonly name: string;
  readonly who: 'nobody' | 'participant' | 'instructor' | 'operator';
  readonly moment: Moment;
  /** The fragment of its address. */
  readonly at: (scene: Scene) => string;
  /** A selector of what is there once all is. */
  readonly until: string;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
  readonly size?: keyof typeof SIZES;
  readonly scheme?: 'light' | 'dark';
}

/** Sizes of windows, px. */
export const SIZES = {
  desk: { width: 1280, height: 860 },
  phone: { width: 390, height: 780 },
} as const;

const exam =
  (tail = '') =>
  ({ sessionId }: Scene) =>
    `#/exam/${sessionId}${tail}`;
const submission = (id: 'earlierId' | 'laterId') => (scene: Scene) =>
  `#/exam/${scene.sessionId}/submissions/${scene[id]}`;
const live =
  (tail = '') =>
  ({ sessionId }: Scene) =>
    `#/sessions/${sessionId}${tail}`;

const rejudging = ({ sessionId, rejudgingId }: Scene) => `#/sessions/${sessionId}/rejudgings/${rejudgingId}`;
const drillDown = ({ sessionId, wrongId }: Scene) => `#/sessions/${sessionId}/submissions/${wrongId}`;

const PROGRAM = `amount, kinds = map(int, input().split())
coins = list(map(int, input().split()))

ways = [0] * (amount + 1)
ways[0] = 1
for total in range(1, amount + 1):
    for coin in coins:
        if coin <= total:
            ways[total] += ways[total - coin]
print(ways[amount] % 1000000007)
`;

/** Writes a program in place of what the editor holds. */
async function writeProgram(page: Page, source: string): Promise<void> {
  const editor = page.locator('.code .cm-content');
  if (!(await editor.isVisible())) await page.getByRole('button', { name: 'Program', exact: true }).click();
  await page.locator('.bench-head select').first().selectOption('python');
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(source);
}

/** Writes a program and tries it on the samples. */
async function tryProgram(page: Page): Promise<void> {
  await writeProgram(page, PROGRAM);
  await page.getByRole('button', { name: 'Try on the samples' }).click();
  await page.locator('.results-pane .sample-runs .diff-removed').first().waitFor({ timeout: 60_000 });
}

/** Runs a program on an input of its own. */
async function tryOwnInput(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Own input' }).click();
  await page.getByLabel('Your input').fill('100 3\n7 20 50\n');
  await writeProgram(page, PROGRAM);
  await page.getByRole('button', { name: 'Try on your input' }).click();
  await page.locator('.own-run').waitFor({ timeout: 60_000 });
}

/** Writes a program of two files, and shows the second. */
async function writeFiles(page: Page): Promise<void> {
  await writeProgram(
    page,
    'from change import count_ways\n\namount, kinds = map(int, input().split())\nprint(count_ways(amount, list(map(int, input().split()))))\n',
  );
  await page.getByRole('button', { name: 'Add file' }).click();
  await page.getByLabel('Name of the new file').fill('change.py');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'change.py', exact: true }).waitFor();
  await writeProgram(
    page,
    'MODULUS = 1000000007\n\n\ndef count_ways(amount, coins):\n    ways = [1] + [0] * amount\n    for coin in coins:\n        for total in range(coin, amount + 1):\n            ways[total] = (ways[total] + ways[total - coin]) % MODULUS\n    return ways[amount]\n',
  );
  await page.getByRole('button', { name: 'Try on the samples' }).click();
  await page.locator('.results-pane').getByText('samples right').waitFor({ timeout: 60_000 });
}

/** Has the page say what the later submission changed. */
async function showDiff(page: Page): Promise<void> {
  await page.getByLabel('What changed since').selectOption({ index: 1 });
  await page.locator('.diff-lines').first().scrollIntoViewIfNeeded();
}

/** Chooses a time at which there is room for another exam, and waits for the price. */
async function chooseTime(page: Page): Promise<void> {
  const day = new Date(Date.now() + 5 * 24 * 60 * 60_000).toISOString().slice(0, 10);
  await page.getByLabel(/^Opens/).fill(`${day}T10:00`);
  await page.getByTestId('price').waitFor();
}

type More = Pick<View, 'act' | 'size' | 'scheme'> & Partial<Pick<View, 'moment' | 'who'>>;
type Shot = (name: string, at: View['at'], until: string, more?: More) => View;
const shotBy =
  (who: View['who']): Shot =>
  (name, at, until, more = {}) => ({ name, who, moment: 'open', at, until, ...more });
const sitter = shotBy('participant');
const staff = shotBy('instructor');

const STATEMENT = '.statement .katex';
const ROWS = 'main tbody tr';

/** Every view that is pictured: a line each. */
export const VIEWS: readonly View[] = [
  sitter('login', exam(), 'text=Log in', { who: 'nobody' }),
  sitter('waiting-room', ({ waitingId }) => `#/exam/${waitingId}`, '.big-clock'),
  sitter('overview', exam(), '#problems-heading'),
  sitter('problem', exam('/problems/D'), STATEMENT, { act: tryProgram }),
  sitter('problem-dark', exam('/problems/D'), STATEMENT, { act: tryProgram, scheme: 'dark' }),
  sitter('problem-phone', exam('/problems/D'), STATEMENT, { size: 'phone' }),
  sitter('results-phone', exam('/problems/D'), STATEMENT, { act: tryProgram, size: 'phone' }),
  sitter('own-input', exam('/problems/D'), STATEMENT, { act: tryOwnInput }),
  sitter('files', exam('/problems/D'), STATEMENT, { act: writeFiles }),
  sitter('history', exam('/submissions'), 'table a'),
  sitter('verdict', submission('earlierId'), '.result-verdict'),
  sitter('diff', submission('laterId'), '.result-verdict', { act: showDiff }),
  sitter('messages', exam('/messages'), '.message-answer'),
  sitter('messages-phone', exam('/messages'), '.message-answer', { size: 'phone' }),
  sitter('grade', exam(), 'text=Your grade', { moment: 'over' }),

  staff('sessions', () => '#/', 'text=Book a session'),
  staff('booking', ({ sessionId }) => `#/book/${sessionId}`, 'text=Book the session', { act: chooseTime }),
  staff('live', live(), '[data-tile="accepted"]'),
  staff('live-dark', live(), '[data-tile="accepted"]', { scheme: 'dark' }),
  staff('live-phone', live(), '[data-tile="accepted"]', { size: 'phone' }),
  staff('people', live('/people'), ROWS),
  staff('verdicts', live('/verdicts'), ROWS),
  staff('drill-down', drillDown, '.cm-content'),
  staff('staff-messages', live('/messages'), '.asked'),
  staff('scoreboard', live('/scoreboard'), ROWS),
  staff('statistics', live('/statistics'), '.bars li'),
  staff('review', ({ reviewId }) => `#/reviews/${reviewId}`, '.cm-sign'),
  staff('similarity', live('/similarity/D'), 'text=That is no proof of anything'),
  staff('rejudging', rejudging, '[aria-label="How many went from which verdict to which"] tbody tr', {
    moment: 'rejudged',
  }),
  staff('grades', live('/grades'), ROWS, { moment: 'over' }),
  staff('stage', () => '#/', '.hosts .badge', { who: 'operator' }),
];
