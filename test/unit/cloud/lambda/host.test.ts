import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../../cloud/aws/http-types.ts';
import type { ConnectionPolicy, FunctionDefinition } from '../../../../cloud/lambda/definition.ts';
import type { NetworkTimes } from '../../../../cloud/lambda/function-networks.ts';
import { FunctionHost } from '../../../../cloud/lambda/host.ts';
import type { LogRecord } from '../../../../cloud/lambda/log.ts';
import { ProcessRegister } from '../../../../cloud/lambda/processes.ts';

const SOURCE = `
import { connect } from 'node:net';
let invocations = 0;
export const handler = async (event, context) => {
  invocations += 1;
  if (event.throw) throw new RangeError(event.throw);
  if (event.exit !== undefined) process.exit(event.exit);
  if (event.lateThrow) { setTimeout(() => { throw new Error('late'); }, 10); return new Promise(() => {}); }
  if (event.hang) return new Promise(() => setInterval(() => {}, 1000));
  if (event.block) for (;;) {}
  if (event.sleepMs) await new Promise((fulfil) => setTimeout(fulfil, event.sleepMs));
  if (event.big) return 'x'.repeat(event.big);
  if (event.say) console.log(event.say);
  if (event.env) return process.env;
  if (event.connect) return new Promise((fulfil) => {
    const socket = connect(event.connect);
    socket.on('connect', () => { socket.end('hello'); fulfil('connected'); });
    socket.on('error', (error) => fulfil(error.code));
  });
  return { pid: process.pid, invocations, send: typeof process.send, remainingMs: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn };
};
export const elsewhere = 1;
`;

let dir: string;
let host: FunctionHost;
let records: LogRecord[];

const define = (more: Partial<FunctionDefinition> = {}): FunctionDefinition => ({
  name: 'stack-f',
  label: 'f',
  arn: 'arn:aws:lambda:eu-central-1:000000000000:function:stack-f',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  codeDir: join(dir, 'code'),
  timeoutS: 5,
  memoryMb: 128,
  environment: { STAGE: 'test' },
  roleArn: 'arn:aws:iam::0:role/r',
  logGroup: '/aws/lambda/f',
  principal: { accessKeyId: 'KEY', secretAccessKey: 'SECRET', name: 'f' },
  pollerPrincipal: { accessKeyId: 'POLLER', secretAccessKey: 'SECRET', name: 'f' },
  ...more,
});

const startHost = (
  limits: { accountConcurrency?: number; maximumProcesses?: number; idleMs?: number } = {},
  more: {
    decideConnection?: ConnectionPolicy;
    asyncRetryDelaysMs?: number[];
    networkTimes?: NetworkTimes;
  } = {},
): FunctionHost => {
  host = new FunctionHost({
    region: 'eu-central-1',
    endpointUrl: 'http://127.0.0.1:9',
    dataDir: join(dir, 'data'),
    limits: { accountConcurrency: 10, maximumProcesses: 10, idleMs: 60_000, ...limits },
    processes: new ProcessRegister(join(dir, 'processes')),
    decideConnection: more.decideConnection ?? (async () => ({ allowed: true, reason: 'test' })),
    log: (record) => records.push(record),
    asyncRetryDelaysMs: more.asyncRetryDelaysMs ?? [10, 10],
    ...(more.networkTimes === undefined ? {} : { networkTimes: more.networkTimes }),
  });
  host.register(define());
  host.start();
  return host;
};

const call = async (event: object, name = 'stack-f') => {
  const { payload, functionError } = await host.invoke({
    functionName: name,
    invocationType: 'RequestResponse',
    payload: Buffer.from(JSON.stringify(event)),
  });
  return { error: functionError, value: JSON.parse(Buffer.from(payload).toString('utf8')) };
};

