import { expect, it } from 'vitest';
import { measureBatch } from '../../../../core/monitoring/measure-batch.ts';
import type { BatchRecord } from '../../../../core/submissions/metrics-store.ts';
import { EPOCH } from '../../../support/sessions.ts';

const BATCH: BatchRecord = {
  sessionId: 'a-session',
  submissionId: 'one',
  attempt: 1,
  participantId: 'p01',
  problemId: 'sum',
  language: 'python',
  hostId: 'i-1',
  mode: 'stdio',
  judgeCalls: 2,
  validatorCalls: 1,
  callsSaved: 8,
  testCases: 10,
  verdict: 'AC',
  runMs: 600,
  startedAt: EPOCH,
  endedAt: EPOCH + 1_500,
};

function measured(batch: BatchRecord): Record<string, number> {
  const samples: Record<string, number> = {};
  measureBatch(batch, (id, value, ..._dimensions) => {
    samples[id] = value;
  });
  return samples;
}

it('measures what an attempt took and what it saved', () => {
  // Beside its programs it took 900 ms, so 300 ms a call.
  expect(measured(BATCH)).toEqual({
    judgingMs: 1_500,
    batchSize: 5,
    judgeCalls: 3,
    judgeCallsSaved: 8,
    judgingSavedMs: 2_400,
  });
});

it('tells no size of a batch of an attempt that ran nothing', () => {
  const { verdict: _, ...rest } = BATCH;
  expect(measured({ ...rest, testCases: 0, callsSaved: 0 })).toEqual({
    judgingMs: 1_500,
    judgeCalls: 3,
    judgeCallsSaved: 0,
    judgingSavedMs: 0,
  });
});
