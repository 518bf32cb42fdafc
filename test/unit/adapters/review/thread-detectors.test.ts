import { afterAll, expect, it } from 'vitest';
import { ThreadDetectors } from '../../../../adapters/review/thread-detectors.ts';

const entry = new URL('./toy-detect-worker.ts', import.meta.url);
const roomy = new ThreadDetectors(entry, { timeMs: 60_000, startMs: 60_000, heapMb: 32 });
const hasty = new ThreadDetectors(entry, { timeMs: 200, startMs: 60_000, heapMb: 64 });
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
