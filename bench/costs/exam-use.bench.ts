import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../adapters/system-clock.ts';
import { type ApiClient, createApiClient } from '../../core/api/client.ts';
import { REQUEST_USE } from '../../core/costs/request-use.ts';
import { LOAD_LANGUAGE, makeLoadProblem, makeLoadProgram } from '../../loadtest/load-problem.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Figure, makeSingleFigure } from '../figure.ts';
import { type CountedUse, countUse } from './count-use.ts';

const PARTICIPANTS = 5;
const TRIES = 6;
const SUBMISSIONS = PARTICIPANTS * TRIES;
const TEST_CASES = 50;
const DESKS = 8;
const WATCHED_MS = 60_000;
const OPENS_AFTER_MS = 6_000;
const LOOK_MS = 500;
/** Announcements and what the monitor writes of them come with its next pass, half a minute later at most. */
const TOLD_AFTER_MS = 35_000;
/** Who works for submissions, and who for the session as it stands. */
const MONITORS = ['health-monitor', 'webhook-sender'];
const INTAKE = ['api', 'submission-executor'];

/**
 * Plays a little exam on the local system and counts what its functions ask for: of a submission, of a page that is open, and of
 * a minute in which nothing happens. What core/costs counts with must be no less.
 */
export async function measure(): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const dataDir = mkdtempSync(join(tmpdir(), 'assize-exam-use-'));
  let system: LocalSystem | undefined;
  try {
    system = await startSystem({ assemblyDir: outDir, dataDir, account: 'standard', log: () => undefined });
    return await play(system, countUse(system));
  } finally {
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function play(
  system: LocalSystem,
  counted: ReadonlyMap<string, CountedUse>,
): Promise<readonly Figure[]> {
  const clientOf = async (name: string, group: 'instructor' | 'participant') => {
    const token = await system.tokens.issue(name, group);
    return createApiClient({ baseUrl: system.apiUrl, token: () => token, fetch });
  };
  const staff = await clientOf('instructor', 'instructor');
  const people = Array.from({ length: PARTICIPANTS }, (_, at) => `counted${at}`);
  const clients = await Promise.all(people.map((name) => clientOf(name, 'participant')));
  const params = { sessionId: await bookOpen(staff, people) };

  const read = () => ({
    use: new Map([...counted].map(([name, use]) => [name, { ...use }])),
    runs: new Map([...system.host.pool.times()].map(([name, times]) => [name, { ...times }])),
  });
  type Reading = ReturnType<typeof read>;
  const used = (before: Reading, after: Reading, who: readonly string[], what: keyof CountedUse) =>
    who.reduce(
      (sum, name) => sum + (after.use.get(name)?.[what] ?? 0) - (before.use.get(name)?.[what] ?? 0),
      0,
    );
  const ran = (before: Reading, after: Reading, name: string, what: 'runMs' | 'invocations') =>
    (after.runs.get(name)?.[what] ?? 0) - (before.runs.get(name)?.[what] ?? 0);

  const start = read();
  await systemClock.sleep(WATCHED_MS);
  const watched = read();
  for (const client of clients)
    for (let n = 0; n < DESKS; n++) await client.call('getDesk', { params, query: {} });
  const asked = read();
  await Promise.all(clients.map((client, at) => handIn(client, params.sessionId, people[at]!)));
  await systemClock.sleep(TOLD_AFTER_MS);
  const told = read();

  const minutes = WATCHED_MS / 60_000;
  const each = (what: keyof CountedUse) =>
    (used(asked, told, INTAKE, what) +
      Math.max(0, used(asked, told, MONITORS, what) - used(start, watched, MONITORS, what))) /
    SUBMISSIONS;
  const { submission, tick, page, apiCallMs } = REQUEST_USE;
  const bound = (name: string, value: number, unit: string, atMost: number) =>
    makeSingleFigure(name, value, unit, { atMost });
  return [
    bound('writes-per-submission', each('writes'), 'units', submission.writes),
    bound('reads-per-submission', each('reads'), 'units', submission.reads),
    bound('gets-per-submission', each('gets'), '', submission.gets),
    bound('publishes-per-submission', each('publishes'), '', submission.publishes),
    bound(
      'api-calls-per-submission',
      ran(asked, told, 'api', 'invocations') / SUBMISSIONS,
      '',
      submission.apiCalls,
    ),
    makeSingleFigure(
      'executor-ms-per-submission',
      ran(asked, told, 'submission-executor', 'runMs') / SUBMISSIONS,
      'ms',
      undefined,
      `${TEST_CASES} test cases of a program that has nothing to do`,
    ),
    bound(
      'reads-per-desk',
      used(watched, asked, ['api'], 'reads') / (PARTICIPANTS * DESKS),
      'units',
      page.reads,
    ),
    makeSingleFigure(
      'api-ms-per-desk',
      ran(watched, asked, 'api', 'runMs') / (PARTICIPANTS * DESKS),
      'ms',
      undefined,
      `with what else this machine does; ${apiCallMs} are counted on Lambda`,
    ),
    bound('monitor-s-per-minute', ran(start, watched, 'health-monitor', 'runMs') / 1_000 / minutes, 's', 60),
    bound('reads-per-minute', used(start, watched, MONITORS, 'reads') / minutes, 'units', tick.reads),
    bound('writes-per-minute', used(start, watched, MONITORS, 'writes') / minutes, 'units', tick.writes),
  ];
}

/** Books a session with two hosts, and waits until both judge. */
async function bookOpen(staff: ApiClient, people: readonly string[]): Promise<string> {
  const problem = makeLoadProblem({ testCases: TEST_CASES, sleepMs: 0 });
  const versions = await importProblems([problem], {
    client: staff,
    upload: uploadPackage,
    clock: systemClock,
    on: () => undefined,
  });
  const { session } = await staff.call('createSession', {
    headers: {},
    body: {
      name: 'Counted',
      opensAt: new Date(systemClock.now() + OPENS_AFTER_MS).toISOString(),
      durationMinutes: 30,
      problems: [{ label: 'A', problemId: problem.problemId, version: versions.get(problem.problemId)! }],
      languages: [LOAD_LANGUAGE],
      roster: people.map((participantId) => ({ participantId })),
      deployment: { kind: 'fleet', hosts: 2 },
    },
  });
  const { sessionId } = session;
  for (;;) {
    const { session: now, hosts } = await staff.call('getLive', { params: { sessionId }, query: {} });
    if (now.window === 'open' && hosts.filter(({ state }) => state === 'ready').length === 2)
      return sessionId;
    await systemClock.sleep(LOOK_MS);
  }
}

/** Hands programs in one after the other, as a client does that asks for each verdict until it is there. */
async function handIn(client: ApiClient, sessionId: string, who: string): Promise<void> {
  for (let n = 0; n < TRIES; n++) {
    const { submissionId } = await client.call('createSubmission', {
      params: { sessionId },
      headers: {},
      body: { problem: 'A', language: LOAD_LANGUAGE, source: makeLoadProgram(0, `${who} ${n}`) },
    });
    do await systemClock.sleep(2_000);
    while ((await client.call('getSubmission', { params: { sessionId, submissionId } })).state !== 'judged');
  }
}
