import { describe, expect, it } from 'vitest';
import { ApiError, createApiClient, type Fetch } from '../../../../core/api/client.ts';

interface Sent {
  url: string;
  init: Parameters<Fetch>[1];
}

function clientThatHears(status: number, body: string) {
  const sent: Sent[] = [];
  const client = createApiClient({
    baseUrl: 'https://exams.example/',
    token: () => 'secret',
    fetch: async (url, init) => {
      sent.push({ url, init });
      return {
        status,
        ok: status < 400,
        headers: new Headers(),
        text: async () => body,
        arrayBuffer: async () => new TextEncoder().encode(body).buffer,
      };
    },
  });
  return { client, sent };
}

describe('the client', () => {
  it('fills paths, queries, headers and bodies as the table says', async () => {
    const { client, sent } = clientThatHears(200, '{"items":[]}');
    await client.call('listSubmissions', {
      params: { sessionId: 'a/b' },
      query: { limit: 5, cursor: undefined },
    });
    await client.call('createSubmission', {
      params: { sessionId: 's' },
      headers: { 'idempotency-key': 'k' },
      body: { problem: 'A', language: 'c', source: 'x' },
    });
    expect(sent[0]).toMatchObject({
      url: 'https://exams.example/v1/sessions/a%2Fb/submissions?limit=5',
      init: { method: 'GET', headers: { authorization: 'Bearer secret' } },
    });
    expect(sent[0]?.init.body).toBeUndefined();
    expect(sent[1]).toMatchObject({
      init: {
        method: 'POST',
        body: '{"problem":"A","language":"c","source":"x"}',
        headers: { 'idempotency-key': 'k', 'content-type': 'application/json' },
      },
    });
  });

  it.each([
    [
      'our own refusal',
      409,
      '{"type":"/v1/errors#conflict","title":"t","status":409,"detail":"look again"}',
      'look again',
      '/v1/errors#conflict',
    ],
    ["the gateway's", 401, '{"message":"Unauthorized"}', 'Unauthorized', 'about:blank'],
    ["something else's", 502, '<html>Bad Gateway</html>', '<html>Bad Gateway</html>', 'about:blank'],
    ['nothing', 503, '', 'HTTP 503', 'about:blank'],
  ])('throws %s in one shape', async (_, status, body, detail, type) => {
    const failure = await clientThatHears(status, body)
      .client.call('getHealth', {})
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect((failure as ApiError).details).toMatchObject({ status, detail, type });
  });
});
