import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoReviewStore } from '../../adapters/dynamodb/review-store.ts';
import { createDocumentClient } from '../../adapters/dynamodb/table.ts';
import { createApiClient } from '../../core/api/client.ts';
import { PRICES } from '../../core/costs/prices.ts';
import { REVIEW_USE, reviewLines, reviewUsd } from '../../core/costs/review-cost.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type CountedUse, countUse } from '../costs/count-use.ts';
import { type Figure, makeFigure, makeSingleFigure } from '../figure.ts';

const WARM_UP = 3;
const REVIEWS = 30;
/** A caller may ask a hundred times at once. */
const CACHED = 15;
/** Pairs of a comparison whose median is one value. */
const PAIRS = 4;
/** A page of Solidity, as many times as make some 500 lines. */
const PAGE = (at: number) => `
contract Purse${at} {
  mapping(address => uint256) private owed;
  address private owner = msg.sender;

  function pay() external payable {
    owed[msg.sender] += msg.value;
  }

  function take(uint256 amount) external {
    require(owed[msg.sender] >= amount, "too much");
    (bool sent, ) = msg.sender.call{value: amount}("");
    require(sent, "not sent");
    owed[msg.sender] -= amount;
  }

  function give(address payable to) external {
    require(tx.origin == owner, "not the owner");
    to.transfer(address(this).balance);
  }
}
`;
const PAGES = 24;
const sourceOf = (number: number) =>
  `pragma solidity ^0.8.0;\n// ${number}\n${Array.from({ length: PAGES }, (_, at) => PAGE(at)).join('')}`;

/**
 * Asks the local system for reviews of 500 lines of Solidity: what they use of the services and of the reviewer, so what a thousand
 * cost; and how much longer than a bare read of the result one takes that is answered by what was kept.
 */
export async function measure(_minutes?: number, details = false): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const dataDir = mkdtempSync(join(tmpdir(), 'assize-review-use-'));
  let system: LocalSystem | undefined;
  try {
    system = await startSystem({ assemblyDir: outDir, dataDir, account: 'standard', log: () => undefined });
    return [...(await compareCached(system)), ...(await countReviews(system, details))];
  } finally {
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function makeAsk(system: LocalSystem) {
  const token = await system.tokens.issue('instructor', 'instructor');
  const client = createApiClient({ baseUrl: system.apiUrl, token: () => token, fetch });
  return async (source: string) =>
    await client.call('createReview', {
      body: { source, language: 'solidity' },
      headers: { prefer: 'wait=25' },
    });
}

/** The answer by what was kept, through gateway and function, over a read of a result's row beside it. */
async function compareCached(system: LocalSystem): Promise<readonly Figure[]> {
  const ask = await makeAsk(system);
  const source = sourceOf(0);
  await ask(source);
  const { credentials, endpointUrl: endpoint, region } = system;
  const client = createDocumentClient({ credentials, endpoint, region });
  const reviewer = system.host.definitions().find(({ label }) => label === 'submission-reviewer');
  const name = reviewer?.environment['SUBMISSIONS_TABLE'] ?? '';
  const store = new DynamoReviewStore({ client, name }, 90, Date.now);
  const page = await store.list({ owner: 'instructor' }, { limit: 1 });
  const [review] = page.items;
  if (review?.state !== 'reviewed') throw new Error('the first review is not done');
  const timed = async (act: () => Promise<unknown>) => {
    const began = performance.now();
    await act();
    return performance.now() - began;
  };
  const over: number[] = [];
  for (let number = 0; number < WARM_UP + CACHED; number++) {
    const pairs: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const read = await timed(() => store.getResult(review.resultKey));
      const answered = await timed(() => ask(source));
      pairs.push(answered - read);
    }
    if (number >= WARM_UP) over.push(pairs.sort((a, b) => a - b)[Math.floor(PAIRS / 2)]!);
  }
  client.destroy();
  return [
    makeFigure(
      'review-cached-ms',
      over,
      'ms',
      { atMost: 30 },
      'over a read of the result from the table; gateway, function and the row of the review included',
    ),
  ];
}

/** What new reviews use, each of 500 lines that nobody has sent before. */
async function countReviews(system: LocalSystem, details: boolean): Promise<readonly Figure[]> {
  const ask = await makeAsk(system);
  const counted = countUse(system);
  const read = () => ({
    use: new Map([...counted].map(([name, use]) => [name, { ...use }])),
    runMs: system.host.pool.times().get('submission-reviewer')?.runMs ?? 0,
  });
  const before = read();
  for (let number = 1; number <= REVIEWS; number++) {
    const { state, reason } = await ask(sourceOf(number));
    if (state !== 'reviewed') throw new Error(`a review is ${state}: ${reason}`);
  }
  const after = read();
  const each = (what: keyof CountedUse) =>
    ['api', 'submission-reviewer'].reduce(
      (sum, name) => sum + (after.use.get(name)?.[what] ?? 0) - (before.use.get(name)?.[what] ?? 0),
      0,
    ) / REVIEWS;
  const runMs = (after.runMs - before.runMs) / REVIEWS;
  const prices = PRICES['us-east-1'];
  // What it ran is all of its time: what a review takes beside its own is in it.
  const time = { ms: Math.max(0, runMs - REVIEW_USE.overheadMs), modelUsd: 0 };
  if (details)
    for (const { what, usd } of reviewLines(time, prices))
      process.stderr.write(`${what.padEnd(20)} ${(usd * 1_000).toFixed(4)} USD per 1,000\n`);
  const lines = sourceOf(0).split('\n').length;
  return [
    makeSingleFigure('writes-per-review', each('writes'), 'units', { atMost: REVIEW_USE.writes }),
    makeSingleFigure('reads-per-review', each('reads'), 'units', { atMost: REVIEW_USE.reads }),
    makeSingleFigure('reviewer-ms-per-review', runMs, 'ms', undefined, `${lines} lines; the whole run`),
    makeSingleFigure(
      'usd-per-1000-reviews',
      1_000 * reviewUsd(time, prices),
      'USD',
      undefined,
      `us-east-1, without models: ${reviewLines(time, prices)
        .filter(({ usd }) => usd > 0)
        .map(({ what, usd }) => `${what} ${(1_000 * usd).toFixed(3)}`)
        .join(', ')}`,
    ),
  ];
}
