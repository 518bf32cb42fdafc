import { NDJSON } from '../../../core/api/bulk.ts';
import type { Route } from '../../../core/api/route.ts';
import type { AnswerOf } from '../../../core/api/routes.ts';
import type { StaffSession } from '../../../core/api/sessions.ts';
import type { Session } from '../../../core/exam/session.ts';
import { rejudgedId } from '../../../core/submissions/rejudged.ts';
import { queuedReview } from '../../support/reviews.ts';
import { EPOCH, timesFrom } from '../../support/sessions.ts';
import { deliveryFor, webhookOf } from '../../support/webhooks.ts';
import type { ApiWorld } from './api-world.ts';

export interface RouteRequest {
  readonly path: string;
  readonly body?: object;
  /** Of newline-delimited JSON. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

const SESSION = '01jq0000000000000000000001';

const LINES = [
  { key: 'p01-A-1', participantId: 'p01', problem: 'A', language: 'javascript', source: 'console.log(2)' },
  { key: 'p02-A-1', participantId: 'p02', problem: 'B', language: 'javascript', source: 'console.log(2)' },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

/** A request that the route takes, of a session of its own: acts of one person change nothing for the next. */
export async function requestFor(world: ApiWorld, route: Route): Promise<RouteRequest> {
  if (route.path === '/v1/join') return await joinRequest(world);
  const names = { sessionId: '', submissionId: '', messageId: '', rejudgingId: '' };
  if (route.path.includes('{sessionId}')) names.sessionId = (await sessionFor(world, route)).sessionId;
  const params = { sessionId: names.sessionId };
  if (route.path.includes('{submissionId}') || route.path.includes('/rejudgings')) {
    const body = { problem: 'A', language: 'javascript', source: 'console.log(1)' };
    names.submissionId = (await world.as('p01').call('createSubmission', { params, body })).submissionId;
  }
  if (route.path.includes('/rejudgings')) await world.judge(names.sessionId, names.submissionId);
  if (route.path.includes('{rejudgingId}')) names.rejudgingId = await rejudge(world, names);
  if (route.path.includes('{messageId}'))
    names.messageId = (
      await world.as('p01').call('askQuestion', { params, body: { text: 'Why?' } })
    ).messageId;
  if (/\/(grade|withdraw)$/.test(route.path))
    await world.as('ada').call('publishGrades', { params, body: {} });
  if (route.path.endsWith('/invite')) {
    const { revision } = await world.as('ada').call('getSession', { params }).then(staffView);
    const participants = [{ participantId: 'p01', email: 'amara.abel@example.edu' }];
    await world.as('ada').call('updateSession', { params, body: { revision, participants } });
  }
  if (/\/review$/.test(route.path)) await reviewOwn(world, names);
  const reviewId = route.path.includes('{reviewId}') ? await addReview(world) : '';
  if (route.path === '/v1/analyze') await addReview(world);
  const webhookId = route.path.startsWith('/v1/webhooks') ? await addWebhook(world) : '';
  const uploadId = route.path.includes('{uploadId}') ? await uploadLines(world, names.sessionId) : '';
  const alertId = route.path.includes('{alertId}') ? await raiseAlert(world) : '';
  const maintenanceId = route.path.includes('{maintenanceId}') ? await startMaintenance(world) : '';
  const importId = route.path.includes('{importId}')
    ? (await world.as('ada').call('createImport', { body: { problemId: 'new-one' } })).importId
    : '';
  const values: Record<string, string> = {
    ...names,
    label: 'A',
    operation: 'launch',
    version: '1',
    dashboard: 'exam-day',
    problemId: 'sum',
    importId,
    uploadId,
    webhookId,
    reviewId,
    alertId,
    maintenanceId,
    name: 'figure.png',
    participantId: 'p01',
  };
  return {
    path: route.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name),
    ...(route.ndjson === undefined
      ? route.body === undefined
        ? {}
        : { body: bodyFor(route) }
      : { raw: LINES, headers: { 'content-type': NDJSON } }),
  };
}

const CONTRACT = 'pragma solidity ^0.8.0;\ncontract Purse {}\n';