const eventually = async (done: () => boolean): Promise<void> => {
  const deadline = Date.now() + 60_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(`waited in vain; the log says ${JSON.stringify(records)}`);
    await new Promise((fulfil) => setTimeout(fulfil, 10));
  }
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assize-host-'));
  mkdirSync(join(dir, 'code'));
  writeFileSync(join(dir, 'code', 'index.mjs'), SOURCE);
  records = [];
});
afterEach(async () => {
  await host.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('invocations', () => {
  it('reuses a warm process and gives a context like Lambda', async () => {
    startHost();
    const first = await call({});
    const second = await call({});
    expect(second.value).toMatchObject({
      pid: first.value.pid,
      invocations: 2,
      send: 'undefined',
      arn: define().arn,
    });
    expect(second.value.remainingMs).toBeLessThanOrEqual(5_000);
    expect(host.pool.processes).toBe(1);
  });

  it('shows the function its own environment and nothing of ours', async () => {
    process.env['OF_THE_PARENT'] = 'secret';
    startHost();
    const { value } = await call({ env: true });
    delete process.env['OF_THE_PARENT'];
    expect(value).toMatchObject({
      STAGE: 'test',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'KEY',
      AWS_SECRET_ACCESS_KEY: 'SECRET',
      AWS_LAMBDA_FUNCTION_NAME: 'stack-f',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      TZ: ':UTC',
    });
    expect(value).not.toHaveProperty('OF_THE_PARENT');
    expect(value).not.toHaveProperty('HOME');
    expect(value).not.toHaveProperty('NODE_CHANNEL_FD');
  });

  it('runs at one time as many processes as invocations', async () => {
    startHost();
    const answers = await Promise.all([1, 2, 3].map(() => call({ sleepMs: 300 })));
    expect(new Set(answers.map(({ value }) => value.pid)).size).toBe(3);
  });

  it('renders a thrown error with type, message and trace', async () => {
    startHost();
    expect(await call({ throw: 'too far' })).toMatchObject({
      error: 'Unhandled',
      value: {
        errorType: 'RangeError',
        errorMessage: 'too far',
        trace: expect.arrayContaining(['RangeError: too far']),
      },
    });
    expect(records).toContainEqual(
      expect.objectContaining({ level: 'error', function: 'f', message: 'RangeError: too far' }),
    );
  });

  it('reports an exit, an error nobody caught, and goes on in a new process', async () => {
    startHost();
    const before = (await call({})).value.pid;
    expect((await call({ exit: 3 })).value.errorMessage).toMatch(/Runtime exited with error: exit status 3$/);
    expect((await call({ lateThrow: true })).value).toMatchObject({
      errorType: 'Runtime.UncaughtException',
      errorMessage: 'late',
    });
    expect((await call({})).value.pid).not.toBe(before);
  });

  it.each(['hang', 'block'])('kills a function that would %s at its time limit', async (how) => {
    startHost();
    host.register(define({ timeoutS: 1 }));
    const { value } = await call({ [how]: true });
    expect(value).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
    });
    await eventually(() => host.pool.processes === 0);
  });

  it('survives kill -9 of the process in the middle of an invocation', async () => {
    startHost();
    const running = call({ sleepMs: 60_000 });
    await eventually(() => host.pool.pids('stack-f').length === 1);
    process.kill(host.pool.pids('stack-f')[0]!, 'SIGKILL');
    expect((await running).value.errorMessage).toMatch(/Runtime exited with error: signal: SIGKILL$/);
    expect((await call({})).error).toBeUndefined();
  });

  it('names a bundle or a handler that is not there', async () => {
    startHost();
    host.register(define({ handler: 'absent.handler' }));
    expect((await call({})).value).toMatchObject({ errorType: 'Runtime.ImportModuleError' });
    host.register(define({ handler: 'index.elsewhere' }));
    expect((await call({})).value).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });

  it('refuses what Lambda refuses', async () => {
    startHost();
    await expect(call({}, 'absent')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
    });
    await expect(call({ a: 'x'.repeat(7_000_000) })).rejects.toMatchObject({ status: 413 });
    const malformed = {
      functionName: 'stack-f',
      invocationType: 'RequestResponse',
      payload: Buffer.from('{'),
    } as const;
    await expect(host.invoke(malformed)).rejects.toMatchObject({ code: 'InvalidRequestContentException' });
    expect((await call({ big: 7_000_000 })).value).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
  });

  it('asks for a permission where a service invokes', async () => {
    startHost();
    const invoke = (arn: string) =>
      host.invoke({
        functionName: 'stack-f',
        invocationType: 'RequestResponse',
        payload: Buffer.from('{}'),
        source: { service: 'apigateway.amazonaws.com', arn },
      });
    await expect(invoke('arn:aws:execute-api:r:0:api/$default/GET/x')).rejects.toMatchObject({
      status: 403,
    });
    host.permit('stack-f', 'p', {
      principal: 'apigateway.amazonaws.com',
      sourceArn: 'arn:aws:execute-api:r:0:api/*/*/x',
    });
    expect((await invoke('arn:aws:execute-api:r:0:api/$default/GET/x')).statusCode).toBe(200);
    await expect(invoke('arn:aws:execute-api:r:0:other/$default/GET/x')).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe('limits', () => {
  it("throttles over the account's concurrency, with 429", async () => {
    startHost({ accountConcurrency: 1 });
    const running = call({ sleepMs: 500 });
    const refused = await call({}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AwsError);
    expect(refused).toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
      fields: { Reason: 'ConcurrentInvocationLimitExceeded' },
    });
    await running;
    expect((await call({})).error).toBeUndefined();
    expect(records.filter(({ message }) => message.startsWith('throttled'))).toHaveLength(1);
  });

  it('waits for a process where the machine has no more, and takes an idle one of another function', async () => {
    startHost({ maximumProcesses: 1 });
    host.register(define({ name: 'stack-g', label: 'g', arn: 'arn:aws:lambda:r:0:function:stack-g' }));
    const answers = await Promise.all([call({ sleepMs: 100 }), call({ sleepMs: 100 }), call({}, 'stack-g')]);
    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(host.pool.processes).toBeLessThanOrEqual(1);
  });
});

describe('asynchronous invocations', () => {
  const send = (event: object) =>
    host.invoke({
      functionName: 'stack-f',
      invocationType: 'Event',
      payload: Buffer.from(JSON.stringify(event)),
    });

  it('are retried twice and then given up', async () => {
    startHost();
    expect((await send({ throw: 'always' })).statusCode).toBe(202);
    await eventually(() => host.pendingAsync === 0);
    expect(records.filter(({ message }) => message === 'RangeError: always')).toHaveLength(3);
    expect(records.at(-1)?.message).toContain('RetriesExhausted');
  });

  it('wait out a throttle', async () => {
    startHost({ accountConcurrency: 1 });
    const running = call({ sleepMs: 500 });
    await send({});
    await running;
    await eventually(() => host.pendingAsync === 0);
    expect(new Set(records.map(({ message }) => message))).toEqual(
      new Set(['throttled: ConcurrentInvocationLimitExceeded']),
    );
  });

  it('survive the end of the system', async () => {
    startHost();
    await send({ sleepMs: 60_000 });
    await eventually(() => host.pool.pids('stack-f').length === 1);
    await host.stop();
    expect(readdirSync(join(dir, 'data', 'async-invocations'))).toHaveLength(1);
    writeFileSync(join(dir, 'code', 'index.mjs'), 'export const handler = async () => 1;');
    startHost();
    await eventually(() => host.pendingAsync === 0);
    expect(records.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('the network guard', () => {
  let server: Server;
  let port: number;
  let received: Promise<string>;
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    received = promise;
    server = createServer((socket) => socket.on('data', (data) => resolve(String(data))));
    await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => new Promise((fulfil) => server.close(fulfil)));

  it('asks before each connection, and makes those that are allowed', async () => {
    const asked: string[] = [];
    startHost(
      {},
      {
        decideConnection: async (definition, address, to) => {
          asked.push(`${definition.label} ${address}:${to}`);
          return { allowed: true, reason: 'test' };
        },
      },
    );
    expect((await call({ connect: { host: '127.0.0.1', port } })).value).toBe('connected');
    expect(await received).toBe('hello');
    expect(asked).toEqual([`f 127.0.0.1:${port}`]);
  });

  it('ends others at once as if there were no route, and says so', async () => {
    startHost({}, { decideConnection: async () => ({ allowed: false, reason: 'no route' }) });
    expect((await call({ connect: { host: '127.0.0.1', port } })).value).toBe('ETIMEDOUT');
    expect(records.map(({ message }) => message)).toContain(
      `network: f cannot reach 127.0.0.1:${port}: no route`,
    );
  });
});

it('keeps metrics out of the log', async () => {
  startHost();
  const metric = {
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [[]], Metrics: [{ Name: 'M' }] }],
    },
    M: 4,
  };
  await call({ say: JSON.stringify(metric) });
  await call({ say: 'a line' });
  await eventually(() => records.some(({ message }) => message === 'a line'));
  expect(records.map(({ message }) => message)).toEqual(['a line']);
});

it('ends every process, also of functions that ignore it, and forgets them', async () => {
  startHost();
  const running = [call({ block: true }), call({ hang: true })].map((promise) =>
    promise.catch((error: unknown) => error),
  );
  await eventually(() => host.pool.pids('stack-f').length === 2);
  await host.stop();
  expect(readdirSync(join(dir, 'processes'))).toEqual([]);
  await Promise.all(running);
});

describe('a function in a VPC that nobody has called for long', () => {
  const vpc = { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
  const stateOf = (name: string) => host.getConfiguration(name);

  it('fails its first call as AWS does, is pending until it has its network back, and then runs', async () => {
    startHost({}, { networkTimes: { idleMs: 60_000, restoreMs: 300 } });
    host.register(define({ name: 'inside', label: 'inside', vpc }));
    expect((await call({}, 'inside')).value).toMatchObject({ invocations: 1 });
    host.networks.reclaim('inside');
    expect(stateOf('inside')).toMatchObject({ State: 'Inactive', StateReasonCode: 'Idle' });
    await expect(call({}, 'inside')).rejects.toMatchObject({
      code: 'ResourceNotReadyException',
      status: 502,
    });
    expect(stateOf('inside')).toMatchObject({ State: 'Pending', StateReasonCode: 'Restoring' });
    await expect(call({}, 'inside')).rejects.toMatchObject({
      code: 'ResourceConflictException',
      status: 409,
    });
    await eventually(() => stateOf('inside').State === 'Active');
    expect((await call({}, 'inside')).error).toBeUndefined();
    expect(stateOf('inside')).not.toHaveProperty('StateReason');
  });

  it('loses its network after so long without a call, and by no call only', async () => {
    startHost({}, { networkTimes: { idleMs: 1, restoreMs: 0 } });
    host.register(define({ name: 'inside', label: 'inside', vpc }));
    await eventually(() => stateOf('inside').State === 'Inactive');
    // One outside has none to lose.
    expect(stateOf('stack-f').State).toBe('Active');
    expect((await call({})).error).toBeUndefined();
  });

  it('is given its network back by an event, which is done when it has it', async () => {
    startHost({}, { networkTimes: { idleMs: 60_000, restoreMs: 100 } });
    host.register(define({ name: 'inside', label: 'inside', vpc }));
    host.networks.reclaim('inside');
    await host.invoke({
      functionName: 'inside',
      invocationType: 'Event',
      payload: Buffer.from('{"say":"done"}'),
    });
    await eventually(() => records.some(({ message }) => message.includes('done')));
    // What a function writes is read before the host hears that it has ended.
    await eventually(() => host.pendingAsync === 0);
  });
});
