import { describe, expect, it } from 'vitest';
import { type GatewayRequest, readAnswer, toEvent } from '../../../../cloud/gateway/payload.ts';

const place = {
  accountId: '000000000000',
  apiId: 'abc',
  routeKey: 'GET /x',
  requestId: '6f3a0000-0000-4000-8000-000000000000',
  pathParameters: {},
  nowMs: Date.UTC(2026, 10, 22, 13, 4, 5),
};
const request = (more: Partial<GatewayRequest>): GatewayRequest => ({
  method: 'POST',
  url: new URL('http://127.0.0.1:80/x'),
  headers: { host: 'h' },
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  ...more,
});

describe('payload format 2.0', () => {
  it('joins repeated query parameters, parts cookies, and leaves out what is not there', () => {
    const event = toEvent(
      request({
        url: new URL('http://h/x%20y?a=1&a=2&b='),
        headers: { host: 'h', cookie: 'c=1; d=2', 'x-many': ['p', 'q'] as unknown as string },
      }),
      place,
    );
    expect(event).toMatchObject({
      version: '2.0',
      rawPath: '/x y',
      rawQueryString: 'a=1&a=2&b=',
      queryStringParameters: { a: '1,2', b: '' },
      cookies: ['c=1', 'd=2'],
      headers: { 'x-many': 'p,q' },
      requestContext: { time: '22/Nov/2026:13:04:05 +0000', timeEpoch: place.nowMs },
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty('headers.cookie');
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('pathParameters');
    expect(event).not.toHaveProperty('requestContext.authorizer');
  });

  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['text/plain', false],
    ['application/octet-stream', true],
    ['application/zip', true],
  ])('hands over a body of %s in base64: %s', (type, isBase64Encoded) => {
    const body = Buffer.from('{"é":1}');
    expect(toEvent(request({ headers: { 'content-type': type }, body }), place)).toMatchObject({
      isBase64Encoded,
      body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    });
  });

  it('reads answers as HTTP APIs read them', () => {
    expect(readAnswer('{"statusCode":201,"headers":{"X-A":1},"body":"b","cookies":["k=v"]}')).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain;charset=utf-8', 'x-a': '1', 'set-cookie': ['k=v'] },
      body: 'b',
    });
    expect(readAnswer('{"hello":"world"}')).toMatchObject({ status: 200, body: '{"hello":"world"}' });
    expect(readAnswer('{"statusCode":200,"body":"aGk=","isBase64Encoded":true}')?.body).toEqual(
      Buffer.from('hi'),
    );
    expect(readAnswer('{"statusCode":"two hundred"}')).toBeUndefined();
    expect(readAnswer('{"statusCode":200,"body":{"not":"text"}}')).toBeUndefined();
    expect(readAnswer('')).toBeUndefined();
  });
});
