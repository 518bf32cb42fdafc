import { afterAll, expect, it } from 'vitest';
import { ThreadDetectors } from '../../../../adapters/review/thread-detectors.ts';

const entry = new URL('./toy-detect-worker.ts', import.meta.url);
const roomy = new ThreadDetectors(entry, { timeMs: 60_000, startMs: 60_000, heapMb: 32 });
// Whatever a busy machine leaves of its processors, this one had enough.
let hadMs = 0;
const HASTY = { timeMs: 200, startMs: 60_000, heapMb: 64 };
const hasty = new ThreadDetectors(entry, HASTY, () => {
  hadMs += HASTY.timeMs;
  return hadMs;
});
/** As if the process had had so much of a processor at each look. */
const having = (...cpuMs: number[]) => new ThreadDetectors(entry, HASTY, () => cpuMs.shift() ?? 0);
afterAll(async () => {
  await roomy.stop();
  await hasty.stop();
});

const look = async (source: string, by = roomy) =>
  (await by.detect({ language: 'toy', source })).gaps[0]?.why;

it.each([
  ['loop', hasty, 'took longer than 0.2 s'],
  ['eat', roomy, 'needed more than 32 MB'],
  ['exit', roomy, 'ended'],
  ['throw', roomy, 'no grammar'],
  ['refuse', roomy, 'no parser'],
])('ends a thread that would %s, says so, and looks at the next source', async (misdeed, by, reason) => {
  await expect(look(misdeed, by)).rejects.toThrow(reason);
  await expect(look(misdeed, by)).rejects.toMatchObject({ name: 'DetectionError' });
  expect(await look('next')).toBe('looked at next');
});

it('gives a thread nothing of the environment', async () => {
  expect(await look('environment')).toBe('{}');
});

it.each([
  ['99 of 200 ms', 99, true, 'next to no processor'],
  ['100 of 200 ms', 100, false, 'took longer than 0.2 s'],
])(
  'blames a source for a thread that was not done in time unless it had %s of a processor',
  async (_, ms, starved, reason) => {
    const seen = look('loop', having(5_000, 5_000 + ms));
    await expect(seen).rejects.toMatchObject({ name: 'DetectionError', starved });
    await expect(seen).rejects.toThrow(reason);
  },
);

it('blames no source for a thread that could not begin, and a source for one that ate its memory', async () => {
  const late = new ThreadDetectors(entry, { timeMs: 60_000, startMs: 0, heapMb: 64 });
  await expect(look('fine', late)).rejects.toMatchObject({ starved: true });
  await expect(look('eat')).rejects.toMatchObject({ starved: false });
});
