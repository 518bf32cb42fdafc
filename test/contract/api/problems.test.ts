import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSignature } from '../../../core/grading/function/parse-signature.ts';
import { timesFrom } from '../../support/sessions.ts';
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

  it("gives staff the programs of a version's jury, with all that is asked of each, page by page", async () => {
    const source = 'print(2 * int(input()))';
    const bytes = new TextEncoder().encode(source);
    const hash = createHash('sha256').update(bytes).digest('hex');
    await world.objects.put(hash, bytes);
    const requirements = [
      { of: '', permitted: ['AC' as const], required: ['AC' as const], timeLimit: 'lower' as const },
    ];
    const files = [{ name: 'twice.py', hash, bytes: bytes.byteLength }];
    await world.addProblem('with-jury', {
      jurySubmissions: Array.from({ length: 30 }, (_, at) => ({
        path: `accepted/twice-${String(30 - at).padStart(2, '0')}.py`,
        program: { language: 'python', files },
        requirements,
        expected: 'AC' as const,
      })),
    });
    const params = { problemId: 'with-jury', version: 1 };
    const first = await world.as('ada').call('listJuryPrograms', { params });
    expect(first.items).toHaveLength(25);
    expect(first.items[0]).toEqual({
      path: 'accepted/twice-01.py',
      language: 'python',
      files: [{ name: 'twice.py', source }],
      expected: 'AC',
      requirements: [{ of: '', permitted: ['AC'], required: ['AC'] }],
    });
    const { items, cursor } = await world
      .as('ada')
      .call('listJuryPrograms', { params, query: { cursor: first.cursor! } });
    expect([items.at(-1)?.path, items.length, cursor]).toEqual(['accepted/twice-30.py', 5, undefined]);
    await expect(
      world.as('ada').call('listJuryPrograms', { params: { ...params, version: 2 } }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(world.as('p01').call('listJuryPrograms', { params })).rejects.toMatchObject({ status: 403 });
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
      await world
        .as('p01')
        .call('getSessionProblem', { params: { sessionId: open.sessionId, label: 'b' }, query: {} }),
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
      .call('getSessionProblem', { params: { sessionId: written.sessionId, label: 'A' }, query: {} });
    expect(solve?.signature).toBe('solve(limit: int64) -> bool');
    expect(Object.keys(solve?.stubs ?? {})).toEqual(['javascript']);
    expect(solve?.stubs['javascript']).toMatch(/@param \{bigint\} limit[\s\S]*function solve\(limit\)/);
    const beside = (name: string) => ({ name, hash: '', bytes: 0 });
    await world.addProblem('graded', {
      testCases: [testCase],
      included: {
        javascript: { files: [beside('grader.js')], starts: 'grader.js', sourceName: 'twice.js' },
        cpp: { files: [beside('grader.cpp')] },
      },
    });
    const graded = await world.addSession({ problems: [{ label: 'A', problemId: 'graded', version: 1 }] });
    expect(
      await world
        .as('p01')
        .call('getSessionProblem', { params: { sessionId: graded.sessionId, label: 'A' }, query: {} }),
    ).toMatchObject({
      included: [
        { language: 'javascript', files: ['grader.js'], starts: 'grader.js', sourceName: 'twice.js' },
      ],
    });
    const future = await world.addSession({
      problems,
      times: { ...open.times, opensAt: Date.now() + 60_000 },
    });
    await expect(
      world
        .as('p01')
        .call('getSessionProblem', { params: { sessionId: future.sessionId, label: 'B' }, query: {} }),
    ).rejects.toMatchObject({ status: 409 });
  });

  describe('with files and several statements', () => {
    const store = async (name: string, bytes: Uint8Array) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      await world.objects.put(hash, bytes);
      return { name, hash, bytes: bytes.byteLength };
    };
    let params: { sessionId: string; label: string };
    const picture = Uint8Array.from([137, 80, 78, 71, 0, 255]);
    const file = async (name: string, as = 'p01') =>
      await world.as(as).call('getSessionProblemFile', { params: { ...params, name } });

    beforeAll(async () => {
      const pictures = [await store('img/rope.png', picture), await store('trick.html', picture)];
      await world.addProblem('passing', { testCases: [] });
      await world.addProblem('pictured', {
        kind: 'scoring',
        names: { en: 'Rope', de: 'Seil' },
        testCases: [],
        groups: [{ name: 'secret', aggregation: 'sum', maxScore: 100, requires: [] }],
        statements: [
          { language: 'en', format: 'md', text: '![](img/rope.png)', attachments: pictures },
          {
            language: 'de',
            format: 'pdf',
            file: await store('problem.de.pdf', picture),
            attachments: pictures,
          },
        ],
        attachments: [
          await store('reader.py', picture),
          { name: 'huge.zip', hash: 'ab'.repeat(32), bytes: 4 * 1024 * 1024 + 1 },
        ],
      });
      const { sessionId } = await world.addSession({
        problems: [{ label: 'A', problemId: 'pictured', version: 1 }],
        languagesDropped: [{ language: 'javascript', reason: 'no node', droppedAt: 1 }],
      });
      params = { sessionId, label: 'A' };
    });

    it('is announced with the points of the session that it is in', async () => {
      const pointsIn = async (changes: Parameters<typeof world.addSession>[0]) => {
        const { sessionId } = await world.addSession({
          problems: [
            { label: 'A', problemId: 'pictured', version: 1 },
            { label: 'B', problemId: 'passing', version: 1 },
          ],
          ...changes,
        });
        return await Promise.all(
          ['a', 'B'].map(
            async (label) =>
              (await world.as('p01').call('getSessionProblem', { params: { sessionId, label }, query: {} }))
                .points,
          ),
        );
      };
      expect(await pointsIn({})).toEqual([100, 100]);
      expect(await pointsIn({ grading: { pick: 'best', points: { A: 30, B: 5 } } })).toEqual([30, 5]);
      expect(await pointsIn({ grading: { pick: 'icpc' } })).toEqual([undefined, undefined]);
      const alone = [{ label: 'B', problemId: 'passing', version: 1 }];
      const { sessionId } = await world.addSession({ problems: alone });
      expect(
        await world.as('p01').call('getSessionProblem', { params: { sessionId, label: 'B' }, query: {} }),
      ).not.toHaveProperty('points');
    });

    it('is read in the language that is asked for', async () => {
      const read = async (query: { statement?: string }) =>
        await world.as('p01').call('getSessionProblem', { params, query });
      expect(await read({})).toMatchObject({
        name: 'Rope',
        points: 100,
        statement: { language: 'en', text: '![](img/rope.png)' },
        statements: [
          { language: 'en', format: 'md' },
          { language: 'de', format: 'pdf' },
        ],
        attachments: [{ name: 'reader.py', bytes: 6 }, { name: 'huge.zip' }],
        // What was dropped is not offered.
        languages: [],
      });
      expect(await read({ statement: 'DE' })).toMatchObject({
        name: 'Seil',
        statement: { language: 'de', format: 'pdf', file: 'problem.de.pdf' },
      });
      await expect(read({ statement: 'fr' })).rejects.toMatchObject({
        status: 422,
        details: { faults: [{ field: 'statement', detail: expect.stringContaining('en, de') }] },
      });
    });

    it('gives its files as what they may be shown as', async () => {
      const base64 = Buffer.from(picture).toString('base64');
      expect(await file('img/rope.png')).toEqual({ name: 'img/rope.png', mediaType: 'image/png', base64 });
      const path = `/v1/sessions/${params.sessionId}/problems/A/files/`;
      for (const name of ['img/rope.png', './img/rope.png', 'img%2Frope.png'])
        expect(await world.request('GET', path + name, { as: 'p01' })).toMatchObject({ status: 200 });
      expect(await file('problem.de.pdf')).toMatchObject({ mediaType: 'application/pdf' });
      expect(await file('reader.py')).toMatchObject({ mediaType: 'text/plain' });
      expect(await file('trick.html')).toMatchObject({ mediaType: 'application/octet-stream' });
      await expect(file('huge.zip')).rejects.toMatchObject({ status: 413 });
      await expect(file('../secret/1.ans')).rejects.toMatchObject({ status: 404 });
    });

    it('gives none before the opening, but to staff', async () => {
      const problems = [{ label: 'A', problemId: 'pictured', version: 1 }];
      const opensAt = Date.now() + 600_000;
      const later = await world.addSession({ problems, times: timesFrom(opensAt - 900_000) });
      params = { sessionId: later.sessionId, label: 'A' };
      await expect(file('img/rope.png')).rejects.toMatchObject({ status: 409 });
      expect(await file('img/rope.png', 'ada')).toMatchObject({ mediaType: 'image/png' });
    });

    it.each([
      ['before its opening shows none of them', -1, 409],
      ['after its opening goes on showing them', 1, 200],
    ])('of an exam that was cancelled %s', async (_, after, status) => {
      const problems = [{ label: 'A', problemId: 'pictured', version: 1 }];
      const opensAt = Date.now() - 600_000;
      const cancelledAt = opensAt + after * 60_000;
      const times = timesFrom(opensAt - 900_000);
      const { sessionId } = await world.addSession({ problems, times, cancelledAt, cancelReason: 'fire' });
      for (const path of ['', '/files/img/rope.png'])
        expect(
          await world.request('GET', `/v1/sessions/${sessionId}/problems/A${path}`, { as: 'p01' }),
        ).toMatchObject({ status });
    });
  });
});
