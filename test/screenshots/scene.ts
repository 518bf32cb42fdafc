import { unzipSync, zipSync } from 'fflate';
import { systemClock } from '../../adapters/system-clock.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { makePatient } from '../../core/api/call-patiently.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { sampleExam } from '../../examples/sample-exam/exam.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { submitClass } from '../../local/play/submit-class.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import type { LivingSystem } from '../support/living-system.ts';
import { until } from '../support/until.ts';
import type { Scene, View } from './views.ts';

/** A moment of the exam at which pictures are taken. */
export interface Stage {
  readonly moment: View['moment'];
  readonly scene: Scene;
}

const EXAM_MINUTES = 120;
/** Of what the class submits, so much: enough for tables that are full, and judged in a minute. */
const SUBMISSIONS = 50;
const PATIENCE_MS = 300_000;

const WRONG = `amount, kinds = map(int, input().split())
coins = sorted(map(int, input().split()))

# Always the largest coin first: right for some amounts.
count = 0
for coin in reversed(coins):
    count += amount // coin
    amount %= coin
print(count)
`;
const RIGHT = `amount, kinds = map(int, input().split())
coins = sorted(map(int, input().split()))

# In how many ways each total can be paid with the coins so far.
ways = [1] + [0] * amount
for coin in coins:
    for total in range(coin, amount + 1):
        ways[total] = (ways[total] + ways[total - coin]) % 1000000007
print(ways[amount])
`;

const AUCTION = `// SPDX-License-Identifier: MIT
pragma solidity 0.4.24;

/// The highest bid wins; who was outbid gets back what they paid.
contract Auction {
  address public owner;
  address public leader;
  uint public highest;
  mapping(address => uint) public owed;

  constructor() public {
    owner = msg.sender;
  }

  function bid() public payable {
    require(msg.value > highest);
    owed[leader] += highest;
    leader = msg.sender;
    highest = msg.value;
  }

  function withdraw() public {
    uint amount = owed[msg.sender];
    require(amount > 0);
    msg.sender.call.value(amount)();
    owed[msg.sender] = 0;
  }

  function close() public {
    require(tx.origin == owner);
    selfdestruct(owner);
  }
}
`;

/** A new account runs few functions at a time: what is throttled is asked again. */
const patient = (client: ApiClient): ApiClient =>
  makePatient(client, {
    now: systemClock.now,
    sleep: (ms) => systemClock.sleep(ms),
    random: Math.random,
    patienceMs: PATIENCE_MS,
  });

