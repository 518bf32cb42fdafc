import { describe, expect, it } from 'vitest';
import { createApiClient } from '../../../core/api/client.ts';
import { DEFAULT_CACHING, HASHED_CACHING, PAGE_HEADERS } from '../../../lib/console-headers.ts';
import type { BrowserSetting } from '../../support/browser.ts';

/** What the templates say of the console and of machines, served by local mode. */
export function describeServed(given: () => BrowserSetting): void {
  describe('what is served', () => {
    it('has the headers of the templates, and names with hashes are kept for good', async () => {
      const { pageUrl = '' } = given().living.system;
      const page = await fetch(pageUrl);
      for (const [name, value] of Object.entries(PAGE_HEADERS)) expect(page.headers.get(name)).toBe(value);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(Object.fromEntries(page.headers)).toMatchObject({
        'cache-control': DEFAULT_CACHING,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      const script = await fetch(`${pageUrl}/main.js`);
      expect(script.headers.get('cache-control')).toBe(DEFAULT_CACHING);
      const part = /parts\/[\w-]+\.js/.exec(await script.text())?.[0];
      const hashed = await fetch(`${pageUrl}/${part}`);
      expect([hashed.status, hashed.headers.get('cache-control')]).toEqual([200, HASHED_CACHING]);
      const answer = await fetch(`${pageUrl}/v1/health`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('lets the machine of the templates act for its instructor', async () => {
      const { system } = given().living;
      const [machine] = system.machines;
      const { clientId = '', clientSecret = '', tokenUrl = '' } = machine ?? {};
      const config = await createApiClient({ baseUrl: system.apiUrl, fetch }).call('getConfig', {});
      expect(config.tokenUrl).toBe(tokenUrl);
      const granted = await fetch(tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
        }),
      });
      const { access_token: token } = (await granted.json()) as { access_token: string };
      const client = createApiClient({
        baseUrl: system.apiUrl,
        token: () => token,
        headers: { 'assize-on-behalf-of': 'instructor' },
        fetch,
      });
      expect((await client.call('listSessions', {})).items).toBeInstanceOf(Array);
      const refused = client.call('createImport', { body: { problemId: 'from-a-machine' } });
      await expect(refused).rejects.toMatchObject({ details: { type: '/v1/errors#missing-scope' } });
    });
  });
}
