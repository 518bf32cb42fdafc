import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute, parseRouteKey } from '../../../../cloud/gateway/routes.ts';

const routes = (...keys: string[]) => keys.map((key) => ({ pattern: parseRouteKey(key) }));
const chosen = (keys: string[], method: string, path: string) => {
  const match = matchRoute(routes(...keys), method, path);
  return match && { key: match.route.pattern.key, ...match.pathParameters };
};

describe('routes of an HTTP API', () => {
  it.each([
    [['GET /a/b', 'GET /a/{x}', 'GET /{proxy+}'], 'GET', '/a/b', { key: 'GET /a/b' }],
    [['GET /a/b', 'GET /a/{x}', 'GET /{proxy+}'], 'GET', '/a/c', { key: 'GET /a/{x}', x: 'c' }],
    [['GET /a/b', 'GET /a/{x}', 'GET /{proxy+}'], 'GET', '/a/c/d', { key: 'GET /{proxy+}', proxy: 'a/c/d' }],
    [['GET /a/b', 'GET /a/{x}', 'GET /{proxy+}'], 'POST', '/a/b', undefined],
    [['GET /{proxy+}', 'GET /a/{proxy+}'], 'GET', '/a/b/c', { key: 'GET /a/{proxy+}', proxy: 'b/c' }],
    [['GET /a/{x}/b/{y}'], 'GET', '/a/1/b/2', { key: 'GET /a/{x}/b/{y}', x: '1', y: '2' }],
    [['GET /a'], 'GET', '/a/', undefined],
    [['GET /a/{x}'], 'GET', '/a/', undefined],
    [['GET /a'], 'GET', '/b', undefined],
  ])('%j: %s %s', (keys, method, path, expected) => {
    expect(chosen(keys, method, path)).toEqual(expected);
  });

  it('does not depend on the order in which routes were declared', () => {
    const keys = ['GET /a/b', 'GET /a/{x}', 'PUT /a/{x}', 'GET /{proxy+}'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(keys, { minLength: keys.length }),
        fc.constantFrom('/a/b', '/a/c', '/d/e/f'),
        (shuffled, path) => {
          expect(chosen(shuffled, 'GET', path)).toEqual(chosen(keys, 'GET', path));
        },
      ),
    );
  });

  it('refuses what is not a route key', () => {
    for (const key of ['GET a', 'ANY /a', '$default'])
      expect(() => parseRouteKey(key)).toThrow(`"${key}" is not a route key`);
  });
});
