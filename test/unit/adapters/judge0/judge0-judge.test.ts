import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { classifyStatus } from '../../../../adapters/judge0/judge0-http.ts';
import { Judge0Judge } from '../../../../adapters/judge0/judge0-judge.ts';
import type { JudgeCall } from '../../../../core/grading/judge.ts';

const CALL: JudgeCall = {
  kind: 'source', languageId: 63, source: Buffer.from('1'), stdin: Buffer.alloc(0),
  limits: { cpuMs: 1500, wallMs: 3000, memoryKiB: 1000, stackKiB: 1000, processes: 5, fileKiB: 10 },
}; // biome-ignore format: one line

type Answer = { status?: number; body: unknown; headers?: Record<string, string> };
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Record<string, unknown>;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers in order and remembers what it was asked; null: no answer at all. */
async function serve(answers: (Answer | null)[]) {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers });
    const answer = answers.shift();
    if (answer === null) return void response.socket?.destroy();
    response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json', ...answer?.headers });
    response.end(typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body ?? {}));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  let clock = 0;
  const waits: number[] = [];
  const judge = new Judge0Judge({
    url: `http://127.0.0.1:${port}`,
    token: 'secret',
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
      waits.push(ms);
    },
  });
  return { judge, seen, waits };
}

const waiting = { body: { status: { id: 2, description: 'Processing' } } };
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the Judge0 client', () => {
  it('submits, polls with growing pauses, reads base64 and deletes', async () => {
    const report = {
      status: { id: 11, description: 'Runtime Error (NZEC)' }, stdout: `${base64('out')}\n`, stderr: base64('err'),
      compile_output: null, message: base64('Exited'), exit_code: 3, exit_signal: null, time: '0.012', wall_time: '0.1', memory: 900,
    }; // biome-ignore format: one line
    const { judge, seen } = await serve([
      { body: { token: 'abc-1' } },
      waiting,
      waiting,
      { body: report },
      { body: {} },
    ]);
    const result = await judge.run(CALL);
    expect(result).toMatchObject({
      token: 'abc-1',
      outcome: 'crashed',
      exitCode: 3,
      exitSignal: null,
      cpuMs: 12,
      wallMs: 100,
      memoryKiB: 900,
      message: 'Exited',
    });
    expect(Buffer.from(result.stdout ?? []).toString()).toBe('out');
    expect(result.compileOutput).toBeNull();
    expect(seen.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual([
      'POST /submissions', 'GET /submissions/abc-1', 'GET /submissions/abc-1', 'GET /submissions/abc-1', 'DELETE /submissions/abc-1',
    ]); // biome-ignore format: one line
    expect(seen.every(({ headers }) => headers['x-auth-token'] === 'secret')).toBe(true);
    expect(JSON.parse(seen[0]!.body)).toMatchObject({
      language_id: 63,
      source_code: base64('1'),
      cpu_time_limit: 1.5,
      wall_time_limit: 3,
      enable_network: false,
    });
    expect(seen[0]!.url).toContain('base64_encoded=true');
  });

  it('reads the beginning of what a compiler said of a plain submission, however much that is', async () => {
    const head = 'main.c:10:10: error: nothing was said.\n';
    const broken = { status: { id: 6, description: 'Compilation Error' } };
    const flood = `{"compile_output":"${base64(head)}\\n${base64('www').repeat(17 * 1024 * 1024)}\\n"}`;
    const { judge, seen } = await serve([{ body: { token: 't' } }, { body: broken }, { body: flood }]);
    const { outcome, compileOutput } = await judge.run(CALL);
    expect(outcome).toBe('compile-error');
    expect(compileOutput?.length).toBeLessThan(64 * 1024);
    expect(Buffer.from(compileOutput ?? []).toString()).toMatch(
      /^main\.c:10:10: error: nothing was said\.\nw+$/,
    );
    expect(compileOutput?.length).toBeGreaterThan(16 * 1024);
    expect(seen.map(({ url }) => url.includes('compile_output'))).toEqual([false, false, true, false]);
  });

  it('keeps what did not compile for that, where nobody can read what the compiler said', async () => {
    const broken = { status: { id: 6, description: 'Compilation Error' } };
    const { judge, seen } = await serve([
      { body: { token: 't' } },
      { body: broken },
      { status: 503, body: {} },
      null,
    ]);
    expect(await judge.run(CALL)).toMatchObject({ outcome: 'compile-error', compileOutput: null });
    expect(seen.at(-1)?.method).toBe('DELETE');
  });

  it('sends a bundle as additional files of language 89, without source', async () => {
    const { judge, seen } = await serve([
      { body: { token: 't' } },
      { body: { status: { id: 3, description: 'Accepted' } } },
    ]);
    await judge.run({
      kind: 'bundle',
      zip: Buffer.from('zip'),
      stdin: Buffer.from('in'),
      limits: CALL.limits,
    });
    const body = JSON.parse(seen[0]!.body);
    expect(body).toMatchObject({ language_id: 89, additional_files: base64('zip'), stdin: base64('in') });
    expect(body).not.toHaveProperty('source_code');
  });

  it.each([
    [
      'a full queue',
      { status: 503, body: { error: 'queue is full' }, headers: { 'retry-after': '2' } },
      'busy',
      2000,
    ],
    ['a gateway without a host', { status: 503, body: 'no healthy upstream' }, 'unreachable', undefined],
    ['a wrong token', { status: 401, body: '' }, 'refused', undefined],
    ['too many requests', { status: 429, body: '' }, 'busy', undefined],
    [
      'limits too high',
      { status: 422, body: { cpu_time_limit: ['must be less than or equal to 15'] } },
      'rejected',
      undefined,
    ],
    ['a fault of its own', { status: 500, body: 'oops' }, 'broken', undefined],
    ['no JSON', { body: '<html>' }, 'broken', undefined],
    ['JSON of another kind', { body: { hello: 1 } }, 'broken', undefined],
    ['a token that is a path', { body: { token: '../admin' } }, 'broken', undefined],
    ['a broken connection', null, 'unreachable', undefined],
  ] as const)('calls %s by its name', async (_, answer, kind, retryAfterMs) => {
    const { judge } = await serve([answer as Answer | null]);
    await expect(judge.run(CALL)).rejects.toMatchObject({ name: 'JudgeError', kind, retryAfterMs });
  });

  it('ends an answer that does not end, however little it says of its length', async () => {
    let sent = 0;
    server = createServer((_, response) => {
      const part = Buffer.alloc(1 << 20, ' ');
      const pour = () => {
        while (!response.destroyed && response.write(part)) sent += part.length;
      };
      response.on('drain', pour);
      pour();
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const judge = new Judge0Judge({ url: `http://127.0.0.1:${port}`, token: 'secret' });
    await expect(judge.languages()).rejects.toMatchObject({
      kind: 'broken',
      message: expect.stringMatching(/more than/),
    });
    expect(sent).toBeLessThan(200 * 1024 * 1024);
  });

  it('gives a large body the time that a busy Judge0 needs for it, and a small one less', async () => {
    const slow: typeof fetch = (_, init) =>
      new Promise((resolve, reject) => {
        const answered = setTimeout(() => resolve(Response.json({ token: 't' })), 100);
        init?.signal?.addEventListener('abort', () => {
          clearTimeout(answered);
          reject(init.signal?.reason as Error);
        });
      });
    const judge = new Judge0Judge({ url: 'http://judge.invalid', requestTimeoutMs: 10, fetch: slow });
    await expect(judge.run(CALL)).rejects.toThrow(/^POST .*timeout/);
    // It gets its token, and then asks: that is small again.
    await expect(judge.run({ ...CALL, stdin: Buffer.alloc(1_000_000) })).rejects.toThrow(/^GET .*timeout/);
  });

  it.each([
    ['one that answers late is asked again, for it is only busy', 1, { outcome: 'finished' }],
    ['one that never answers is gone', 2, { kind: 'unreachable' }],
  ])('of a host that judges: %s', async (_, silences, expected) => {
    let asked = 0;
    const late: typeof fetch = (_, init) => {
      if (init?.method !== 'GET') return Promise.resolve(Response.json({ token: 't' }));
      asked += 1;
      if (asked > silences)
        return Promise.resolve(Response.json({ status: { id: 3, description: 'Accepted' } }));
      return new Promise((_resolve, reject) =>
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
      );
    };
    const judge = new Judge0Judge({ url: 'http://judge.invalid', requestTimeoutMs: 10, fetch: late });
    expect(await judge.run(CALL).catch((error: unknown) => error)).toMatchObject(expected);
    expect(asked).toBe(2);
  });

  it.each([
    ['while its call may run is asked twice, with all patience', 1, [], 30_060],
    // 20 s of compiling, the call's own 3 s, 5 s of housekeeping; then 4 s.
    ['when its call should be about to end is gone 4 s after that', 27_000, [2], 32_000],
    ['and had it in its queue till then is given the time to judge it', 27_000, [1], 57_060],
  ])('a host that falls silent %s', async (_, silentAfterMs, statuses, goneAtMs) => {
    let now = 0;
    const silent: typeof fetch = async (_, init) => {
      if (init?.method === 'POST') return Response.json({ token: 't' });
      const [id] = statuses;
      if (now < silentAfterMs) return Response.json({ status: { id, description: 'not yet' } });
      init?.signal?.throwIfAborted();
      throw new Error('its time was not over');
    };
    const judge = new Judge0Judge({
      url: 'http://judge.invalid',
      fetch: silent,
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
      after: (ms, act) => {
        if (now >= silentAfterMs) {
          now += ms;
          act();
        }
        return () => undefined;
      },
    });
    await expect(judge.run(CALL)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(Math.abs(now - goneAtMs)).toBeLessThan(1_000);
  });

  it.each([
    ['whose machine takes no connection is gone at once', false, /the machine takes no connection/, 1],
    ['whose machine takes one is asked again', true, /timeout/, 2],
  ])('a silent host %s', async (_, isThere, reason, times) => {
    let asked = 0;
    const silent: typeof fetch = (_, init) => {
      if (init?.method === 'POST') return Promise.resolve(Response.json({ token: 't' }));
      asked++;
      return new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
      );
    };
    const judge = new Judge0Judge({
      url: 'http://10.0.0.7:2358',
      fetch: silent,
      after: (ms, act) => {
        const timer = setTimeout(act, ms / 20);
        return () => clearTimeout(timer);
      },
      canConnect: async (url) => {
        expect(url).toBe('http://10.0.0.7:2358');
        return isThere;
      },
    });
    await expect(judge.run(CALL)).rejects.toMatchObject({
      kind: 'unreachable',
      isGone: !isThere,
      message: expect.stringMatching(reason),
    });
    expect(asked).toBe(times);
  });

  const finished = { body: { status: { id: 3, description: 'Accepted' } } };
  const half = { body: '{"token":"t","status":{"id":2,"descr' };

  it.each<[string, (Answer | null)[], object]>([
    ['half an answer', [half, finished], { outcome: 'finished' }],
    ['a broken connection', [null, finished], { outcome: 'finished' }],
    ['a gateway that lost its way', [{ status: 502, body: '' }, finished], { outcome: 'finished' }],
    ['a fault of its own', [{ status: 500, body: '' }, finished], { outcome: 'finished' }],
    ['such things now and then', [half, waiting, null, waiting, half, finished], { outcome: 'finished' }],
    ['nothing that can be read, twice in a row', [half, half, finished], { kind: 'broken' }],
    ['nothing, twice in a row', [null, null, finished], { kind: 'unreachable' }],
    [
      'that it is asked too often',
      Array(5).fill({ status: 429, body: '' }).concat(finished),
      { outcome: 'finished' },
    ],
    ['that the token is wrong', [{ status: 401, body: '' }, finished], { kind: 'refused' }],
  ])('a program runs on when the question for its report meets %s', async (_, answers, expected) => {
    const { judge } = await serve([{ body: { token: 't' } }, ...answers]);
    expect(await judge.run(CALL).catch((error: unknown) => error)).toMatchObject(expected);
  });

  it('asks again only after as long as a judge says that is asked too often', async () => {
    const { judge, waits } = await serve([
      { body: { token: 't' } },
      { status: 429, body: '', headers: { 'retry-after': '7' } },
      finished,
    ]);
    await judge.run(CALL);
    expect(waits).toEqual([30, 7_000]);
  });

  it('says that a submission is lost when the host has forgotten it', async () => {
    const { judge } = await serve([{ body: { token: 't' } }, { status: 404, body: {} }]);
    await expect(judge.run(CALL)).rejects.toMatchObject({ kind: 'lost' });
  });

  it('gives up on a submission that never ends, after its wall limit and some', async () => {
    const { judge, seen } = await serve([
      { body: { token: 't' } },
      ...Array.from({ length: 400 }, () => waiting),
    ]);
    await expect(judge.run(CALL)).rejects.toMatchObject({ kind: 'timeout' });
    expect(seen.length).toBeLessThan(300);
    expect(seen.at(-1)?.method).toBe('DELETE');
  });

  it('waits for as long as the host may compile and run, and no longer', async () => {
    const config = {
      max_cpu_time_limit: 60, max_wall_time_limit: 120, max_memory_limit: 512_000, max_stack_limit: 128_000,
      max_max_processes_and_or_threads: 120, max_max_file_size: 4096,
    }; // biome-ignore format: one line
    const { judge } = await serve([
      { body: config },
      { body: { token: 't' } },
      ...Array.from({ length: 1000 }, () => waiting),
    ]);
    expect(judge.answeredAt()).toBeUndefined();
    await judge.limits();
    expect(judge.answeredAt()).toBeGreaterThan(0);
    // 120 s of compiling, the call's own 3 s, 5 s of housekeeping, 60 s until a worker is free.
    await expect(judge.run(CALL)).rejects.toMatchObject({ message: expect.stringMatching(/after 18[78] s/) });
  });

  it('asks again for limits that it failed to get, and then keeps them', async () => {
    const config = {
      max_cpu_time_limit: 15, max_wall_time_limit: 20, max_memory_limit: 512_000, max_stack_limit: 128_000,
      max_max_processes_and_or_threads: 120, max_max_file_size: 4096,
    }; // biome-ignore format: one line
    const { judge, seen } = await serve([{ status: 500, body: '' }, { body: config }]);
    await expect(judge.limits()).rejects.toMatchObject({ kind: 'broken' });
    expect(await judge.limits()).toMatchObject({ maxCpuMs: 15_000, maxFileKiB: 4096 });
    await judge.limits();
    expect(seen).toHaveLength(2);
  });

  it('has a kind for every status', () => {
    for (let status = 300; status < 600; status++) expect(classifyStatus(status, '')).toBeTypeOf('string');
  });
});
