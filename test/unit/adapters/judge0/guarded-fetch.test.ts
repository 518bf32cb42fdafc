import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachOf } from '../../../../adapters/judge0/address-reach.ts';
import { makeGuardedFetch } from '../../../../adapters/judge0/guarded-fetch.ts';
import { Judge0Judge } from '../../../../adapters/judge0/judge0-judge.ts';

describe('reachOf', () => {
  it.each([
    ...['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.0', '100.63.255.255', '100.128.0.0'],
    ...['2606:4700:4700::1111', '2a00:1450:4001:830::200e', '::ffff:8.8.8.8'],
  ])('%s is public', (address) => {
    expect(reachOf(address)).toBe('public');
  });
  it.each([
    ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '127.0.0.1', '127.255.255.254'],
    ...['100.64.0.1', '100.127.255.255', '::1', 'fd12:3456::1', 'fc00::1', '::ffff:10.0.0.1'],
    ...['::ffff:7f00:1', '0:0:0:0:0:ffff:c0a8:0101'],
  ])('%s is private', (address) => {
    expect(reachOf(address)).toBe('private');
  });
  it.each([
    ...['169.254.169.254', '169.254.170.2', '0.0.0.0', '0.1.2.3', '192.0.0.1', '192.0.2.1', '198.18.0.1'],
    ...['198.51.100.7', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
    ...[
      '::',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
      'fd00:ec2::254',
      '2001:db8::1',
      '2002:7f00:1::',
    ],
    ...['64:ff9b::7f00:1', '::127.0.0.1', '2001:0:4136:e378::1', '3fff::1', '::ffff:169.254.169.254'],
    ...['judge.example.edu', '', '1.2.3', '0x7f.1'],
  ])('no judge is at %s', (address) => {
    expect(reachOf(address)).toBe('never');
  });
});

describe('a fetch to judges of somebody else', () => {
  let server: Server;
  let port: number;
  let asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['x-auth-token'] ?? ''}`);
      if (request.url === '/away')
        response.writeHead(302, { location: `http://127.0.0.1:${port}/config_info` }).end();
      else if (request.url === '/reset') request.socket.destroy();
      else if (request.method === 'DELETE') response.writeHead(204).end();
      else
        response.writeHead(200, { 'content-type': 'application/json', 'retry-after': '7' }).end('{"a":"ä"}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A resolver that gives one address after the other, the last for ever. */
  const resolver = (...addresses: string[]) => {
    let calls = 0;
    return {
      calls: () => calls,
      lookup: ((_name, _options, done) => {
        const address = addresses[Math.min(calls++, addresses.length - 1)] ?? '';
        done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
      }) satisfies Parameters<typeof makeGuardedFetch>[0]['lookup'],
    };
  };

  it.each([
    ['https://127.0.0.1', /private address/],
    ['https://2130706433', /private address/],
    ['https://0x7f.1', /private address/],
    ['https://[::1]', /private address/],
    ['https://[::ffff:10.0.0.1]', /private address/],
    ['https://10.1.2.3:2358', /private address/],
    ['https://169.254.169.254/latest/meta-data', /no judge can be/],
    ['https://[fd00:ec2::254]', /no judge can be/],
    ['http://judge.example.edu', /not https/],
    ['https://localhost', /private address/],
  ])('does not go to %s', async (url, reason) => {
    await expect(makeGuardedFetch({ allowPrivate: false })(url)).rejects.toThrow(reason);
  });

  it('never goes to the metadata of a cloud, not even where private addresses are allowed', async () => {
    const fetch = makeGuardedFetch({ allowPrivate: true });
    await expect(fetch('http://169.254.169.254/latest/')).rejects.toThrow(/no judge can be/);
    await expect(fetch(`http://0.0.0.0:${port}/`)).rejects.toThrow(/no judge can be/);
    const lookup = resolver('169.254.169.254').lookup;
    await expect(
      makeGuardedFetch({ allowPrivate: true, lookup })('http://judge.example.edu'),
    ).rejects.toThrow(/no judge can be/);
  });

  it('connects to the address that it has checked, however often a name changes', async () => {
    asked = [];
    // Public when it was registered, private when the token is to be sent.
    const rebinding = resolver('127.0.0.1');
    const fetch = makeGuardedFetch({ allowPrivate: false, lookup: rebinding.lookup });
    const judge = new Judge0Judge({ url: `https://judge.example.edu:${port}`, token: 'secret', fetch });
    await expect(judge.limits()).rejects.toThrow(/is at 127\.0\.0\.1, a private address/);
    // One look-up a connection: there is no second answer that could differ from the one that was checked.
    expect(rebinding.calls()).toBe(1);
    const mixed = makeGuardedFetch({
      allowPrivate: false,
      lookup: (_name, _options, done) =>
        done(null, [
          { address: '8.8.8.8', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ]),
    });
    await expect(mixed(`https://judge.example.edu:${port}`)).rejects.toThrow(/private address/);
    expect(asked).toEqual([]);
  });

  it('is a fetch where it may go: body, status, headers, no redirects, and a closed connection is no failure', async () => {
    asked = [];
    const fetch = makeGuardedFetch({ allowPrivate: true, lookup: resolver('127.0.0.1').lookup });
    const base = `http://judge.example.edu:${port}`;
    const answer = await fetch(new URL('/x', base), {
      method: 'POST',
      body: '{}',
      headers: { 'x-auth-token': 't' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toEqual({ a: 'ä' });
    expect((await fetch(`${base}/x`, { method: 'DELETE' })).status).toBe(204);
    await expect(fetch(`${base}/away`, { headers: { 'x-auth-token': 't' } })).rejects.toThrow(
      /redirects are not followed/,
    );
    await expect(fetch(`${base}/reset`)).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(fetch(base, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(asked.slice(0, 3)).toEqual(['POST /x t', 'DELETE /x ', 'GET /away t']);
  });
});
