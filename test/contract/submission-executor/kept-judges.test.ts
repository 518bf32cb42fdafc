import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJudgeHostConfig } from '../../../local/judge-host/config.ts';
import { RIGHT, startHost, useHandlerWorld } from './handler-world.ts';

const executor = useHandlerWorld();
const { bell, openSession, ring, submit, view } = executor;

describe('submission-executor on servers that somebody keeps', { timeout: 120_000 }, () => {
  let serial = 0;
  const register = async (origin: string, reach: 'public' | 'private' = 'private') =>
    // As a file is stored that ends in a line feed.
    await executor.world.addJudge(`lab-${++serial}`, origin, { reach, token: 'secret\n' });
  const judgesAt = async (url: string) => ({
    kind: 'direct' as const,
    judges: [{ url, tokenParameter: await register(url), slots: 2 }],
  });

  it('judges with the token from its parameter', async () => {
    await openSession({ deployment: await judgesAt(executor.host.url) });
    const submissionId = await submit(RIGHT);
    // Of executors that come together one examines.
    await Promise.all([ring([bell(submissionId)]), ring([bell(submissionId)])]);
    expect(await view(submissionId)).toMatchObject({ state: 'judged', result: { verdict: 'AC' } });
    expect(
      await executor.examinations.get({ sessionId: executor.session.sessionId, hostId: 'judge-1' }),
    ).toEqual({
      languages: [{ language: 'javascript', at: expect.any(Number), looks: 1, way: 'batch' }],
      sandbox: 'no way out of the sandbox, and its memory limit holds',
      speedFactor: expect.any(Number),
    });
  });

  it('comes again while none can be reached', async () => {
    await openSession({ deployment: await judgesAt('http://127.0.0.1:9') });
    const submissionId = await submit(RIGHT);
    expect(await ring([bell(submissionId)])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(await view(submissionId)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(await executor.slots.list(executor.session.sessionId)).toEqual([]);
  });

  it.each([
    ['registered for another place', 'https://judge.example.edu', 'public'],
    ['registered for another port', 'http://127.0.0.1:9', 'private'],
    ['registered as public, though its address is private', undefined, 'public'],
  ] as const)('sends no token to a judge %s', async (_, origin, reach) => {
    const asked: unknown[] = [];
    const rogue = createServer((request, response) => {
      asked.push(request.headers);
      response.writeHead(500).end();
    });
    rogue.listen(0, '127.0.0.1');
    await once(rogue, 'listening');
    const url = `http://127.0.0.1:${(rogue.address() as AddressInfo).port}`;
    try {
      // As if a booking had slipped through: the table is not believed.
      const tokenParameter = await register(origin ?? url, reach);
      await openSession({ deployment: { kind: 'direct', judges: [{ url, tokenParameter, slots: 2 }] } });
      const submissionId = await submit(RIGHT);
      expect(await ring([bell(submissionId)])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
      expect(asked).toEqual([]);
    } finally {
      rogue.close();
    }
  });

  it('examines them first, quarantines what they cannot judge, and the next booking knows', async () => {
    const narrow = mkdtempSync(join(tmpdir(), 'assize-narrow-'));
    // What a compiler of Go makes is larger than that.
    const small = await startHost(
      parseJudgeHostConfig({ max_file_size: 1024, max_max_file_size: 1024 }),
      narrow,
    );
    try {
      const deployment = await judgesAt(small.url);
      await openSession({ deployment, languages: ['javascript', 'go'] });
      const right = await submit(RIGHT);
      const hopeless = await submit('package main\nfunc main() {}\n', 'p02', false, 'go');
      expect(await ring([bell(hopeless)])).toEqual({ batchItemFailures: [] });
      expect(await view(right)).toMatchObject({ state: 'judged', result: { verdict: 'AC' } });
      expect(await view(hopeless)).toMatchObject({
        state: 'quarantined',
        reason: expect.stringMatching(/^no judge of the session judges go: judge-1: in a batch was refused/),
      });
      const book = async (languages: string[] | undefined) =>
        await executor.world.request('POST', '/v1/sessions', {
          as: 'ada',
          groups: ['instructor'],
          body: {
            name: 'Resit',
            durationMinutes: 60,
            problems: [{ problemId: 'sum' }],
            roster: [{ participantId: 'p01' }],
            deployment,
            dryRun: true,
            ...(languages === undefined ? {} : { languages }),
          },
        });
      const refused = await book(['go']);
      expect(refused.status).toBe(422);
      expect(refused.body.faults).toEqual([
        {
          field: 'languages[0]',
          detail: expect.stringMatching(
            /^go cannot be judged on this deployment: .*, found at its examination of \d{4}-\d\d-\d\d; take it out$/,
          ),
        },
      ]);
      expect((await book(['javascript'])).status).toBe(200);
      const all = await book(undefined);
      expect(all.body.session.languages).not.toContain('go');
      expect(all.body.session.languages).toContain('javascript');
      expect(all.body.warnings).toEqual([
        { field: 'languages', detail: expect.stringMatching(/^go is left out/) },
      ]);
    } finally {
      await small.stop();
      rmSync(narrow, { recursive: true, force: true });
    }
  });
});
