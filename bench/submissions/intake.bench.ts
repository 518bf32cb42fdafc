import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { NDJSON } from '../../core/api/bulk.ts';
import { LOAD_LANGUAGE, makeLoadProgram } from '../../loadtest/load-problem.ts';
import type { LocalSystem } from '../../local/system.ts';
import { type Figure, makeFigure, medianWithInterval } from '../figure.ts';
import { bundleOf, environmentIn, nameOf, onHeldSystem, openSession, rowReader } from './bench-system.ts';
import { claimsOf, eventOf, requestOf } from './intake-events.ts';
import type { BareSetup } from './take-in-bare.ts';

/** As many as a session has: of each few submissions may wait. */
const USERS = 2_000;
const WARM = 100;
const EACH = 100;
const PAIRS = 15;
const BOUND = 1.5;
/** Lines of one request: as many as it takes. */
const LINES = 1_000;
const REQUESTS = 7;
/** A line of many costs this part of a submission that comes alone. */
const BULK_BOUND = 20;

/**
 * Processor time of the `api` function for a submission that it accepts, over that of a process that does the calls which no
 * intake can do without, by the same SDK, on items of the same size: session, participant and virtual time read; key,
 * participant, source and submission written; the doorbell rung. Interleaved; the cloud is emulated in this process, and not
 * counted.
 */
export async function measure(): Promise<readonly Figure[]> {
  return await onHeldSystem(async (bench) => {
    const { system } = bench;
    const { sessionId, staffToken } = await openSession(system, USERS, { kind: 'fleet', hosts: 1 });
    const claims = claimsOf(await system.tokens.issue(nameOf(0), 'participant'));
    const { TopicArn: topicArn = '' } = await system.clients.sns.send(
      new CreateTopicCommand({ Name: 'bench' }),
    );
    // A doorbell that nobody hears.
    const env = { ...environmentIn(system, 'api'), SUBMISSION_EVENTS_TOPIC_ARN: topicArn };
    const single = Array.from({ length: WARM + EACH * PAIRS }, (_, at) =>
      eventOf(sessionId, claims, at, USERS),
    );
    const many = Array.from({ length: 1 + REQUESTS }, (_, at) =>
      bulkEventOf(sessionId, claimsOf(staffToken), at),
    );
    const events = [...single, ...many];
    const product = await bench.start('take-in-product.ts', env, { bundle: bundleOf('api'), events });
    await product(0, WARM);
    const bare = await bench.start('take-in-bare.ts', env, await readRows(system, sessionId, env, topicArn));
    await bare(0, WARM);
    const pairs: (readonly [number, number])[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const from = WARM + pair * EACH;
      pairs.push([await product(from, EACH), await bare(from, EACH)]);
    }
    await product(single.length, 1);
    const alone = pairs.map(([ours]) => ours / EACH);
    const lines: number[] = [];
    for (let request = 1; request <= REQUESTS; request++)
      lines.push((await product(single.length + request, 1)) / LINES);
    const { median: aloneMs } = medianWithInterval(alone);
    return [
      makeFigure(
        'intake-vs-bare-sdk',
        pairs.map(([ours, theirs]) => ours / theirs),
        'x CPU',
        { atMost: BOUND },
        'the calls that no intake can do without, by the same SDK',
      ),
      makeFigure('intake-cpu-ms', alone, 'ms', undefined, 'of the api function, for a submission'),
      makeFigure(
        'bulk-intake-times',
        lines.map((ms) => aloneMs / ms),
        'x',
        { atLeast: BULK_BOUND },
        `as many for the same processor time of the api function, ${LINES} in a request`,
      ),
      makeFigure('bulk-intake-cpu-ms', lines, 'ms', undefined, 'of the api function, for a line'),
    ];
  });
}

/** A thousand submissions of as many participants, as staff hand them in. */
function bulkEventOf(sessionId: string, claims: object, request: number): object {
  const lines = Array.from({ length: LINES }, (_, at) => {
    const user = nameOf((request * LINES + at) % USERS);
    return JSON.stringify({
      key: `bulk-${request}-${at}`,
      participantId: user,
      problem: 'A',
      language: LOAD_LANGUAGE,
      source: makeLoadProgram(0, `${request} ${at} of ${user}`),
    });
  });
  const headers = { 'content-type': NDJSON };
  return requestOf(`/v1/sessions/${sessionId}/submissions`, '/bulk', claims, headers, lines.join('\n'));
}

/** Rows of the session and of one submission, as the product has written them. */
async function readRows(
  system: LocalSystem,
  sessionId: string,
  env: Readonly<Record<string, string>>,
  topicArn: string,
): Promise<BareSetup> {
  const { all, first, close } = rowReader(system, sessionId);
  const [sessions = '', submissions = ''] = [env['SESSIONS_TABLE'], env['SUBMISSIONS_TABLE']];
  const session = (await all(sessions, '')).find(({ sk }) => !/^(PARTICIPANT|KEY|HOST)#/.test(sk?.S ?? ''));
  const setup: BareSetup = {
    sessions,
    submissions,
    topicArn,
    session: session ?? (await first(sessions, 'SESSION')),
    participants: (await all(sessions, 'PARTICIPANT#')).slice(0, WARM),
    queue: { pk: { S: `SESSION#${sessionId}` }, sk: { S: 'QUEUE#contest' } },
    keyUse: await first(sessions, 'KEY#'),
    source: await first(submissions, 'SOURCE#'),
    submission: await first(submissions, 'SUBMISSION#'),
    message: JSON.stringify({ sessionId, submissionId: '01jq0000000000000000000000' }),
  };
  close();
  return setup;
}
