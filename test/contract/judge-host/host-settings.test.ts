import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { configOfLaunchedHosts, HOSTS_JUDGE0_CONF } from '../../../local/judge-host/config.ts';
import { type HostOptions, type Judge, project, startHost } from './judge.ts';

let judge: Judge | undefined;
afterEach(async () => {
  await judge?.close();
  judge = undefined;
});
const start = async (options: HostOptions): Promise<Judge> => {
  judge = await startHost(options);
  return judge;
};
const HELLO = project({ run: 'echo hello' });

describe('settings of the local host', () => {
  test('a full queue is answered 503, and what was accepted is judged all the same', async () => {
    const host = await start({ config: { max_queue_size: 2 }, slots: 1 });
    const slow = project({ run: 'sleep 5; echo done' });
    const answers = [];
    for (const body of [slow, HELLO, HELLO, HELLO, HELLO])
      answers.push(await host.request('/submissions', { body }));
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 503, 503]);
    expect(await answers[3]?.json()).toEqual({ error: 'queue is full' });
    const batch = await host.request('/submissions/batch', { body: { submissions: [HELLO, HELLO, HELLO] } });
    expect(batch.status).toBe(503);
    const { token } = (await answers[2]!.json()) as { token: string };
    let status = 1;
    while (status <= 2) {
      const shown = await host.request(`/submissions/${token}?fields=status_id`);
      status = ((await shown.json()) as { status_id: number }).status_id;
    }
    expect(status).toBe(3);
  });

  test('workers are told from the first submission on', async () => {
    const host = await start({ slots: 2 });
    const workers = async () => (await host.request('/workers')).json();
    expect(await workers()).toEqual([]);
    const running = host.run(
      project({ run: 'while [ ! -e /tmp/never ]; do sleep 0.1; done' }, { wall_time_limit: 5 }),
    );
    let seen = await workers();
    while (seen[0]?.working !== 1) seen = await workers();
    expect(seen).toEqual([
      { queue: '1.13.1', size: 0, available: 2, idle: 1, working: 1, paused: 0, failed: 0 },
    ]);
    await running;
  });

  test('so many submissions run at a time as there are slots', async () => {
    const host = await start({ slots: 3 });
    const meet = 'date +%s%N; sleep 2; date +%s%N';
    const results = await Promise.all([1, 2, 3].map(() => host.run(project({ run: meet }))));
    const spans = results.map((result) => (result.stdout ?? '').trim().split('\n').map(Number));
    const lastStart = Math.max(...spans.map(([from = 0]) => from));
    const firstEnd = Math.min(...spans.map(([, to = 0]) => to));
    expect(lastStart).toBeLessThan(firstEnd);
  });

  test('a finished submission can be deleted, one that runs cannot', async () => {
    const host = await start({});
    const { token } = await host.run(HELLO);
    await host.run(HELLO);
    const slow = await host.request('/submissions', { body: project({ run: 'sleep 2' }) });
    const { token: running } = (await slow.json()) as { token: string };
    const refused = await host.request(`/submissions/${running}`, { method: 'DELETE' });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { error: string }).error).toMatch(
      /cannot be deleted because its status is [12] /,
    );
    const deleted = await host.request(`/submissions/${token}?fields=stdout,token`, { method: 'DELETE' });
    expect(await deleted.json()).toEqual({ stdout: 'aGVsbG8K\n', token });
    expect((await host.request(`/submissions/${token}`)).status).toBe(404);
  });

  test('a callback gets the result by PUT, in base64', async () => {
    const host = await start({});
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const called = once(server, 'request');
    await host.run({ ...HELLO, callback_url: `http://127.0.0.1:${port}/done` });
    const [request, response] = (await called) as [IncomingMessage, { end(): void }];
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    response.end();
    server.close();
    expect(request.method).toBe('PUT');
    expect(body).toMatchObject({ stdout: 'aGVsbG8K\n', status: { id: 3 } });
  });

  test('compiling too long is a compilation error that says so', async () => {
    const host = await start({
      config: { max_cpu_time_limit: 1, cpu_time_limit: 1, max_wall_time_limit: 5, wall_time_limit: 5 },
    });
    const result = await host.run(project({ compile: 'while :; do :; done', run: 'true' }));
    expect(result).toMatchObject({ status: { id: 6 }, compile_output: 'Compilation time limit exceeded.' });
  });

  test('a file of the zip beyond max_extract_size is cut there, and the rest of the zip is missing', async () => {
    const host = await start({ config: { max_extract_size: 100 } });
    const files = { run: 'stat -c %s big; ls', big: 'x'.repeat(300_000), later: 'never unpacked' };
    expect((await host.run(project(files))).stdout).toBe('102400\nbig\nrun\n');
  });

  test('network, waiting, batches, deletion and options can be switched off', async () => {
    const off = {
      enable_wait_result: false,
      enable_batched_submissions: false,
      enable_submission_delete: false,
    };
    const host = await start({
      config: { ...off, enable_compiler_options: false, enable_additional_files: false },
    });
    const error = async (path: string, init: Parameters<Judge['request']>[1]) => {
      const answer = await host.request(path, init);
      return [answer.status, await answer.json()];
    };
    expect(await error('/submissions?wait=true', { body: HELLO })).toEqual([
      400,
      { error: 'wait not allowed' },
    ]);
    const batched = { error: 'batched submissions are not allowed' };
    expect(await error('/submissions/batch', { body: { submissions: [HELLO] } })).toEqual([400, batched]);
    expect(await error('/submissions/x', { method: 'DELETE' })).toEqual([
      400,
      { error: 'delete not allowed' },
    ]);
    const [status, errors] = await error('/submissions', {
      body: { ...HELLO, enable_network: true, compiler_options: '-O2' },
    });
    expect(status).toBe(422);
    expect(errors).toEqual({
      compiler_options: ['setting compiler options is not allowed'],
      additional_files: ['setting additional files is not allowed'],
      enable_network: ['enabling network is not allowed'],
    });
  });

  test('a host takes the judge0.conf of the hosts that Assize launches, and compiles within its limits', async () => {
    const host = await start({ config: HOSTS_JUDGE0_CONF });
    const told = await (await host.request('/config_info')).json();
    expect(told).toMatchObject(configOfLaunchedHosts());
    const big = { compile: 'head -c 8000000 /dev/zero > big', run: 'stat -c %s big' };
    expect((await host.run(project(big))).stdout).toBe('8000000\n');
  });

  test('maintenance refuses submissions and nothing else', async () => {
    const host = await start({ config: { maintenance_mode: true } });
    expect((await host.request('/submissions', { body: HELLO })).status).toBe(503);
    expect((await host.request('/about')).status).toBe(200);
  });
});

describe('a host that cannot start says why', () => {
  test('by the name of the wrong setting', async () => {
    await expect(startHost({ config: { cpu_time_limit: 'long', no_such_setting: 1 } })).rejects.toThrow(
      /cpu_time_limit.*no_such_setting/s,
    );
  });

  test('when its port is taken', async () => {
    const host = await start({});
    const { port } = new URL(host.url);
    await expect(startHost({ port: Number(port) })).rejects.toThrow(/EADDRINUSE|in use/);
  });
});
