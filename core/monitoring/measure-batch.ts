import type { Measure } from '../metrics/metric-table.ts';
import type { BatchRecord } from '../submissions/metrics-store.ts';
import { savedMsOf } from './figures.ts';

/** Measures one attempt at judging by its record, as the figures of monitoring are made of it: what is counted here can be counted again. */
export function measureBatch(batch: BatchRecord, measure: Measure): void {
  const { judgeCalls, validatorCalls, callsSaved, testCases, startedAt, endedAt } = batch;
  measure('judgingMs', Math.max(0, endedAt - startedAt));
  if (testCases > 0 && judgeCalls > 0) measure('batchSize', testCases / judgeCalls);
  measure('judgeCalls', judgeCalls + validatorCalls);
  measure('judgeCallsSaved', callsSaved);
  measure('judgingSavedMs', savedMsOf(batch));
}
