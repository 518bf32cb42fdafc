import { gunzipSync } from 'node:zlib';
import type { SubmissionResult, TestCaseResult } from '../../core/grading/judge-submission.ts';
import { packCases } from '../../core/submissions/compact-result.ts';
import type { Lane, Submission } from '../../core/submissions/submission.ts';
import { NO_OUTCOME, type Outcome, type SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { fromItem, type Item } from './table.ts';

/** Written for the indexes: what they say of a submission is in its other attributes too. */
const INDEX_ATTRIBUTES = ['workKey', 'workRank', 'participantKey', 'outcome'];

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

/** An entry of the index `digests` as the digest that it holds. */
export function digestFromItem(item: Item): SubmissionDigest {
  const { lane, outcome, ...rest } = fromItem<
    Omit<SubmissionDigest, 'trial' | keyof Outcome> & { lane: Lane; outcome?: Outcome }
  >(item);
  return { ...rest, trial: lane === 'trial', ...(outcome ?? NO_OUTCOME) };
}

function parsePerCase(bytes: Uint8Array): TestCaseResult[] {
  return JSON.parse(gunzipSync(bytes).toString('utf8')) as TestCaseResult[];
}
