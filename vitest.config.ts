import { defineConfig } from 'vitest/config';

/** One project a kind of test: each can be run alone with `--project NAME`. */
const project = (name: string, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 30_000, hookTimeout: 60_000, ...extra },
});

/** Somebody's Judge0 may be slow, and busy with other things: a test asks what it says, not how soon. */
const contractTimeout = process.env['JUDGE0_URL'] ? 240_000 : 30_000;

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      project('unit'),
      project('contract', {
        testTimeout: contractTimeout,
        setupFiles: ['test/support/hold-requests-of-tests.ts'],
      }),
      project('infra'),
      project('local', { fileParallelism: false, testTimeout: 240_000, hookTimeout: 240_000 }),
      project('chaos', { testTimeout: 240_000, hookTimeout: 240_000 }),
      // One processor-bound problem after the other: minutes.
      project('corpus', { fileParallelism: false }),
      project('browser', { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }),
    ],
  },
});