/** Plays the part of the sample exam that the pictures need, and stops at each moment at which some are taken. */
export async function* playScene(
  living: LivingSystem,
  languages: readonly string[],
  who: string,
): AsyncGenerator<Stage, void> {
  const whole = sampleExam({ languages, full: false, durationMinutes: EXAM_MINUTES });
  const exam = {
    ...whole,
    name: 'Algorithms, final exam',
    submissions: whole.submissions
      .filter(({ participantId }) => participantId !== who)
      .slice(0, SUBMISSIONS)
      .map((one, at) => ({ ...one, afterMs: at * 300 })),
  };
  const staff = patient(await living.client('instructor', 'instructor'));
  const session = await living.book(exam, 8_000, 2);
  const { sessionId } = session;
  const waiting = await living.book({ ...exam, name: 'Algorithms, resit' }, 26 * 60 * 60_000, 1);
  const me = patient(await living.client(who, 'participant'));
  const clients = new Map<string, typeof me>();
  for (const { participantId } of exam.participants)
    clients.set(participantId, patient(await living.client(participantId, 'participant')));
  const stateOf = async () => (await staff.call('getLive', { params: { sessionId }, query: {} })).queue;
  await until(
    async () => (await staff.call('getSession', { params: { sessionId } })).window,
    (window) => window === 'open',
    PATIENCE_MS,
  );
  const ask = async (client: typeof me, text: string, label?: string) =>
    await client.call('askQuestion', {
      params: { sessionId },
      body: { text, ...(label === undefined ? {} : { label }) },
    });

  const submitting = submitClass({
    exam,
    participant: (id) => clients.get(id)!,
    sessionId,
    opensAt: Date.parse(session.times.opensAt),
    clock: systemClock,
    on: () => undefined,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const submit = async (label: string, source: string) => {
    const body = { problem: label, language: 'python', source };
    const headers = { 'idempotency-key': ulidSource.next() };
    const { submissionId } = await me.call('createSubmission', { params: { sessionId }, headers, body });
    await until(
      async () => (await me.call('getSubmission', { params: { sessionId, submissionId } })).state,
      (state) => state === 'judged',
      PATIENCE_MS,
    );
    return submissionId;
  };
  const earlierId = await submit('D', WRONG);
  await ask(clients.get('p03')!, 'May two coins be worth the same?', 'D');
  await staff.call('announce', {
    params: { sessionId },
    body: { text: 'The second sample of problem C had a blank line too many. It is mended.', label: 'C' },
  });
  await ask(me, 'Does the order of the coins count?', 'D');
  const { items } = await staff.call('listMessages', { params: { sessionId }, query: {} });
  const mine = items.find(({ text }) => text.startsWith('Does the order'))!;
  await staff.call('answerQuestion', {
    params: { sessionId, messageId: mine.messageId },
    body: { text: 'No: two ways are the same when they use the same coins.', toEverybody: true },
  });
  const laterId = await submit('D', RIGHT);
  await submitting;
  await until(stateOf, ({ judged }) => judged >= SUBMISSIONS / 2, PATIENCE_MS);
  const { items: submissions } = await staff.call('listSubmissions', {
    params: { sessionId },
    query: { limit: 100 },
  });
  const wrong = submissions.find(
    ({ label, result, participantId }) => participantId !== who && label === 'D' && result?.verdict === 'WA',
  );
  const { reviewId } = await staff.call('createReview', {
    headers: { prefer: 'wait=20' },
    body: { source: AUCTION, language: 'solidity', kind: 'all', name: 'Auction.sol' },
  });
  const scene = {
    sessionId,
    waitingId: waiting.sessionId,
    earlierId,
    laterId,
    wrongId: wrong?.submissionId ?? earlierId,
    reviewId,
  };
  yield { moment: 'open', scene };

  /** Problem A corrected: most of its test cases were wrong. Resolves when its submissions have been judged again. */
  const rejudge = async () => {
    const problem = whole.problems.find(({ label }) => label === 'A')!;
    const right = Object.entries(unzipSync(problem.zip)).filter(
      ([path]) => !/secret\/(0[6-9]|[12])/.test(path),
    );
    const versions = await importProblems([{ ...problem, zip: zipSync(Object.fromEntries(right)) }], {
      client: staff,
      upload: uploadPackage,
      clock: systemClock,
      on: () => undefined,
    });
    const { rejudgingId } = await staff.call('createRejudging', {
      params: { sessionId },
      body: {
        label: 'A',
        version: versions.get(problem.problemId)!,
        reason: 'test cases from the sixth on broke the limits of the statement',
      },
    });
    await until(
      async () => (await staff.call('getRejudging', { params: { sessionId, rejudgingId }, query: {} })).state,
      (state) => state === 'ready',
      PATIENCE_MS,
    );
    return rejudgingId;
  };

  await until(stateOf, ({ queued, running }) => queued + running === 0, PATIENCE_MS);
  yield { moment: 'rejudged', scene: { ...scene, rejudgingId: await rejudge() } };

  await staff.call('endSession', { params: { sessionId }, body: {} });
  await until(
    async () => await staff.call('publishGrades', { params: { sessionId }, body: {} }).catch(() => undefined),
    (published) => published !== undefined,
    PATIENCE_MS,
  );
  yield { moment: 'over', scene };
}