/** Has a contract reviewed for ada. @returns the id of the review */
async function addReview(world: ApiWorld): Promise<string> {
  const body = { source: CONTRACT, language: 'solidity', kind: 'security' } as const;
  const { reviewId } = await world.as('ada').call('createReview', { body });
  await world.workReviews();
  return reviewId;
}

/** Has a submission reviewed of a session that is over, and whose participants may see that. */
async function reviewOwn(
  world: ApiWorld,
  { sessionId, submissionId }: { readonly sessionId: string; readonly submissionId: string },
): Promise<void> {
  const session = await world.sessions.get(sessionId);
  if (session === undefined) throw new Error(`there is no session ${sessionId}`);
  const { policy, revision } = session;
  await world.sessions.update(sessionId, revision, {
    times: timesFrom(Date.now() - 36_000_000),
    policy: { ...policy, reviews: 'participants' },
  });
  const submission = {
    sessionId,
    submissionId,
    participantId: 'p01',
    problem: 'A',
    problemId: 'sum',
    problemVersion: 1,
  };
  await world.reviews.store.add(
    queuedReview(submissionId, CONTRACT, { submission, language: 'solidity', requestedAt: Date.now() }),
    CONTRACT,
  );
  await world.workReviews();
}

/** Uploads lines as ada. @returns the id of the upload */
async function uploadLines(world: ApiWorld, sessionId: string): Promise<string> {
  const place = await world.as('ada').call('createSubmissionUpload', { params: { sessionId } });
  const put = await fetch(place.uploadUrl, {
    method: 'PUT',
    headers: { 'content-type': NDJSON },
    body: LINES,
  });
  if (!put.ok) throw new Error(`the upload was answered ${put.status}`);
  return place.uploadId;
}

/** The one webhook of the stage, ada's, with a message that was not delivered. @returns its id */
async function addWebhook({ webhooks, deliveries }: ApiWorld): Promise<string> {
  for (const { webhookId } of await webhooks.list()) await webhooks.remove(webhookId);
  const webhookId = `01jq${String(Date.now()).padStart(22, '0')}`;
  await webhooks.create(webhookOf({ webhookId, description: 'The bot of the course' }));
  const { nextTryAt: _, ...waiting } = deliveryFor(webhookId, 1);
  const lastTry = { at: EPOCH + 280_000_000, ms: 12, status: 500, reason: 'HTTP 500' };
  await deliveries.add({
    ...waiting,
    sessionId: SESSION,
    state: 'failed',
    tries: 10,
    lastTry,
    reason: '10 tries failed, the last: HTTP 500',
  });
  return webhookId;
}

let alerts = 0;

/** @returns the id of an alert that is open */
async function raiseAlert({ alerts: store }: ApiWorld): Promise<string> {
  const alertId = String(++alerts).padStart(20, '0');
  await store.put({
    alertId,
    key: 'circuit:launch',
    scope: 'stage',
    source: 'circuit',
    severity: 'high',
    what: 'launch is left alone: 5 tries in a row failed',
    state: 'open',
    raisedAt: EPOCH,
    seenAt: EPOCH,
    times: 1,
    told: true,
    revision: 0,
  });
  return alertId;
}

/** @returns the id of a maintenance that goes on */
async function startMaintenance({ alerts: store }: ApiWorld): Promise<string> {
  const maintenanceId = `01jq${String(++alerts).padStart(22, '0')}`;
  const now = Date.now();
  await store.putMaintenance({
    maintenanceId,
    from: now - 60_000,
    until: now + 600_000,
    by: 'olga',
    reason: 'AWS maintains its network',
  });
  return maintenanceId;
}

/** A rejudging of a submission that is ready. @returns its id */
async function rejudge(
  world: ApiWorld,
  { sessionId, submissionId }: { readonly sessionId: string; readonly submissionId: string },
): Promise<string> {
  const { rejudgingId } = await world
    .as('ada')
    .call('createRejudging', { params: { sessionId }, body: { label: 'A', version: 1 } });
  await world.judge(sessionId, rejudgedId(rejudgingId, submissionId));
  return rejudgingId;
}

