import type { AwsCall, AwsResponse, AwsService } from '../http-types.ts';
import { AwsError } from '../http-types.ts';
import type { FauxqsApp, FauxqsStores, SqsQueue } from './fauxqs.ts';
import { MoveTasks } from './move-tasks.ts';

/** Operations whose answers carry queue URLs. */
const ANSWERS_URLS = new Set(['CreateQueue', 'GetQueueUrl']);
const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/**
 * SQS: fauxqs, with queue URLs that lead to this endpoint, long polls that never take what nobody receives, and moves of
 * dead letters.
 */
export function makeSqs(app: FauxqsApp, stores: FauxqsStores): AwsService & { stop(): void } {
  const moves = new MoveTasks(stores);
  const ask = async (call: AwsCall, operation: string, input: object): Promise<AwsResponse> => {
    const response = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: call.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${call.region}/sqs/aws4_request`,
      },
      payload: JSON.stringify(input),
    });
    return { status: response.statusCode, headers: pick(response.headers), body: response.payload };
  };

  const receive = async (call: AwsCall): Promise<AwsResponse> => {
    const queue = stores.sqs.getQueue(String(call.input['QueueUrl']));
    const wait = Number(
      call.input['WaitTimeSeconds'] ?? queue?.attributes['ReceiveMessageWaitTimeSeconds'] ?? 0,
    );
    const once = () => ask(call, 'ReceiveMessage', { ...call.input, WaitTimeSeconds: 0 });
    if (queue === undefined || !(wait > 0 && wait <= 20)) return ask(call, 'ReceiveMessage', call.input);
    const deadline = performance.now() + wait * 1000;
    for (;;) {
      if (call.gone.aborted) return { status: 200, body: '{}' };
      const response = await once();
      const left = (deadline - performance.now()) / 1000;
      if (response.status !== 200 || holdsMessages(response) || left <= 0) return response;
      await eitherOf(queue.waitForMessages(left), call.gone);
    }
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const { QueueUrl: url, QueueName: name } = call.input;
    if (typeof (url ?? name ?? '') !== 'string')
      throw new AwsError('InvalidParameterValue', 'QueueUrl and QueueName are text.');
    if (call.operation === 'ReceiveMessage') return receive(call);
    // fauxqs counts as hidden what was, until somebody receives.
    if (call.operation === 'GetQueueAttributes') stores.sqs.getQueue(String(url))?.processTimers();
    const moved = await moves.answer(call.operation, call.input);
    if (moved !== undefined) return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(moved) };
    const response = await ask(call, call.operation, call.input);
    if (response.status !== 200) return response;
    if (call.operation === 'SendMessage') keepGroup(stores, call, response);
    return ANSWERS_URLS.has(call.operation)
      ? { ...response, body: withHost(String(response.body), call.host) }
      : response;
  };
  return { handle, stop: () => moves.stop() };
}

function holdsMessages(response: AwsResponse): boolean {
  return String(response.body).includes('"Messages":[{');
}

/** Waiting ends when the client is gone: no message is taken for somebody who hung up. */
function eitherOf(waiting: Promise<void>, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      gone.removeEventListener('abort', end);
      resolve();
    };
    gone.addEventListener('abort', end, { once: true });
    void waiting.then(end);
    if (gone.aborted) end();
  });
}

/** fauxqs drops MessageGroupId on standard queues, where AWS keeps it (fair queues). */
function keepGroup(stores: FauxqsStores, call: AwsCall, response: AwsResponse): void {
  const group = call.input['MessageGroupId'];
  const queue: SqsQueue | undefined = stores.sqs.getQueue(String(call.input['QueueUrl']));
  if (typeof group !== 'string' || queue === undefined || queue.isFifo()) return;
  const { MessageId: id } = JSON.parse(String(response.body)) as { MessageId: string };
  const message = queue.messages.findLast((candidate) => candidate.messageId === id);
  if (message !== undefined) message.messageGroupId = group;
}

/** Queue URLs under the host by which the caller reached us; stored ones may carry the port of an earlier start. */
function withHost(body: string, host: string): string {
  return body.replace(/http:\/\/[^/"]+\/(?=\d{12}\/)/g, `http://${host}/`);
}

/** Headers of an answer worth passing on. */
export function pick(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['content-type', 'x-amzn-query-error'])
    if (headers[name] !== undefined) kept[name] = String(headers[name]);
  return kept;
}
