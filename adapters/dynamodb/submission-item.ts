import { gunzipSync } from 'node:zlib';
import type { SubmissionResult, TestCaseResult } from '../../core/grading/judge-submission.ts';
import { packCases } from '../../core/submissions/compact-result.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import { fromItem, type Item } from './table.ts';

const INDEX_ATTRIBUTES = ['workKey', 'workRank', 'participantKey'];

/**
 * A result as attributes: what lists and counts need is plain, the test cases are compressed (JSON, gzip), which makes
 * a row of 50 test cases about 2 KB and keeps one of thousands below DynamoDB's 400 KB.
 */
export function toResultAttributes({ perCase, ...result }: SubmissionResult): Item {
  return { result, perCase: packCases(perCase) };
}

/** A row as the submission that it holds. */
export function submissionFromItem(item: Item): Submission {
  const { leaseId, leaseUntil, leaseHostId, result, perCase, ...rest } = fromItem<
    Item & { result?: Omit<SubmissionResult, 'perCase'>; perCase?: Uint8Array }
  >(item, INDEX_ATTRIBUTES);
  return {
    ...rest,
    ...(leaseId === undefined ? {} : { lease: { leaseId, until: leaseUntil, hostId: leaseHostId } }),
    ...(result === undefined || perCase === undefined
      ? {}
      : { result: { ...result, perCase: parsePerCase(perCase) } }),
  } as unknown as Submission;
}

function parsePerCase(bytes: Uint8Array): TestCaseResult[] {
  return JSON.parse(gunzipSync(bytes).toString('utf8')) as TestCaseResult[];
}
