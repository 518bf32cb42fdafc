import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, openDoor } from '../../../local/open-door.ts';

let door: Door;
let entered = 0;
beforeAll(async () => {
  door = await openDoor(async (username) => {
    if (username === 'broken') throw new Error('no token could be had');
    return username === 'p01' ? `http://127.0.0.1:1/#token=t${++entered}&exam=e` : undefined;
  });
});
afterAll(async () => await door.close());

const visit = async (url: string, init: RequestInit = {}) =>
  await fetch(url, { redirect: 'manual', ...init });

describe('the links that log in', () => {
  it('lead to the page with a fresh token each time, and are kept nowhere', async () => {
    for (const token of ['t1', 't2']) {
      const answer = await visit(door.linkFor('p01'));
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`http://127.0.0.1:1/#token=${token}&exam=e`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('open for nobody else, without the key, by another method, or when no token can be had', async () => {
    const known = door.linkFor('p01');
    const withoutKey = known.replace(/\/[\w-]+\/p01$/, '/guess/p01');
    expect(withoutKey).not.toBe(known);
    for (const url of [door.linkFor('p99'), door.linkFor('broken'), withoutKey, `${known}/more`])
      expect((await visit(url)).status, url).toBe(404);
    expect((await visit(known, { method: 'POST' })).status).toBe(404);
  });
});
