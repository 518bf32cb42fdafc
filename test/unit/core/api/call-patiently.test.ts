import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askUntil, callPatiently, makePatient, type Patience } from '../../../../core/api/call-patiently.ts';
import { createApiClient } from '../../../../core/api/client.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A real server that behaves as told, request by request, and then answers well. */
async function misbehave(...behaviours: Behaviour[]) {
  const heard: { method: string; key: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const key = request.headers['idempotency-key'];
    heard.push({ method: request.method!, key: typeof key === 'string' ? key : undefined });
    request.resume().on('end', () => {
      const behave = behaviours.shift() ?? answer(202, { state: 'judged' });
      behave(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(
    () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  );
  const client = createApiClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetch,
  });
  return { heard, client };
}

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const gateway = (status: number, headers: Record<string, string> = {}) =>
  answer(status, { message: 'Too Many Requests' }, headers);
const hangUp: Behaviour = (request) => request.socket.destroy();
const breakOff: Behaviour = (request, response) => {
  response.writeHead(200, { 'content-length': '500' }).write('{"state":');
  setImmediate(() => request.socket.destroy());
};

/** Patience whose clock moves only by sleeping. */
function patienceOf(patienceMs: number): Patience & { slept: number[] } {
  let now = Date.parse('2027-01-15T10:00:00Z');
  const slept: number[] = [];
  return {
    slept,
    patienceMs,
    random: () => 0.5,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
}

const submit = (client: Awaited<ReturnType<typeof misbehave>>['client']) => () =>
  client.call('createSubmission', {
    params: { sessionId: 's' },
    headers: { 'idempotency-key': 'the-same' },
    body: { problem: 'A', language: 'c', source: 'x' },
  });

describe('a call that changes something', () => {
  it('is made again with the same key after 429, 503, a refused connection and an answer that broke off', async () => {
    const { client, heard } = await misbehave(gateway(429), gateway(503), hangUp, breakOff);
    const patience = patienceOf(60_000);
    expect(await callPatiently(submit(client), patience)).toMatchObject({ state: 'judged' });
    expect(heard).toEqual(Array(5).fill({ method: 'POST', key: 'the-same' }));
    expect(patience.slept).toEqual([1_000, 2_000, 4_000, 5_000]);
  });

  it('is borne by a client that is patient', async () => {
    const { client, heard } = await misbehave(gateway(503));
    const patient = makePatient(client, patienceOf(60_000));
    expect(await submit(patient)()).toMatchObject({ state: 'judged' });
    expect(heard).toEqual(Array(2).fill({ method: 'POST', key: 'the-same' }));
  });

  it('is not made again for somebody who has left meanwhile, and the wait ends at once', async () => {
    const { client, heard } = await misbehave(gateway(503), gateway(503));
    const leaving = new AbortController();
    const patience: Patience = {
      ...patienceOf(60_000),
      sleep: (_, signal) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve());
          leaving.abort(new Error('the page was left'));
        }),
    };
    const asked = makePatient(client, patience).call('getConfig', {}, leaving.signal);
    await expect(asked).rejects.toThrow('the page was left');
    expect(heard).toHaveLength(1);
  });

  it('waits as long as it is asked to, by seconds and by date', async () => {
    const { client } = await misbehave(
      gateway(429, { 'retry-after': '17' }),
      gateway(503, { 'retry-after': 'Fri, 15 Jan 2027 10:01:00 GMT' }),
    );
    const patience = patienceOf(120_000);
    await callPatiently(submit(client), patience);
    // A tenth more by chance; the date is then 41.3 s away.
    expect(patience.slept).toEqual([18_700, 45_430]);
  });

  it('is not made again when the answer is a decision', async () => {
    const refusal = { type: '/v1/errors#closed', title: 'Closed', status: 409, detail: 'it is closed' };
    const { client, heard } = await misbehave(answer(409, refusal));
    await expect(callPatiently(submit(client), patienceOf(60_000))).rejects.toThrow('it is closed');
    expect(heard).toHaveLength(1);
  });

  it('says what the last answer was when patience is over', async () => {
    const { client, heard } = await misbehave(...Array<Behaviour>(50).fill(gateway(503)));
    const patience = patienceOf(30_000);
    await expect(callPatiently(submit(client), patience)).rejects.toMatchObject({ status: 503 });
    expect(patience.slept).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
    expect(heard).toHaveLength(8);
  });
});

describe('asking until the answer is final', () => {
  it('asks after 1, 2, 4, then every 5 s, whatever fails on the way', async () => {
    const queued = answer(200, { state: 'queued' });
    const { client } = await misbehave(queued, queued, hangUp, queued, queued, queued);
    const patience = patienceOf(60_000);
    const asked = askUntil(
      () => client.call('getSubmission', { params: { sessionId: 's', submissionId: 'x' } }),
      ({ state }) => state === 'judged',
      patience,
    );
    expect(await asked).toMatchObject({ state: 'judged' });
    expect(patience.slept).toEqual([1_000, 2_000, 1_000, 4_000, 5_000, 5_000]);
  });
});
