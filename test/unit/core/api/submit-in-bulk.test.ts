import { describe, expect, it } from 'vitest';
import type { BulkAnswer } from '../../../../core/api/bulk.ts';
import type { ApiClient } from '../../../../core/api/client.ts';
import { submitInBulk } from '../../../../core/api/submit-in-bulk.ts';

const problem = (kind: string, retryAfterMs?: number) => ({
  type: `/v1/errors#${kind}`,
  title: kind,
  status: 429,
  detail: kind,
  instance: 'urn:x',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

/** Submits these lines to an API that answers each request by the next of these. @returns lines of each request, and the end */
async function submit(lines: readonly string[], answers: readonly (readonly BulkAnswer[])[], own = false) {
  const sent: string[][] = [];
  let now = 0;
  const client = {
    download: async (_: string, { body }: { body: readonly string[] }) => {
      const text = (answers[sent.length] ?? []).map((one) => JSON.stringify(one)).join('\n');
      sent.push([...body]);
      return { fileName: '', mediaType: '', bytes: new TextEncoder().encode(text) };
    },
  } as unknown as ApiClient;
  const patience = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
    random: () => 0.5,
    patienceMs: 60_000,
  };
  const ports = { client, patience, upload: async () => undefined, onProgress: () => undefined };
  return { told: await submitInBulk(ports, 's', lines, own), sent, waitedMs: now };
}

describe('submitting many', () => {
  it('sends a line again when its answer says when, whatever its status, and no other', async () => {
    const { told, sent, waitedMs } = await submit(
      ['a', 'b', 'c'],
      [
        [
          { line: 1, status: 409, problem: problem('conflict', 5_000) },
          { line: 2, status: 429, problem: problem('limit-reached') },
          { line: 3, status: 202, submissionId: 'of-c' },
        ],
        [{ line: 1, status: 202, submissionId: 'of-a' }],
      ],
    );
    expect(sent).toEqual([['a', 'b', 'c'], ['a']]);
    expect(told.map(({ line, status }) => [line, status])).toEqual([
      [1, 202],
      [2, 429],
      [3, 202],
    ]);
    expect(waitedMs).toBeGreaterThanOrEqual(5_000);
  });

  it('sends again what was not answered, and takes no answer for another line', async () => {
    const { told, sent } = await submit(
      ['a', 'b'],
      [[{ line: 2, status: 202, submissionId: 'of-b' }], [{ line: 1, status: 202, submissionId: 'of-a' }]],
    );
    expect(sent).toEqual([['a', 'b'], ['a']]);
    expect(told.map(({ submissionId }) => submissionId)).toEqual(['of-a', 'of-b']);
  });

  it('sends of a participant no more than the API takes of one', async () => {
    const lines = Array.from({ length: 45 }, (_, at) => `line ${at}`);
    const accepted = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ line: at + 1, status: 202, submissionId: `s${at}` }));
    const { sent, told } = await submit(lines, [accepted(20), accepted(20), accepted(5)], true);
    expect(sent.map((request) => request.length)).toEqual([20, 20, 5]);
    expect(told.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
  });
});
