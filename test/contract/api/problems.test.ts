import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSignature } from '../../../core/grading/function/parse-signature.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());

describe('problems', () => {
  it('gives a URL that takes the package', async () => {
    const ticket = await world.as('ada').call('createImport', { body: { problemId: 'new-one' } });
    // S3 would hold the package against the checksum of nothing, which is all that can be signed beforehand.
    expect(new URL(ticket.uploadUrl).searchParams.has('x-amz-checksum-crc32')).toBe(false);
    const put = await fetch(ticket.uploadUrl, {
      method: 'PUT',
      headers: { 'content-type': 'application/zip' },
      body: 'zip',
    });
    expect(put.status).toBe(200);
    expect(await world.objects.size(ticket.importId)).toBe(3);
    expect(await world.as('ada').call('getImport', { params: { importId: ticket.importId } })).toMatchObject({
      state: 'awaiting-upload',
      faults: [],
    });
    await expect(
      world.as('ada').call('getImport', { params: { importId: 'nothing' } }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('lists every fault of a refused package', async () => {
    const { importId } = await world.as('ada').call('createImport', { body: { problemId: 'broken' } });
    const now = new Date().toISOString();
    await world.problems.beginImport(importId, now);
    await world.problems.refuseImport(
      importId,
      [
        {
          severity: 'error',
          code: 'answer-missing',
          file: 'data/secret/1.in',
          line: 2,
          message: 'has no answer',
        },
      ],
      now,
    );
    expect(await world.as('ada').call('getImport', { params: { importId } })).toMatchObject({
      state: 'refused',
      faults: [{ field: 'data/secret/1.in:2', detail: 'has no answer', severity: 'error' }],
    });
  });

  it("shows problems to staff, and the session's to participants once it is open", async () => {
    expect(await world.as('ada').call('getProblem', { params: { problemId: 'sum' } })).toMatchObject({
      name: 'Sum of Two',
      version: 1,
      secretTestCases: 2,
    });
    expect(
      (await world.as('ada').call('listProblems', { query: {} })).items.map(({ problemId }) => problemId),
    ).toContain('sum');
    const bytes = new TextEncoder().encode('1 2\n');
    const hash = createHash('sha256').update(bytes).digest('hex');
    await world.objects.put(hash, bytes);
    const testCase = {
      id: 'sample/1',
      sample: true,
      group: 'sample',
      inputHash: hash,
      inputBytes: 4,
      answerHash: hash,
      answerBytes: 4,
    };
    await world.addProblem('shown', { testCases: [testCase] });
    const problems = [{ label: 'B', problemId: 'shown', version: 1 }];
    const open = await world.addSession({ problems });
    expect(
      await world.as('p01').call('getSessionProblem', { params: { sessionId: open.sessionId, label: 'b' } }),
    ).toMatchObject({
      label: 'B',
      statement: { text: 'Add them.' },
      samples: [{ id: 'sample/1', input: '1 2\n' }],
      languages: ['javascript'],
    });
    const signature = parseSignature({ parameters: [{ name: 'limit', type: 'int64' }], returns: 'bool' });
    await world.addProblem('written', { testCases: [testCase], signature });
    const written = await world.addSession({
      problems: [{ label: 'A', problemId: 'written', version: 1 }],
    });
    const { solve } = await world
      .as('p01')
      .call('getSessionProblem', { params: { sessionId: written.sessionId, label: 'A' } });
    expect(solve?.signature).toBe('solve(limit: int64) -> bool');
    expect(Object.keys(solve?.stubs ?? {})).toEqual(['javascript']);
    expect(solve?.stubs['javascript']).toMatch(/@param \{bigint\} limit[\s\S]*function solve\(limit\)/);
    const future = await world.addSession({
      problems,
      times: { ...open.times, opensAt: Date.now() + 60_000 },
    });
    await expect(
      world.as('p01').call('getSessionProblem', { params: { sessionId: future.sessionId, label: 'B' } }),
    ).rejects.toMatchObject({ status: 409 });
  });
});
