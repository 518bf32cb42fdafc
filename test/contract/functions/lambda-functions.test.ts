import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LambdaHostProber } from '../../../adapters/lambda/lambda-host-prober.ts';
import { startFunction } from '../../../adapters/lambda/start-function.ts';
import { wakeFunction } from '../../../adapters/lambda/wake-function.ts';
import { AwsError } from '../../../cloud/aws/http-types.ts';
import type {
  FunctionConfiguration,
  InvokeRequest,
  InvokeResult,
  LambdaPort,
} from '../../../cloud/aws/lambda-port.ts';
import type { ProbeRequest } from '../../../core/examination/examination.ts';
import { SteppedClock } from '../../support/fleet-world.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

/** What the function host does with an invocation, and says of the function; set by each test. */
let answer: (request: InvokeRequest) => InvokeResult;
let state: FunctionConfiguration['State'];
const invoked: InvokeRequest[] = [];

const reply = (value: unknown, functionError?: 'Unhandled'): InvokeResult => ({
  statusCode: 200,
  payload: Buffer.from(JSON.stringify(value)),
  requestId: 'r',
  ...(functionError === undefined ? {} : { functionError }),
});

const lambda = {
  invoke: async (request: InvokeRequest) => {
    invoked.push(request);
    return answer(request);
  },
  getConfiguration: () => ({ FunctionName: 'f', FunctionArn: 'arn', State: state, Version: '$LATEST' }),
} as unknown as LambdaPort;

let system: TestSystem;
let client: LambdaClient;

beforeAll(async () => {
  system = await startTestSystem({ lambda });
  client = new LambdaClient(system.admin);
});
afterAll(async () => {
  client.destroy();
  await system.stop();
});
beforeEach(() => {
  invoked.length = 0;
  state = 'Active';
  answer = () => reply({});
});

const request: ProbeRequest = {
  hostId: 'i-1',
  url: 'http://10.0.0.1:2358',
  token: 't',
  task: 'reach',
  languages: [],
};
const finding = { hostId: 'i-1', kind: 'reachable', at: 5 };

describe('asking the prober', () => {
  const failures: string[] = [];
  const probe = async () => {
    failures.length = 0;
    return await new LambdaHostProber(client, 'host-prober', (error) => failures.push(String(error))).probe([
      request,
    ]);
  };

  it('sends the requests and waits for the findings', async () => {
    answer = () => reply({ findings: [finding] });
    expect(await probe()).toEqual([finding]);
    expect(invoked[0]).toMatchObject({ functionName: 'host-prober', invocationType: 'RequestResponse' });
    expect(JSON.parse(Buffer.from(invoked[0]?.payload ?? []).toString())).toEqual({ requests: [request] });
  });

  const failing: [string, () => InvokeResult][] = [
    ['fails', () => reply({ errorMessage: 'out of memory' }, 'Unhandled')],
    ['answers something else', () => reply({ findings: 'none' })],
    ['answers a finding of no kind', () => reply({ findings: [{ ...finding, kind: 'odd' }] })],
  ];
  it.each(failing)('says nothing of any host when the prober %s, and why', async (_, told) => {
    answer = told;
    expect(await probe()).toEqual([]);
    expect(failures).toHaveLength(1);
  });

  it('says nothing of any host when Lambda refuses', async () => {
    answer = () => {
      throw new AwsError('AccessDeniedException', 'not you', 403);
    };
    expect(await probe()).toEqual([]);
    expect(failures[0]).toContain('not you');
  });
});

describe('waking a function', () => {
  it('calls an inactive one until it is active, however its first call ends', async () => {
    const clock = new SteppedClock(0);
    state = 'Inactive';
    answer = () => {
      state = 'Pending';
      const later = clock.sleep.bind(clock);
      clock.sleep = async (ms) => {
        state = 'Active';
        await later(ms);
      };
      throw new AwsError('ResourceNotReadyException', 'the function is inactive', 502);
    };
    expect(await wakeFunction(client, 'f', { requests: [] }, clock, 90_000)).toBe('Active');
    expect(invoked).toHaveLength(1);
  });

  it('leaves an active one alone, and gives up on one that does not wake', async () => {
    expect(await wakeFunction(client, 'f', {}, new SteppedClock(0), 90_000)).toBe('Active');
    expect(invoked).toEqual([]);
    state = 'Pending';
    expect(await wakeFunction(client, 'f', {}, new SteppedClock(0), 10_000)).toBe('Pending');
  });

  it('passes on that it may not', async () => {
    state = 'Inactive';
    answer = () => {
      throw new AwsError('AccessDeniedException', 'not you', 403);
    };
    await expect(wakeFunction(client, 'f', {}, new SteppedClock(0), 10_000)).rejects.toThrow('not you');
  });
});

describe('starting a function', () => {
  it('does not wait for it', async () => {
    answer = () => ({ ...reply(null), statusCode: 202 });
    await startFunction(client, 'auto-shutdown', { sessionId: 's' });
    expect(invoked[0]).toMatchObject({ functionName: 'auto-shutdown', invocationType: 'Event' });
  });
});
