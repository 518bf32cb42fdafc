import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { JudgeHostConfig } from './config.ts';
import { BadBody, type JudgeAnswer, type JudgeRequest, readRequest, sendAnswer } from './http.ts';
import { answerInfo } from './info.ts';
import type { Language } from './languages.ts';
import type { JudgeQueue } from './queue.ts';
import { ConversionError, readFields, renderSubmission, type SubmissionField } from './render.ts';
import { describeStatus } from './statuses.ts';
import { readSubmission, type Submission } from './submission.ts';

/** What the API stands on. */
export type JudgeApi = {
  config: JudgeHostConfig;
  languages: ReadonlyMap<number, Language>;
  queue: JudgeQueue;
  /** Token that every request needs in X-Auth-Token (none: open), and token for X-Auth-User of what only an admin may. */
  authentication: string | undefined;
  authorization: string | undefined;
  now: () => Date;
};

/** Judge0 stores a submission in one row; this keeps a client from filling the memory of a local host. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const CONVERSION_ERROR =
  'some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true query parameter';
const CONVERSION_ERROR_OF_MANY =
  'some attributes for one or more submissions cannot be converted to UTF-8, use base64_encoded=true query parameter';

const failure = (status: number, error: string): JudgeAnswer => ({ status, json: { error } });

/** Equal without telling by time how much of it was. */
function sameToken(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

/** Judge0 takes a token from its header or from a parameter of the same name. */
function givenToken(request: JudgeRequest, header: string): string {
  const value = request.headers[header.toLowerCase()] ?? request.params[header];
  return typeof value === 'string' ? value : '';
}

const isAuthenticated = (api: JudgeApi, request: JudgeRequest): boolean =>
  api.authentication === undefined || sameToken(api.authentication, givenToken(request, 'X-Auth-Token'));

const isAuthorized = (api: JudgeApi, request: JudgeRequest): boolean =>
  api.authorization !== undefined && sameToken(api.authorization, givenToken(request, 'X-Auth-User'));

const isTrue = (value: unknown): boolean => value === true || value === 'true';

const wantsBase64 = (request: JudgeRequest): boolean => isTrue(request.params['base64_encoded']);

function render(api: JudgeApi, submission: Submission, fields: SubmissionField[], base64: boolean) {
  return renderSubmission(submission, fields, base64, api.languages.get(submission.language_id)?.name ?? '');
}

/** Run a handler with the fields that the request asks for, or answer which of them do not exist. */
function withFields(
  request: JudgeRequest,
  handle: (fields: SubmissionField[]) => JudgeAnswer | Promise<JudgeAnswer>,
): JudgeAnswer | Promise<JudgeAnswer> {
  const fields = readFields(typeof request.params['fields'] === 'string' ? request.params['fields'] : null);
  return 'invalid' in fields
    ? failure(400, `invalid fields: [${fields.invalid.join(', ')}]`)
    : handle(fields.fields);
}

function create(api: JudgeApi, request: JudgeRequest): JudgeAnswer | Promise<JudgeAnswer> {
  const wait = isTrue(request.params['wait']);
  if (api.config.maintenance_mode) return failure(503, 'Judge0 is currently in maintenance.');
  if (wait && !api.config.enable_wait_result) return failure(400, 'wait not allowed');
  if (api.queue.queueSize() + 1 > api.config.max_queue_size) return failure(503, 'queue is full');
  return withFields(request, async (fields) => {
    const base64 = wantsBase64(request);
    const identity = { token: randomUUID(), createdAt: api.now().toISOString() };
    const { submission, errors } = readSubmission(
      request.params,
      base64,
      api.languages,
      api.config,
      identity,
    );
    if (Object.keys(errors).length > 0) return { status: 422, json: errors };
    const judged = api.queue.enqueue(submission);
    if (!wait) return { status: 201, json: { token: submission.token } };
    await judged;
    try {
      return { status: 201, json: render(api, submission, fields, base64) };
    } catch (error) {
      if (!(error instanceof ConversionError)) throw error;
      return { status: 201, json: { error: CONVERSION_ERROR, token: submission.token } };
    }
  });
}

function createBatch(api: JudgeApi, request: JudgeRequest): JudgeAnswer {
  const { config, queue } = api;
  if (!config.enable_batched_submissions) return failure(400, 'batched submissions are not allowed');
  const list = request.params['submissions'];
  const items: unknown[] = Array.isArray(list) ? list : [];
  if (queue.queueSize() + Math.max(items.length, 1) > config.max_queue_size)
    return failure(503, 'queue is full');
  const most = config.max_submission_batch_size;
  if (items.length > most)
    return failure(400, `number of submissions in a batch should be less than or equal to ${most}`);
  if (items.length === 0) return failure(400, 'there should be at least one submission in a batch');
  let valid = false;
  const answers = items.map((item) => {
    const raw = typeof item === 'object' && item !== null ? { ...item } : {};
    const identity = { token: randomUUID(), createdAt: api.now().toISOString() };
    const { submission, errors } = readSubmission(raw, wantsBase64(request), api.languages, config, identity);
    if (Object.keys(errors).length > 0) return errors;
    valid = true;
    void queue.enqueue(submission);
    return { token: submission.token };
  });
  return { status: valid ? 201 : 422, json: answers };
}

function show(api: JudgeApi, request: JudgeRequest, token: string): JudgeAnswer | Promise<JudgeAnswer> {
  return withFields(request, (fields) => {
    const submission = api.queue.submissions.get(token);
    if (!submission) return { status: 404 };
    try {
      return { status: 200, json: render(api, submission, fields, wantsBase64(request)) };
    } catch (error) {
      if (!(error instanceof ConversionError)) throw error;
      return failure(400, CONVERSION_ERROR);
    }
  });
}

/** Render several submissions; text that needs base64 in one of them refuses all. */
function renderMany(answer: () => unknown): JudgeAnswer {
  try {
    return { status: 200, json: answer() };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return failure(400, CONVERSION_ERROR_OF_MANY);
  }
}

function showBatch(api: JudgeApi, request: JudgeRequest): JudgeAnswer | Promise<JudgeAnswer> {
  const { config, queue } = api;
  if (!config.enable_batched_submissions) return failure(400, 'batched submissions are not allowed');
  return withFields(request, (fields) => {
    const given = request.headers['tokens'] ?? request.params['tokens'] ?? '';
    const tokens = (typeof given === 'string' ? given : '')
      .trim()
      .split(',')
      .filter((token) => token !== '');
    const most = config.max_submission_batch_size;
    if (tokens.length > most)
      return failure(400, `number of submissions in a batch should be less than or equal to ${most}`);
    if (tokens.length === 0) return failure(400, 'there should be at least one submission in a batch');
    return renderMany(() => ({
      submissions: tokens.map((token) => {
        const submission = queue.submissions.get(token);
        return submission ? render(api, submission, fields, wantsBase64(request)) : null;
      }),
    }));
  });
}

function list(api: JudgeApi, request: JudgeRequest): JudgeAnswer | Promise<JudgeAnswer> {
  if (!isAuthorized(api, request)) return { status: 403 };
  return withFields(request, (fields) => {
    const number = (name: string, otherwise: number) => {
      const value = request.params[name];
      return typeof value === 'string' || typeof value === 'number'
        ? Math.trunc(Number(value)) || 0
        : otherwise;
    };
    const page = number('page', 1);
    const perPage = number('per_page', 20);
    if (page <= 0) return failure(400, `invalid page: ${page}`);
    if (perPage < 0) return failure(400, `invalid per_page: ${perPage}`);
    const all = [...api.queue.submissions.values()].reverse();
    const pages = perPage === 0 ? 0 : Math.ceil(all.length / perPage);
    const chosen = all.slice((page - 1) * perPage, page * perPage);
    return renderMany(() => ({
      submissions: chosen.map((submission) => render(api, submission, fields, wantsBase64(request))),
      meta: {
        current_page: page,
        next_page: page < pages ? page + 1 : null,
        prev_page: page > 1 ? page - 1 : null,
        total_pages: pages,
        total_count: all.length,
      },
    }));
  });
}

function remove(api: JudgeApi, request: JudgeRequest, token: string): JudgeAnswer | Promise<JudgeAnswer> {
  if (!isAuthorized(api, request)) return { status: 403 };
  if (api.config.maintenance_mode) return failure(503, 'Judge0 is currently in maintenance.');
  return withFields(request, (fields) => {
    if (!api.config.enable_submission_delete) return failure(400, 'delete not allowed');
    const submission = api.queue.submissions.get(token);
    if (!submission) return { status: 404 };
    if (submission.status_id <= 2) {
      const { id, description } = describeStatus(submission.status_id);
      return failure(400, `submission cannot be deleted because its status is ${id} (${description})`);
    }
    api.queue.submissions.delete(token);
    return { status: 200, json: render(api, submission, fields, true) };
  });
}

function answer(api: JudgeApi, request: JudgeRequest): JudgeAnswer | Promise<JudgeAnswer> {
  const { method, path } = request;
  if (method === 'GET' && path === '/') return { status: 200, text: '<h1>Assize: local judge host</h1>\n' };
  if (!isAuthenticated(api, request)) return { status: 401 };
  if (method === 'POST' && path === '/authenticate') return { status: 200 };
  if (method === 'POST' && path === '/authorize') return { status: isAuthorized(api, request) ? 200 : 403 };
  if (path === '/submissions') {
    if (method === 'GET') return list(api, request);
    if (method === 'POST') return create(api, request);
  }
  if (path === '/submissions/batch') {
    if (method === 'GET') return showBatch(api, request);
    if (method === 'POST') return createBatch(api, request);
  }
  const token = /^\/submissions\/([^/]+)$/.exec(path)?.[1];
  if (token !== undefined && method === 'GET') return show(api, request, token);
  if (token !== undefined && method === 'DELETE') return remove(api, request, token);
  return (method === 'GET' ? answerInfo(api, path) : undefined) ?? { status: 404 };
}

/** The HTTP server of a judge host; it is not listening yet. */
export function createJudgeServer(api: JudgeApi, log: (line: string) => void): Server {
  return createServer((incoming, response) => {
    readRequest(incoming, MAX_BODY_BYTES)
      .then((request) => answer(api, request))
      .catch((error: unknown): JudgeAnswer => {
        if (error instanceof BadBody) return failure(error.status, error.message);
        log(
          `${incoming.method} ${incoming.url} failed: ${error instanceof Error ? error.stack : String(error)}`,
        );
        return { status: 500 };
      })
      .then((result) => sendAnswer(response, result))
      .catch((error: unknown) => log(`no answer to ${incoming.method} ${incoming.url}: ${String(error)}`));
  });
}
