import type { ProblemManifest } from '../../core/problems/problem.ts';

const HASH = 'ab'.repeat(32);
const testCase = (id: string, sample: boolean) => ({
  id,
  sample,
  group: sample ? 'sample' : 'secret',
  inputHash: HASH,
  inputBytes: 4,
  answerHash: HASH,
  answerBytes: 2,
});

/** A problem with one sample and two secret test cases. */
export const MANIFEST: ProblemManifest = {
  formatVersion: '2025-09',
  kind: 'pass-fail',
  names: { en: 'Sum of Two' },
  licence: 'cc0',
  statements: [{ language: 'en', format: 'md', text: 'Add them.', attachments: [] }],
  attachments: [],
  limits: {
    timeMs: 1000,
    memoryKiB: 262_144,
    outputKiB: 1024,
    sourceKiB: 64,
    compileTimeMs: 15_000,
    compileMemoryKiB: 524_288,
    validationTimeMs: 10_000,
    validationMemoryKiB: 262_144,
    validationOutputKiB: 1024,
  },
  timeLimitOrigin: 'problem.yaml',
  timeMultipliers: { accepted: 2, tooSlow: 1.5 },
  timeResolutionMs: 1000,
  languages: null,
  validation: { kind: 'default', args: [] },
  testCases: [testCase('sample/1', true), testCase('secret/1', false), testCase('secret/2', false)],
  groups: [],
  jurySubmissions: [],
};
