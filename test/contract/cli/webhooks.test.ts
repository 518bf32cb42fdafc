import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryFor } from '../../support/webhooks.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
});
const run = async (...args: string[]) => await cli.assize(['webhook', ...args]);
const URL = 'https://lms.example.edu/hooks';

// Each command is a process of its own, on a machine that may be busy.
describe('assize webhook', { timeout: 120_000 }, () => {
  it('makes a webhook, tells its secret once, shows, changes and removes it', async () => {
    const { sessionId } = await world.addSession();
    const made = await run('create', URL, '-e', 'session.*', 'host.ready', '-s', sessionId, '-d', 'The bot');
    expect(made).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/secret: whsec_\S{44}\n/) });
    const [webhook] = await world.webhooks.list();
    const { webhookId } = webhook!;
    expect(webhook).toMatchObject({ events: ['session.*', 'host.ready'], sessionId, description: 'The bot' });
    const listed = await run('list');
    expect(listed.out).toMatch(new RegExp(`${webhookId} +enabled +session\\.\\* host\\.ready +${URL}`));
    expect(listed.out).not.toContain('whsec_');
    const changed = await run('change', webhookId.slice(-6), '--disable', '--every-session', '-d', '');
    expect(changed.out).toContain(`disabled: ada disabled it; assize webhook change ${webhookId}`);
    expect(await world.webhooks.get(webhookId)).not.toHaveProperty('sessionId');
    const rotated = JSON.parse((await run('rotate', webhookId, '--json')).out);
    expect(rotated).toMatchObject({ webhookId, secret: expect.stringMatching(/^whsec_/) });
    expect((await run('delete', webhookId)).out).toBe(`${webhookId} is removed\n`);
    expect(await run('show', webhookId)).toMatchObject({ code: 4 });
  });

  it('shows what became of messages, and has them sent again', async () => {
    const { webhookId } = JSON.parse((await run('create', URL, '--json')).out);
    const lastTry = { at: Date.now(), ms: 3, status: 500, reason: 'HTTP 500' };
    const { nextTryAt: _, ...waiting } = deliveryFor(webhookId, 1);
    const failed = { ...waiting, state: 'failed' as const, tries: 10, lastTry, reason: '10 tries failed' };
    await world.deliveries.add(failed);
    const shown = await run('deliveries', webhookId);
    expect(shown.out).toMatch(
      new RegExp(`${failed.deliveryId} +session\\.settled +failed +10 .*10 tries failed`),
    );
    expect((await run('replay', webhookId, '--since', '2026-01-01T00:00Z')).out).toContain('1 sent again');
    expect(await world.deliveries.get(webhookId, failed.deliveryId)).toMatchObject({ state: 'waiting' });
    expect(await run('replay', webhookId)).toMatchObject({
      code: 2,
      err: expect.stringContaining('name a delivery, or --since TIME'),
    });
  });
});
