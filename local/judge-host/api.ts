import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { JudgeHostConfig } from './config.ts';
import { type JudgeAnswer, type JudgeRequest, Refused, readRequest, sendAnswer } from './http.ts';
import { answerInfo } from './info.ts';
import type { Language } from './languages.ts';
import type { JudgeQueue } from './queue.ts';
import { ConversionError, readFields, renderSubmission, type SubmissionField } from './render.ts';
import { describeStatus, STATUS } from './statuses.ts';
import { readSubmission, type Submission } from './submission.ts';

/** What the API stands on. */
export type JudgeApi = {
  config: JudgeHostConfig;
  languages: ReadonlyMap<number, Language>;
  queue: JudgeQueue;
  /** What every request needs in X-Auth-Token; undefined: open. */
  token: string | undefined;
  now: () => Date;
};

/** Judge0 stores a submission in one row; this keeps a client from filling the memory of a local host. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const MAINTENANCE = 'Judge0 is currently in maintenance.';
const NO_BATCHES = 'batched submissions are not allowed';

const conversionError = (of: string): string =>
  `some attributes for ${of} cannot be converted to UTF-8, use base64_encoded=true query parameter`;

/** Equal without telling by time how much of it was. */
function sameToken(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

/** Judge0 takes a token from its header or from a parameter of the same name. */
function isAuthenticated({ token }: JudgeApi, { headers, params }: JudgeRequest): boolean {
  if (token === undefined) return true;
  const given = headers['x-auth-token'] ?? params['X-Auth-Token'];
  return sameToken(token, typeof given === 'string' ? given : '');
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

const wantsBase64 = (request: JudgeRequest): boolean => isTrue(request.params['base64_encoded']);

function render(api: JudgeApi, submission: Submission, fields: SubmissionField[], base64: boolean) {
  return renderSubmission(submission, fields, base64, api.languages.get(submission.language_id)?.name ?? '');
}

/** A submission as JSON; undefined where Judge0 could not convert its text. */
function tryToRender(...what: Parameters<typeof render>): Record<string, unknown> | undefined {
  try {
    return render(...what);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return undefined;
  }
}

/** The fields that the request asks for. Throws Refused with those that do not exist. */
function fieldsOf({ params }: JudgeRequest): SubmissionField[] {
  const fields = readFields(typeof params['fields'] === 'string' ? params['fields'] : null);
  if ('invalid' in fields) throw new Refused(400, `invalid fields: [${fields.invalid.join(', ')}]`);
  return fields.fields;
}

function readNew({ languages, config, now }: JudgeApi, raw: Record<string, unknown>, base64: boolean) {
  const identity = { token: randomUUID(), createdAt: now().toISOString() };
  const { submission, errors } = readSubmission(raw, base64, languages, config, identity);
  return { submission, errors: Object.keys(errors).length > 0 ? errors : undefined };
}

async function create(api: JudgeApi, request: JudgeRequest): Promise<JudgeAnswer> {
  const { config, queue } = api;
  const wait = isTrue(request.params['wait']);
  if (config.maintenance_mode) throw new Refused(503, MAINTENANCE);
  if (wait && !config.enable_wait_result) throw new Refused(400, 'wait not allowed');
  if (queue.queueSize() + 1 > config.max_queue_size) throw new Refused(503, 'queue is full');
  const fields = fieldsOf(request);
  const { submission, errors } = readNew(api, request.params, wantsBase64(request));
  if (errors) return { status: 422, json: errors };
  const { token } = submission;
  const judged = queue.enqueue(submission);
  if (!wait) return { status: 201, json: { token } };
  await judged;
  const shown = tryToRender(api, submission, fields, wantsBase64(request));
  return { status: 201, json: shown ?? { error: conversionError('this submission'), token } };
}

/** Throws Refused for more submissions than a batch may have, and for none. */
function checkBatch({ config }: JudgeApi, items: readonly unknown[]): void {
  const most = config.max_submission_batch_size;
  if (items.length > most)
    throw new Refused(400, `number of submissions in a batch should be less than or equal to ${most}`);
  if (items.length === 0) throw new Refused(400, 'there should be at least one submission in a batch');
}

function createBatch(api: JudgeApi, request: JudgeRequest): JudgeAnswer {
  const { config, queue } = api;
  if (!config.enable_batched_submissions) throw new Refused(400, NO_BATCHES);
  const list = request.params['submissions'];
  const items: unknown[] = Array.isArray(list) ? list : [];
  if (queue.queueSize() + Math.max(items.length, 1) > config.max_queue_size)
    throw new Refused(503, 'queue is full');
  checkBatch(api, items);
  let valid = false;
  const answers = items.map((item) => {
    const raw = typeof item === 'object' && item !== null ? { ...item } : {};
    const { submission, errors } = readNew(api, raw, wantsBase64(request));
    if (errors) return errors;
    valid = true;
    void queue.enqueue(submission);
    return { token: submission.token };
  });
  return { status: valid ? 201 : 422, json: answers };
}

function show(api: JudgeApi, request: JudgeRequest, token: string): JudgeAnswer {
  const fields = fieldsOf(request);
  const submission = api.queue.submissions.get(token);
  if (!submission) return { status: 404 };
  const shown = tryToRender(api, submission, fields, wantsBase64(request));
  if (!shown) throw new Refused(400, conversionError('this submission'));
  return { status: 200, json: shown };
}

function showBatch(api: JudgeApi, request: JudgeRequest): JudgeAnswer {
  if (!api.config.enable_batched_submissions) throw new Refused(400, NO_BATCHES);
  const fields = fieldsOf(request);
  const given = request.headers['tokens'] ?? request.params['tokens'] ?? '';
  const tokens = (typeof given === 'string' ? given : '')
    .trim()
    .split(',')
    .filter((token) => token !== '');
  checkBatch(api, tokens);
  const submissions = tokens.map((token) => {
    const submission = api.queue.submissions.get(token);
    return submission ? tryToRender(api, submission, fields, wantsBase64(request)) : null;
  });
  if (submissions.includes(undefined)) throw new Refused(400, conversionError('one or more submissions'));
  return { status: 200, json: { submissions } };
}

function remove(api: JudgeApi, request: JudgeRequest, token: string): JudgeAnswer {
  if (api.config.maintenance_mode) throw new Refused(503, MAINTENANCE);
  const fields = fieldsOf(request);
  if (!api.config.enable_submission_delete) throw new Refused(400, 'delete not allowed');
  const submission = api.queue.submissions.get(token);
  if (!submission) return { status: 404 };
  if (submission.status_id <= STATUS.processing) {
    const { id, description } = describeStatus(submission.status_id);
    throw new Refused(400, `submission cannot be deleted because its status is ${id} (${description})`);
  }
  api.queue.submissions.delete(token);
  return { status: 200, json: render(api, submission, fields, true) };
}

function answer(api: JudgeApi, request: JudgeRequest): JudgeAnswer | Promise<JudgeAnswer> {
  const { method, path } = request;
  if (method === 'GET' && path === '/') return { status: 200, text: '<h1>Assize: local judge host</h1>\n' };
  if (!isAuthenticated(api, request)) return { status: 401 };
  const token = /^\/submissions\/([^/]+)$/.exec(path)?.[1] ?? '';
  switch (`${method} ${token === '' || token === 'batch' ? path : '/submissions/TOKEN'}`) {
    case 'POST /authenticate':
      return { status: 200 };
    case 'POST /submissions':
      return create(api, request);
    case 'POST /submissions/batch':
      return createBatch(api, request);
    case 'GET /submissions/batch':
      return showBatch(api, request);
    case 'GET /submissions/TOKEN':
      return show(api, request, token);
    case 'DELETE /submissions/TOKEN':
      return remove(api, request, token);
    default:
      return (method === 'GET' ? answerInfo(api, path) : undefined) ?? { status: 404 };
  }
}

/** Longer than a busy machine may keep a client from using, or from giving up, a connection that it has. */
const KEEP_ALIVE_MS = 60_000;

/** The HTTP server of a judge host; it is not listening yet. */
export function createJudgeServer(api: JudgeApi, log: (line: string) => void): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, response) => {
    readRequest(incoming, MAX_BODY_BYTES)
      .then(async (request) => answer(api, request))
      .catch((error: unknown): JudgeAnswer => {
        if (error instanceof Refused) return { status: error.status, json: { error: error.message } };
        log(
          `${incoming.method} ${incoming.url} failed: ${error instanceof Error ? error.stack : String(error)}`,
        );
        return { status: 500 };
      })
      .then((result) => sendAnswer(response, result))
      .catch((error: unknown) => log(`no answer to ${incoming.method} ${incoming.url}: ${String(error)}`));
  });
}
