import { describe, expect, it } from 'vitest';
import { applyHeaderPolicy, toHeaderPolicy } from '../../../../cloud/gateway/header-policy.ts';
import { matchesPattern } from '../../../../cloud/gateway/site.ts';

describe('path patterns of a distribution', () => {
  it.each([
    ['*', '/anything/at/all', true],
    ['/v1/*', '/v1/sessions', true],
    ['/v1/*', '/v1', false],
    ['v1/*', '/v1/sessions', true],
    ['*.js', '/a/b.js', true],
    ['/a?c', '/abc', true],
    ['/a?c', '/ac', false],
    ['/a.c', '/abc', false],
  ])('%s fits %s: %s', (pattern, path, fits) => {
    expect(matchesPattern(pattern, path)).toBe(fits);
  });
});

it('adds and overrides headers as the policy says, in the words of this machine', () => {
  const policy = toHeaderPolicy(
    {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: 'connect-src https://aws', Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: false },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 10, IncludeSubdomains: true, Override: true },
      },
      CustomHeadersConfig: {
        Items: [
          { Header: 'Permissions-Policy', Value: 'camera=()', Override: true },
          { Header: 'Cache-Control', Value: 'no-cache', Override: false },
        ],
      },
    },
    (value) => value.replace('https://aws', 'http://127.0.0.1:1'),
  );
  expect(
    applyHeaderPolicy(
      {
        server: 'x',
        'x-frame-options': 'SAMEORIGIN',
        'content-security-policy': 'none',
        'cache-control': 'max-age=9',
      },
      policy,
    ),
  ).toEqual({
    server: 'x',
    'x-frame-options': 'SAMEORIGIN',
    'content-security-policy': 'connect-src http://127.0.0.1:1',
    'strict-transport-security': 'max-age=10; includeSubDomains',
    'permissions-policy': 'camera=()',
    'cache-control': 'max-age=9',
  });
});
