import { waitBeforeAsk } from './ask-schedule.ts';
import {
  type BulkAnswer,
  MAX_BULK_BYTES,
  MAX_BULK_LINES,
  MAX_BULK_UPLOAD_BYTES,
  MAX_OWN_BULK_LINES,
  NDJSON,
} from './bulk.ts';
import { callPatiently, type Patience } from './call-patiently.ts';
import type { ApiClient } from './client.ts';

/** What submitting many needs from outside. */
export interface BulkPorts {
  readonly client: ApiClient;
  readonly patience: Patience;
  /** Puts the lines where an upload goes. */
  readonly upload: (url: string, body: string, contentType: string) => Promise<void>;
  /** Told after each request. */
  readonly onProgress: (stand: {
    readonly accepted: number;
    readonly refused: number;
    readonly left: number;
  }) => void;
}

/** Bytes of one line and its end. */
const sizeOf = (line: string) => new TextEncoder().encode(line).byteLength + 1;

/**
 * Submits any number of lines, each with its key, by requests of what one takes, and again what is to be sent again, until
 * nothing has moved for as long as patience lasts.
 * @param own whether they are a participant's own, of which one request takes fewer, and no upload
 * @param lines none of them blank
 * @returns an answer for each line, in their order; `line` counts from 1
 * @throws what a request threw last
 */
export async function submitInBulk(
  ports: BulkPorts,
  sessionId: string,
  lines: readonly string[],
  own = false,
): Promise<readonly BulkAnswer[]> {
  const { patience } = ports;
  const answers = new Map<number, BulkAnswer>();
  let pending = lines.map((text, at) => ({ number: at + 1, text }));
  let until = patience.now() + patience.patienceMs;
  for (let round = 0; pending.length > 0; round++) {
    let askedFor = 0;
    const again: typeof pending = [];
    for (const batch of inBatches(pending, own ? OWN_BATCH : BATCH)) {
      const answered = await send(
        ports,
        sessionId,
        batch.map(({ text }) => text),
      );
      const byLine = new Map(answered.map((answer) => [answer.line, answer]));
      for (const [at, line] of batch.entries()) {
        const answer = { ...(byLine.get(at + 1) ?? UNANSWERED), line: line.number };
        answers.set(line.number, answer);
        if (!isToSendAgain(answer)) continue;
        again.push(line);
        askedFor = Math.max(askedFor, answer.problem?.retryAfterMs ?? 0);
      }
      const all = [...answers.values()];
      const accepted = all.filter(({ status }) => status === 202).length;
      const refused = all.filter((answer) => answer.status !== 202 && !isToSendAgain(answer)).length;
      ports.onProgress({ accepted, refused, left: lines.length - accepted - refused });
    }
    if (again.length < pending.length) {
      round = 0;
      until = patience.now() + patience.patienceMs;
    }
    pending = again;
    if (pending.length === 0 || patience.now() > until) break;
    await patience.sleep(waitBeforeAsk(round + 1, patience.random, askedFor));
  }
  return [...answers.values()].sort((a, b) => a.line - b.line);
}

/** What stands for a line that was not answered: it is sent again. */
const UNANSWERED: Omit<BulkAnswer, 'line'> = { status: 503 };

/** Whether the same line may be taken a little later: it says when, or nothing was answered. */
function isToSendAgain(answer: BulkAnswer): boolean {
  return answer.problem === undefined ? answer.status !== 202 : answer.problem.retryAfterMs !== undefined;
}

/** What one request takes. */
const BATCH = { lines: MAX_BULK_LINES, bytes: MAX_BULK_UPLOAD_BYTES };
const OWN_BATCH = { lines: MAX_OWN_BULK_LINES, bytes: MAX_BULK_BYTES };

/** Lines in their order, as many at a time as one request takes. */
function inBatches<Line extends { readonly text: string }>(
  lines: readonly Line[],
  most: typeof BATCH,
): Line[][] {
  const batches: Line[][] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = sizeOf(line.text);
    const last = batches.at(-1);
    if (last === undefined || last.length >= most.lines || bytes + size > most.bytes) {
      batches.push([line]);
      bytes = size;
    } else {
      last.push(line);
      bytes += size;
    }
  }
  return batches;
}

async function send(
  { client, patience, upload }: BulkPorts,
  sessionId: string,
  lines: readonly string[],
): Promise<readonly BulkAnswer[]> {
  const params = { sessionId };
  const body = lines.join('\n');
  const { bytes } =
    sizeOf(body) <= MAX_BULK_BYTES
      ? await callPatiently(
          () => client.download('createSubmissions', { params, body: [...lines] }),
          patience,
        )
      : await callPatiently(async () => {
          const place = await client.call('createSubmissionUpload', { params });
          await upload(place.uploadUrl, body, NDJSON);
          return await client.download('createUploadedSubmissions', {
            params: { ...params, uploadId: place.uploadId },
          });
        }, patience);
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as BulkAnswer]));
}
