import { describe, expect, it } from 'vitest';
import { useGradedSession } from './graded-session.ts';

const graded = useGradedSession();

describe('sources of a problem', () => {
  const sources = async (who: string, query: object = {}, label = 'A') =>
    await graded.world.as(who).call('listSources', { params: { sessionId: graded.sessionId, label }, query });

  it('are the program that counts of each participant: the best, or the last', async () => {
    const right = await graded.judged('p01', 'A', { verdict: 'AC' }, 'right');
    const late = await graded.judged('p01', 'A', { verdict: 'WA' }, 'late');
    await graded.judged('p01', 'A', { verdict: 'CE' }, 'broken');
    await graded.judged('p02', 'B', { verdict: 'AC' }, 'elsewhere');
    expect(await sources('ada')).toMatchObject({
      label: 'A',
      notStored: 0,
      items: [
        { participantId: 'p01', submissionId: right, language: 'javascript', verdict: 'AC', source: 'right' },
      ],
    });
    expect((await sources('ada', { pick: 'last' })).items).toMatchObject([
      { submissionId: late, source: 'late' },
    ]);
    expect((await sources('olga')).items).toHaveLength(1);
    const files = ['main.js', 'more.js'].map((name) => ({ name, source: `this is ${name}` }));
    await graded.judged('p02', 'A', { verdict: 'AC' }, files);
    expect((await sources('ada', { cursor: 'p01' })).items).toMatchObject([
      { source: '// main.js\nthis is main.js\n// more.js\nthis is more.js' },
    ]);
  });

  it('come in pages: as many as are asked for, and no more than Lambda answers', async () => {
    // Each sign is six in JSON, and seven in the JSON around it.
    const large = '\u0001'.repeat(64 * 1024);
    await graded.judged('p01', 'A', { verdict: 'AC' }, large);
    await graded.judged('p02', 'A', { verdict: 'AC' }, large);
    const first = await sources('ada', { limit: 1 });
    expect(first).toMatchObject({ cursor: 'p01', items: [{ participantId: 'p01' }] });
    const last = await sources('ada', { limit: 1, cursor: 'p01' });
    expect(last).toMatchObject({ items: [{ participantId: 'p02', source: large }] });
    expect(last).not.toHaveProperty('cursor');
    const { bytes } = await graded.world.request(
      'GET',
      `/v1/sessions/${graded.sessionId}/problems/A/sources`,
      {
        as: 'ada',
        groups: ['instructor'],
      },
    );
    expect(JSON.stringify(bytes.toString()).length).toBeLessThan(6_000_000);
  });

  it('are for whoever booked the session, and never for participants', async () => {
    await graded.judged('p01', 'A', { verdict: 'AC' });
    for (const [who, status] of [
      ['bob', 404],
      ['p01', 403],
      ['p02', 403],
    ] as const)
      await expect(sources(who)).rejects.toMatchObject({ status });
    await expect(sources('ada', {}, 'Z')).rejects.toMatchObject({
      status: 404,
      details: { detail: expect.stringContaining('no problem Z') },
    });
  });
});
