import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JwtAuthorizer, renderClaims } from '../../../../cloud/gateway/jwt-authorizer.ts';

const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/pool';
let server: Server;
let authorizer: JwtAuthorizer;
let key: CryptoKey;
let otherKey: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  otherKey = (await generateKeyPair('RS256')).privateKey;
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] });
  server = createServer((_request, response) => response.end(jwks));
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  authorizer = new JwtAuthorizer({
    issuer: ISSUER,
    audience: ['client'],
    header: 'authorization',
    jwksUrl: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`),
  });
});
afterAll(() => new Promise((fulfil) => server.close(fulfil)));

const now = () => Math.floor(Date.now() / 1000);
const sign = (claims: JWTPayload = {}, by = key, kid = 'k') =>
  new SignJWT({ iss: ISSUER, client_id: 'client', exp: now() + 60, username: 'ada', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(by);
const ask = (authorization: string | undefined) =>
  authorizer.authorize((name) => (name === 'authorization' ? authorization : undefined));

describe('the JWT authorizer', () => {
  it('takes a token of the issuer for our client, with Bearer or without', async () => {
    const token = await sign({ 'cognito:groups': ['operator', 'instructor'] });
    for (const header of [`Bearer ${token}`, `bearer ${token}`, token]) {
      expect(await ask(header)).toMatchObject({
        allowed: true,
        claims: { username: 'ada', client_id: 'client', 'cognito:groups': '[operator instructor]' },
      });
    }
  });

  it('reads aud before client_id', async () => {
    expect(await ask(await sign({ aud: 'client', client_id: 'other' }))).toMatchObject({ allowed: true });
    expect(await ask(await sign({ aud: ['x', 'client'] }))).toMatchObject({ allowed: true });
    expect(await ask(await sign({ aud: 'other' }))).toMatchObject({ allowed: false });
  });

  it.each([
    ['nothing', () => undefined, 'Bearer'],
    ['an empty token', () => 'Bearer ', 'Bearer'],
    ['what is no token', () => 'Bearer abc', 'the token is not a valid JWT'],
    ['an expired token', () => sign({ exp: now() - 1 }), 'the token has expired'],
    ['a token that is not yet valid', () => sign({ nbf: now() + 60 }), '"nbf" is not'],
    ['a token of another issuer', () => sign({ iss: 'https://elsewhere' }), '"iss" is not'],
    ['a token for another client', () => sign({ client_id: 'other' }), 'audience is not'],
    ['a token without audience', () => sign({ client_id: undefined }), 'audience is not'],
    ['a token that another key signed', () => sign({}, otherKey), 'the signature is not valid'],
    ['a token with a key that nobody knows', () => sign({}, key, 'unknown'), 'unable to find a signing key'],
  ])('refuses %s', async (_what, make, challenge) => {
    expect(await ask(await make())).toEqual({
      allowed: false,
      challenge: expect.stringContaining(challenge),
    });
  });

  it('refuses an unsigned token', async () => {
    const [, payload] = (await sign()).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    expect(await ask(`${header}.${payload}.`)).toMatchObject({ allowed: false });
  });
});

it('renders every claim as text', () => {
  expect(
    renderClaims({ exp: 5, flag: true, list: ['a', 'b'], empty: [], nested: { a: 1 } } as JWTPayload),
  ).toEqual({
    exp: '5',
    flag: 'true',
    list: '[a b]',
    empty: '[]',
    nested: '{"a":1}',
  });
});
