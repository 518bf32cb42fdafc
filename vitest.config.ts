import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A test asks whether something comes, not how soon. */
const POLLING = { poll: { timeout: 20_000 } };

/** One project a kind of test: each can be run alone with `--project NAME`. */
const project = (name: string, extra: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: POLLING,
    ...extra,
  },
});

/** A judge may be slow, and busy with other things: a test asks what it says, not how soon. */
const contractTimeout = process.env['JUDGE0_URL'] ? 240_000 : 120_000;

/** Files that take longest, the longest first. */
const LONGEST = [
  'browser/exam',
  'chaos/system/fleet-grows',
  'chaos/system/exam-under-fire',
  'chaos/storm/storm',
  'contract/judge-host/prepared',
  'contract/judge-host/sandbox',
  'contract/judge/verdicts',
  'contract/cli/cli',
  'chaos/system/hours-move',
  'chaos/system/cold-start',
].map((name) => `/test/${name}.test.ts`);

/** What takes longest begins first: no file runs on alone when all the others have ended. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      // Many small files, which import the same: they share processes, and each puts back what it changes there.
      project('unit', { isolate: false }),
      project('contract', {
        isolate: false,
        testTimeout: contractTimeout,
        setupFiles: ['test/support/hold-requests-of-tests.ts'],
      }),
      project('infra'),
      // A whole exam with everything that it starts: alone, or its programs are late for their limits.
      project('local', { fileParallelism: false, testTimeout: 240_000, hookTimeout: 240_000 }),
      project('chaos', { testTimeout: 240_000, hookTimeout: 240_000 }),
      // One processor-bound problem after the other: minutes.
      project('corpus', { fileParallelism: false }),
      // Twenty browsers and all that answers them: nothing else has room beside it.
      project('crowd', { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }),
      // Systems that are started whole, killed, loaded, attacked, or made wrong on purpose: minutes each.
      project('whole', { fileParallelism: false, testTimeout: 240_000, hookTimeout: 240_000 }),
      project('browser', { testTimeout: 120_000, hookTimeout: 120_000 }),
    ],
  },
});
