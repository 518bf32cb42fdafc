import { randomUUID } from 'node:crypto';
import { systemClock } from '../../adapters/system-clock.ts';
import { renderClaims } from '../../cloud/gateway/jwt-authorizer.ts';
import { toEvent } from '../../cloud/gateway/payload.ts';
import { LOAD_LANGUAGE, makeLoadProgram } from '../../loadtest/load-problem.ts';
import { nameOf } from './bench-system.ts';

/** What a token says. */
export const claimsOf = (issued: string) =>
  JSON.parse(Buffer.from(issued.split('.')[1] ?? '', 'base64url').toString('utf8')) as object;

/** A submission as the gateway hands it to the function, of one of so many users. */
export function eventOf(sessionId: string, someClaims: object, at: number, users: number): object {
  const user = nameOf(at % users);
  const body = JSON.stringify({
    problem: 'A',
    language: LOAD_LANGUAGE,
    source: makeLoadProgram(0, `${at} of ${user}`),
  });
  const headers = { 'content-type': 'application/json', 'idempotency-key': `bench-${at}` };
  const claims = { ...someClaims, username: user, sub: user };
  return requestOf(`/v1/sessions/${sessionId}/submissions`, '', claims, headers, body);
}

/** A request as the gateway hands it to the function. */
export function requestOf(
  path: string,
  more: string,
  claims: object,
  headers: Readonly<Record<string, string>>,
  body: string,
): object {
  // The gateway has held it against its signature; the function reads what it says.
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  return toEvent(
    {
      method: 'POST',
      url: new URL(`http://api.test${path}${more}`),
      headers: {
        host: 'api.test',
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      body: Buffer.from(body),
      sourceIp: '127.0.0.1',
    },
    {
      accountId: '000000000000',
      apiId: 'bench',
      routeKey: `POST /v1/sessions/{sessionId}/submissions${more}`,
      requestId: randomUUID(),
      pathParameters: { sessionId: path.split('/')[3] ?? '' },
      nowMs: systemClock.now(),
      claims: renderClaims({ ...claims }),
    },
  );
}