function staffView(session: AnswerOf<'getSession'>): StaffSession {
  if (session.view !== 'staff') throw new Error('the owner sees the session as staff');
  return session;
}

/** A session in which the act of the route can be done. */
async function sessionFor(world: ApiWorld, { path }: Route): Promise<Session> {
  const opensAt = Date.now() + 86_400_000;
  // Grades are published of what is over.
  if (/\/(grade|publish|withdraw)$/.test(path))
    return await world.addSession({
      times: timesFrom(Date.now() - 36_000_000),
      settledAt: Date.now() - 60_000,
    });
  if (path.endsWith('/drill')) return await world.addSession({ fleet: 'ready', rehearsal: true });
  if (path.endsWith('/recover')) return await world.addSession({ fleet: 'ready' });
  if (path.endsWith('/open')) return await world.addSession({ times: timesFrom(opensAt) });
  return path.endsWith('/restore')
    ? await world.addSession({
        times: timesFrom(opensAt - 900_000),
        cancelledAt: Date.now() - 60_000,
        settledAt: Date.now() - 30_000,
        cancelReason: 'a strike',
      })
    : await world.addSession();
}

let daysAhead = 1;

/** Of a day of its own: the calendar of reservations holds few sessions at once. */
async function joinRequest(world: ApiWorld): Promise<RouteRequest> {
  const opensAt = new Date(Date.now() + ++daysAhead * 86_400_000).toISOString();
  const { session } = await world
    .as('ada')
    .call('createSession', { body: { ...BOOKING, opensAt, roster: [{ participantId: 'p50' }], join: {} } });
  return {
    path: '/v1/join',
    body: { code: (session as { join?: { code: string } }).join?.code.replaceAll('-', '') },
  };
}

/** Something that passes the route's schema, so that what answers is who asks. */
function bodyFor({ method, path }: Route): object {
  if (path.startsWith('/v1/webhooks/') && method === 'PATCH') return { events: ['session.settled'] };
  if (method === 'PATCH') return { revision: 1, name: 'Algorithms, final exam' };
  const known: [RegExp, object][] = [
    [/\/v1\/sessions$/, BOOKING],
    [/\/submissions$/, { problem: 'A', language: 'javascript', source: 'console.log(1 + 1)' }],
    [/\/reviews$/, { source: CONTRACT, language: 'solidity' }],
    [/\/analyze$/, { contract_code: CONTRACT }],
    [/\/announcements$/, { text: 'Paper is at the front desk.' }],
    [/\/questions$/, { label: 'A', text: 'May a name be empty?' }],
    [/\/answers$/, { text: 'No: read the second paragraph again.', toEverybody: true }],
    [/\/read$/, { cursor: '2026-01-01T00:00:00.000Z' }],
    [/\/rejudgings$/, { label: 'A', version: 1, reason: 'The third test case was wrong.' }],
    [/\/webhooks$/, { url: 'https://lms.example.edu/hooks', description: 'The bot of the course' }],
    [/\/replay$/, { since: '2026-01-01T00:00:00.000Z' }],
    [/\/drill$/, { act: 'hold-doorbells', reason: 'The drill of this term' }],
    [/\/imports$/, { problemId: 'two-sum' }],
    [/\/preview$/, { grading: { pick: 'last', points: { A: 10 } } }],
    [/\/(grades\/\w+|invite)$/, {}],
    [
      /\/maintenances$/,
      { reason: 'AWS maintains its network', until: new Date(Date.now() + 7_200_000).toISOString() },
    ],
  ];
  return known.find(([pattern]) => pattern.test(path))?.[1] ?? { reason: 'The building is evacuated.' };
}

const BOOKING = {
  name: 'Algorithms, first exam',
  opensAt: new Date(Date.now() + 86_400_000).toISOString(),
  durationMinutes: 120,
  problems: [{ problemId: 'sum', label: 'A' }],
  roster: [
    { participantId: 'p01', name: 'Amara Abel' },
    { participantId: 'p02', extraTimeMinutes: 30 },
  ],
};
