import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LambdaPort } from '../../../../cloud/aws/lambda-port.ts';
import { HttpApi } from '../../../../cloud/gateway/http-api.ts';
import { parseRouteKey } from '../../../../cloud/gateway/routes.ts';

let api: HttpApi;
let invoked = 0;

beforeAll(async () => {
  const lambda = {
    invoke: async () => {
      invoked += 1;
      return {
        statusCode: 200,
        payload: Buffer.from('{"statusCode":200,"body":"{}"}'),
        requestId: 'r',
      };
    },
  } as unknown as LambdaPort;
  api = await HttpApi.start({
    apiId: 'api',
    accountId: '000000000000',
    region: 'eu-central-1',
    lambda,
    log: () => undefined,
  });
  for (const key of ['GET /v1/config', 'GET /v1/health', 'GET /v1/{proxy+}'])
    api.setRoute(key, { pattern: parseRouteKey(key), functionArn: 'f' });
});
afterAll(async () => await api.stop());

it('lets a flood on one route take its own bucket, and nothing of the others', async () => {
  // A rate of one request in a quarter of an hour: what is let through is the burst, however slow this machine is.
  const slow = (burst: number) => ({ ratePerS: 0.001, burst });
  api.setThrottles(
    slow(3),
    new Map([
      ['GET /v1/config', slow(2)],
      ['GET /v1/health', slow(1)],
    ]),
  );
  const flood = await Promise.all(
    Array.from({ length: 30 }, async () => (await fetch(`${api.url}/v1/config`)).status),
  );
  expect(flood.filter((status) => status === 200)).toHaveLength(2);
  expect(flood.filter((status) => status === 429)).toHaveLength(28);
  expect(invoked).toBe(2);
  expect((await fetch(`${api.url}/v1/health`)).status).toBe(200);
  expect((await fetch(`${api.url}/v1/sessions`)).status).toBe(200);
});
