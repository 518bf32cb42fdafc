import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../adapters/system-clock.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { SOUND } from '../support/packages.ts';
import { startAssize } from '../support/run-assize.ts';
import { until } from '../support/until.ts';

const TWICE = "console.log(2 * Number(require('fs').readFileSync(0, 'utf8')))\n";

let living: LivingSystem;
let folder: string;
let ada: ApiClient;
let olga: ApiClient;

beforeAll(async () => {
  living = await startLivingSystem();
  const { tokens } = living.system;
  living.system.publish({
    tokens: {
      operator: await tokens.issue('operator', 'operator'),
      instructor: await tokens.issue('instructor', 'instructor'),
      participants: [],
    },
  });
  folder = mkdtempSync(join(tmpdir(), 'assize-drill-'));
  ada = await living.client('instructor', 'instructor');
  olga = await living.client('operator', 'operator');
  const zip = zipSync(
    Object.fromEntries(Object.entries(SOUND).map(([path, body]) => [`twice/${path}`, strToU8(body)])),
  );
  await importProblems([{ label: 'A', problemId: 'twice', name: 'Twice', zip }], {
    client: ada,
    upload: uploadPackage,
    clock: systemClock,
    on: () => undefined,
  });
});
afterAll(async () => {
  await living?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const assize = (...args: string[]) => startAssize(folder, living.dataDir, args).ended;

const booking = (change: object) => ({
  name: 'Rehearsal of Final',
  opensAt: new Date().toISOString(),
  durationMinutes: 10,
  problems: [{ problemId: 'twice' }],
  languages: ['javascript'],
  roster: [{ participantId: 'rehearsal-0001' }, { participantId: 'rehearsal-0002' }],
  deployment: { kind: 'fleet' as const, hosts: 1 },
  ...change,
});

describe('assize drill', () => {
  it('kills a host of a rehearsal while a class hands in, and tells who noticed and what was done', async () => {
    const { session } = await ada.call('createSession', { body: booking({ rehearsal: true }) });
    const params = { sessionId: session.sessionId };
    const line = { key: 'first', participantId: 'rehearsal-0001', problem: 'A', language: 'javascript' };
    await until(
      async () => await ada.call('getSession', { params }),
      ({ window }) => window === 'open',
    );
    await ada.download('createSubmissions', { params, body: [JSON.stringify({ ...line, source: TWICE })] });
    await until(
      async () => await ada.call('getLive', { params, query: {} }),
      ({ queue }) => queue.judged === 1,
      120_000,
    );

    const { out, err, code } = await assize(
      'drill',
      session.sessionId,
      '-r',
      'a test',
      '--json',
      '--act',
      'kill-host',
    );
    const report = JSON.parse(out);
    expect(report.acts[0], err).toMatchObject({
      act: 'kill-host',
      boundMs: 30_000,
      wellMs: expect.any(Number),
    });
    expect(report.acts[0].done.at(-1)).toBe('replaced');
    expect(report.class.judged).toBe(report.class.accepted);
    expect(report.acts[0].noticedMs, out).toBeLessThanOrEqual(report.acts[0].boundMs);
    expect({ held: report.held, code }).toEqual({ held: true, code: 0 });
    const { items } = await olga.call('listAudit', { query: {} });
    expect(items.map(({ act, reason }) => `${act}: ${reason}`)).toContain('drill.kill-host: a test');
    await ada.call('endSession', { params, body: { reason: 'done' } });
    await until(
      async () => await ada.call('getLedger', { params }),
      ({ final }) => final,
      60_000,
    );
    expect((await ada.call('getLedger', { params })).ledger).toMatchObject({
      balanced: true,
      hosts: { launched: 2, terminated: 2 },
    });
  });
});
