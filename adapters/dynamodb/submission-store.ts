import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Page } from '../../core/exam/page.ts';
import type { SubmissionResult } from '../../core/grading/judge-submission.ts';
import { LAST_SUBMISSION_ID, rejudgedPrefix } from '../../core/submissions/rejudged.ts';
import type { Setback } from '../../core/submissions/setbacks.ts';
import type {
  HandedIn,
  Lane,
  QueuedSubmission,
  RunningSubmission,
  Submission,
  SubmissionLease,
} from '../../core/submissions/submission.ts';
import { NO_OUTCOME, outcomeOf, type SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import {
  type AcceptedSubmission,
  type QuarantinedSo,
  RefusedRowError,
  type SubmissionCounts,
  type SubmissionStore,
  type WaitingSubmission,
} from '../../core/submissions/submission-store.ts';
import { classifyError } from '../errors/classify-error.ts';
import {
  acceptedItem,
  keyOf,
  PREFIX,
  queued,
  sourceItem,
  sourceKey,
  sourceRow,
} from './accepted-submission.ts';
import { getItems, putAllOnce } from './many-rows.ts';
import { leaveOut, rowKindOf } from './row-kind.ts';
import { digestRow, lacksOutcome, submissionRow, toResultAttributes } from './submission-item.ts';
import {
  decodeCursor,
  encodeCursor,
  getItem,
  type Item,
  type Key,
  putOnce,
  queryAll,
  queryPages,
  sessionPk,
  type Table,
  unlessConditionFails,
  updateIf,
} from './table.ts';
import { announce, listWork, rankOf, running, timeRank } from './work-index.ts';

const CURSOR_SORT = /^SUBMISSION#[0-9a-z]{26}$/;
/** Sorts before every id. */
const FIRST_SUBMISSION_ID = '0';
/** Sorts after every id that begins like it. */
const AFTER_EVERY_ID = '~';
const queueKey = (sessionId: string, lane: Lane): Key => ({ pk: sessionPk(sessionId), sk: `QUEUE#${lane}` });

const queueRow = rowKindOf<{ readonly virtualTime: number }>()(
  'queue',
  z.object({ virtualTime: z.number() }),
);
const stateRow = rowKindOf<Pick<Submission, 'state'>>()(
  'submission',
  z.object({ state: z.enum(['queued', 'running', 'judged', 'quarantined']) }),
);

const LEASE_ATTRIBUTES = ['leaseId', 'leaseUntil', 'leaseHostId'];
/** Held by whoever leased it, and by nobody else: the condition of every write that ends or prolongs a judging. */
const LEASE_HELD = '#state = :running AND #leaseId = :leaseId';

/**
 * Submissions in the submissions table. Every transition is one conditional write of one row; the sparse index `work`
 * moves with it, so that a row is never waiting and running at once. The local index `digests` holds the rows in short,
 * without results, and can be read as consistently as they can.
 */
export class DynamoSubmissionStore implements SubmissionStore {
  readonly #table: Table;

  readonly #onJudged: ((submission: RunningSubmission, judgedAt: number) => void) | undefined;

  /** @param onJudged told of each verdict that was written, by whoever's write it was */
  constructor(table: Table, onJudged?: (submission: RunningSubmission, judgedAt: number) => void) {
    this.#table = table;
    this.#onJudged = onJudged;
  }

  async accept(submission: QueuedSubmission, handedIn: HandedIn): Promise<boolean> {
    await putOnce(this.#table, sourceItem({ submission, handedIn }));
    return await putOnce(this.#table, acceptedItem(submission));
  }

  async acceptAll(accepted: readonly AcceptedSubmission[]): Promise<readonly boolean[]> {
    const sources = await putAllOnce(this.#table, accepted.map(sourceItem));
    // A source that was there before is the same: its key's use holds the hash of both.
    const kept = accepted.filter((_, at) => sources[at] !== 'failed');
    const written = await putAllOnce(
      this.#table,
      kept.map(({ submission }) => acceptedItem(submission)),
    );
    const taken = new Set(kept.filter((_, at) => written[at] === 'written'));
    return accepted.map((one) => taken.has(one));
  }

  async acceptAgain(submission: QueuedSubmission, anew?: QuarantinedSo): Promise<boolean> {
    const { sessionId, submissionId, lane, rank } = submission;
    const item = {
      ...keyOf(sessionId, submissionId),
      ...submissionRow.write(submission),
      workKey: queued(sessionId, lane),
      workRank: rank,
    };
    if (await putOnce(this.#table, item)) return true;
    if (anew === undefined) return false;
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: item,
      ConditionExpression: '#state = :quarantined AND #reason = :reason AND quarantinedAt < :before',
      ExpressionAttributeNames: { '#state': 'state', '#reason': 'reason' },
      ExpressionAttributeValues: {
        ':quarantined': 'quarantined',
        ':reason': anew.reason,
        ':before': anew.before,
      },
    });
    return (await unlessConditionFails(this.#table.client.send(put))) !== undefined;
  }

  async get(sessionId: string, submissionId: string): Promise<Submission | undefined> {
    return submissionRow.readIf(this.#table, await getItem(this.#table, keyOf(sessionId, submissionId)));
  }

  async getStates(
    sessionId: string,
    submissionIds: readonly string[],
  ): Promise<ReadonlyMap<string, Submission['state']>> {
    const keys = submissionIds.map((submissionId) => keyOf(sessionId, submissionId));
    const rows = await getItems(this.#table, keys, ['pk', 'sk', 'state']);
    return new Map(
      rows.map((row) => [String(row['sk']).slice(PREFIX.length), stateRow.read(this.#table, row).state]),
    );
  }

  async getHandedIn(sessionId: string, submissionId: string): Promise<HandedIn | undefined> {
    const item = await getItem(this.#table, sourceKey(sessionId, submissionId));
    return sourceRow.readIf(this.#table, item);
  }

  async list(sessionId: string, options: Parameters<SubmissionStore['list']>[1]): Promise<Page<Submission>> {
    const { participantId, limit, cursor, newestFirst = false } = options;
    const byParticipant = participantId !== undefined;
    const participantKey = `${sessionId}#${participantId}`;
    const partition: Record<string, string> = byParticipant
      ? { pk: sessionPk(sessionId), participantKey }
      : { pk: sessionPk(sessionId) };
    const page = await this.#table.client.send(
      new QueryCommand({
        TableName: this.#table.name,
        ...(byParticipant ? { IndexName: 'byParticipant' } : {}),
        KeyConditionExpression: `${byParticipant ? 'participantKey' : 'pk'} = :partition AND sk BETWEEN :first AND :last`,
        ExpressionAttributeValues: {
          ':partition': byParticipant ? participantKey : sessionPk(sessionId),
          ':first': PREFIX,
          ':last': PREFIX + LAST_SUBMISSION_ID,
        },
        ScanIndexForward: !newestFirst,
        // One more than asked for tells whether there is another page.
        Limit: limit + 1,
        ...(cursor === undefined
          ? {}
          : { ExclusiveStartKey: decodeCursor(cursor, { ...partition, sk: CURSOR_SORT }) }),
      }),
    );
    const items = (page.Items ?? []).slice(0, limit);
    const last = items.at(-1);
    // A page also ends at 1 MB, before the limit.
    const more = (page.Items ?? []).length > limit || page.LastEvaluatedKey !== undefined;
    return {
      items: submissionRow.readAll(this.#table, items),
      ...(more && last !== undefined
        ? { cursor: encodeCursor({ ...partition, sk: String(last['sk']) }) }
        : {}),
    };
  }

  async listDigestsFrom(sessionId: string, fromSubmissionId: string): Promise<readonly SubmissionDigest[]> {
    return await this.#listDigests(sessionId, fromSubmissionId || FIRST_SUBMISSION_ID, LAST_SUBMISSION_ID);
  }

  async listRejudged(sessionId: string, rejudgingId: string): Promise<readonly SubmissionDigest[]> {
    const prefix = rejudgedPrefix(rejudgingId);
    const found = await this.#listDigests(sessionId, prefix, prefix + AFTER_EVERY_ID);
    return found.map((digest) => ({ ...digest, submissionId: digest.submissionId.slice(prefix.length) }));
  }

  async count(sessionId: string): Promise<SubmissionCounts> {
    const items = await queryAll(this.#table, {
      IndexName: 'digests',
      KeyConditionExpression: 'pk = :pk AND submissionId < :last',
      ExpressionAttributeValues: { ':pk': sessionPk(sessionId), ':last': LAST_SUBMISSION_ID },
      ExpressionAttributeNames: { '#state': 'state' },
      ProjectionExpression: '#state',
      ConsistentRead: true,
    });
    const counts = { accepted: items.length, queued: 0, running: 0, judged: 0, quarantined: 0 };
    const rows = items.map((item) => ({ pk: sessionPk(sessionId), sk: PREFIX, ...item }));
    for (const { state } of stateRow.readAll(this.#table, rows)) counts[state]++;
    return counts;
  }

  async listWaiting(sessionId: string, lane: Lane, limit: number): Promise<readonly WaitingSubmission[]> {
    return await listWork(this.#table, sessionId, queued(sessionId, lane), limit);
  }

  async lease(
    sessionId: string,
    submissionId: string,
    lease: SubmissionLease,
    now: number,
  ): Promise<RunningSubmission | undefined> {
    const item = await updateIf(this.#table, keyOf(sessionId, submissionId), {
      set: {
        state: 'running',
        leaseId: lease.leaseId,
        leaseUntil: lease.until,
        leaseHostId: lease.hostId,
        startedAt: now,
        workKey: running(sessionId),
        workRank: timeRank(lease.until),
      },
      add: { attempts: 1 },
      condition: '#state = :queued OR (#state = :running AND #leaseUntil <= :now)',
      values: { queued: 'queued', running: 'running', now },
    });
    if (item === undefined) return undefined;
    try {
      return submissionRow.read(this.#table, item) as RunningSubmission;
    } catch (error) {
      leaveOut(this.#table, error);
      await this.#setAside(item, lease.leaseId, (error as Error).message, now);
      return undefined;
    }
  }

  async renewLease(submission: RunningSubmission, until: number): Promise<boolean> {
    return await this.#asHolder(submission, { set: { leaseUntil: until, workRank: timeRank(until) } });
  }

  async giveBack(submission: RunningSubmission, setback: Setback): Promise<boolean> {
    const setbacks = [...(submission.setbacks ?? []), setback];
    return await this.#asHolder(submission, {
      set: {
        state: 'queued',
        workKey: queued(submission.sessionId, submission.lane),
        workRank: rankOf(submission.rank, setbacks),
        setbacks,
      },
      remove: [...LEASE_ATTRIBUTES, 'startedAt'],
    });
  }

  async judge(submission: RunningSubmission, result: SubmissionResult, judgedAt: number): Promise<boolean> {
    const written = await this.#end(submission, judgedAt, {
      state: 'judged',
      judgedAt,
      ...toResultAttributes(result),
      outcome: outcomeOf({ ...submission, state: 'judged', result, judgedAt }),
    });
    if (written) this.#onJudged?.(submission, judgedAt);
    return written;
  }

  async quarantine(submission: RunningSubmission, reason: string, at: number): Promise<boolean> {
    return await this.#end(submission, at, {
      state: 'quarantined',
      reason,
      quarantinedAt: at,
      outcome: outcomeOf({ ...submission, state: 'quarantined', reason, quarantinedAt: at }),
    });
  }

  async listExpired(sessionId: string, now: number, limit: number): Promise<readonly WaitingSubmission[]> {
    return await listWork(this.#table, sessionId, running(sessionId), limit, timeRank(now));
  }

  async listUnannounced(sessionId: string, limit: number): Promise<readonly Submission[]> {
    const found = await listWork(this.#table, sessionId, announce(sessionId), limit);
    const rows = await Promise.all(
      found.map(({ submissionId }) =>
        this.get(sessionId, submissionId).catch((error) => leaveOut(this.#table, error)),
      ),
    );
    return rows.filter((row) => row !== undefined);
  }

  async markAnnounced(sessionId: string, submissionId: string): Promise<void> {
    await updateIf(this.#table, keyOf(sessionId, submissionId), {
      remove: ['workKey', 'workRank'],
      condition: '#workKey = :announce',
      values: { announce: announce(sessionId) },
    });
  }

  async getVirtualTime(sessionId: string, lane: Lane): Promise<number> {
    const item = await getItem(this.#table, queueKey(sessionId, lane));
    return queueRow.readIf(this.#table, item)?.virtualTime ?? 0;
  }

  async advanceVirtualTime(sessionId: string, lane: Lane, startTag: number): Promise<void> {
    await updateIf(this.#table, queueKey(sessionId, lane), {
      set: { ...queueRow.stamp, virtualTime: startTag },
      condition: 'attribute_not_exists(#virtualTime) OR #virtualTime < :startTag',
      values: { startTag },
    });
  }

  /** The whole row of an entry of an index. */
  async #rowOf(entry: Item): Promise<Item> {
    const { pk, sk } = entry as Item & Key;
    return (await getItem(this.#table, { pk, sk })) ?? entry;
  }

  /** Quarantines a row that nobody can judge since it cannot be read, so that what waits behind it is judged. */
  async #setAside({ pk, sk }: Item, leaseId: string, reason: string, at: number): Promise<void> {
    await updateIf(this.#table, { pk, sk } as Key, {
      set: {
        state: 'quarantined',
        reason,
        quarantinedAt: at,
        outcome: { ...NO_OUTCOME, verdict: 'JE', endedAt: at },
      },
      remove: [...LEASE_ATTRIBUTES, 'workKey', 'workRank'],
      condition: LEASE_HELD,
      values: { running: 'running', leaseId },
    });
  }

  /** Entries of the index of digests, both ends included, oldest first. */
  async #listDigests(sessionId: string, first: string, last: string): Promise<readonly SubmissionDigest[]> {
    const pages = queryPages(this.#table, {
      IndexName: 'digests',
      KeyConditionExpression: 'pk = :pk AND submissionId BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': sessionPk(sessionId), ':first': first, ':last': last },
      ConsistentRead: true,
    });
    const digests: SubmissionDigest[] = [];
    // Page by page: of a large session what was read and what is made of it would both be in memory, whole.
    for await (const page of pages) {
      const rows = await Promise.all(page.map((item) => (lacksOutcome(item) ? this.#rowOf(item) : item)));
      digests.push(...digestRow.readAll(this.#table, rows));
    }
    return digests;
  }

  /** A verdict and its announcement are one write; what a rejudging came to is announced to nobody: it leaves the queue. */
  async #end(submission: RunningSubmission, at: number, set: Item): Promise<boolean> {
    const { sessionId, lane } = submission;
    const announced = lane !== 'rejudging';
    return await this.#asHolder(submission, {
      set: {
        ...submissionRow.stamp,
        ...set,
        ...(announced ? { workKey: announce(sessionId), workRank: timeRank(at) } : {}),
      },
      remove: announced ? LEASE_ATTRIBUTES : [...LEASE_ATTRIBUTES, 'workKey', 'workRank'],
    });
  }

  /** Changes a running row on condition of its lease. @returns false when the lease is lost. */
  async #asHolder(
    submission: RunningSubmission,
    change: { set: Item; remove?: readonly string[] },
  ): Promise<boolean> {
    try {
      const changed = await updateIf(this.#table, keyOf(submission.sessionId, submission.submissionId), {
        ...change,
        condition: LEASE_HELD,
        values: { running: 'running', leaseId: submission.lease.leaseId },
      });
      return changed !== undefined;
    } catch (error) {
      // Too large, or with a value that no row can have: it stays so however often it is sent.
      if (error instanceof Error && classifyError(error) === 'invalid')
        throw new RefusedRowError(error.message, { cause: error });
      throw error;
    }
  }
}
