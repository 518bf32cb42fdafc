import type { Page } from '../../core/exam/page.ts';
import type { Participant } from '../../core/exam/session.ts';
import {
  type IntakeRecord,
  type IntakeStore,
  type KeyUse,
  NEW_RECORD,
  type OwnKey,
  type Submitter,
} from '../../core/submissions/intake-store.ts';
import type { BatchRecord, BatchTotals, MetricsStore } from '../../core/submissions/metrics-store.ts';
import { sumOf } from '../../core/submissions/metrics-store.ts';
import { LAST_SUBMISSION_ID, rejudgedPrefix } from '../../core/submissions/rejudged.ts';
import { isSuspect } from '../../core/submissions/setbacks.ts';
import type {
  HandedIn,
  Lane,
  QueuedSubmission,
  RunningSubmission,
  Submission,
} from '../../core/submissions/submission.ts';
import { digestOf, type SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import type {
  AcceptedSubmission,
  QuarantinedSo,
  SubmissionCounts,
  SubmissionStore,
  WaitingSubmission,
} from '../../core/submissions/submission-store.ts';
import { RankedKeys } from './memory/ranked-keys.ts';

/** Submissions in memory, for studies on virtual time. Passes the contract suite of the store that production uses. */
export class MemorySubmissionStore implements SubmissionStore {
  readonly rows = new Map<string, Submission>();
  readonly #handedIn = new Map<string, HandedIn>();
  /** The index of work: what waits, is being judged, or is to be announced, by rank. */
  readonly #work = new Map<string, RankedKeys>();
  readonly #placeInWork = new Map<string, { readonly partition: string; readonly rank: string }>();
  readonly #virtualTime = new Map<string, number>();
  /** Verdict and quarantine writes that held, by submission: more than one would break the promise. */
  readonly outcomes = new Map<string, number>();

  async accept(submission: QueuedSubmission, handedIn: HandedIn): Promise<boolean> {
    const key = keyOf(submission);
    if (this.rows.has(key)) return false;
    this.#handedIn.set(key, handedIn);
    this.#put(submission);
    return true;
  }

  async acceptAll(accepted: readonly AcceptedSubmission[]): Promise<readonly boolean[]> {
    return await Promise.all(accepted.map(({ submission, handedIn }) => this.accept(submission, handedIn)));
  }

  async getStates(sessionId: string, submissionIds: readonly string[]) {
    const rows = submissionIds.map((submissionId) => this.rows.get(keyOf({ sessionId, submissionId })));
    return new Map(
      rows.flatMap((row) => (row === undefined ? [] : [[row.submissionId, row.state] as const])),
    );
  }

  async acceptAgain(submission: QueuedSubmission, anew?: QuarantinedSo): Promise<boolean> {
    const before = this.rows.get(keyOf(submission));
    const isAnew =
      before?.state === 'quarantined' && before.reason === anew?.reason && before.quarantinedAt < anew.before;
    if (before !== undefined && !isAnew) return false;
    this.#put(submission);
    return true;
  }

  async get(sessionId: string, submissionId: string): Promise<Submission | undefined> {
    return this.rows.get(keyOf({ sessionId, submissionId }));
  }

  async getHandedIn(sessionId: string, submissionId: string): Promise<HandedIn | undefined> {
    return this.#handedIn.get(keyOf({ sessionId, submissionId }));
  }

  async list(sessionId: string, options: Parameters<SubmissionStore['list']>[1]): Promise<Page<Submission>> {
    const all = this.#submissionsOf(sessionId)
      .filter((row) => options.participantId === undefined || row.participantId === options.participantId)
      .sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1));
    if (options.newestFirst) all.reverse();
    const start =
      options.cursor === undefined ? 0 : all.findIndex((row) => row.submissionId === options.cursor) + 1;
    const items = all.slice(start, start + options.limit);
    const last = items.at(-1);
    return start + items.length < all.length && last !== undefined
      ? { items, cursor: last.submissionId }
      : { items };
  }

  async listDigestsFrom(sessionId: string, from: string): Promise<readonly SubmissionDigest[]> {
    return this.#submissionsOf(sessionId)
      .filter((row) => row.submissionId >= from)
      .sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1))
      .map(digestOf);
  }

  async listRejudged(sessionId: string, rejudgingId: string): Promise<readonly SubmissionDigest[]> {
    const prefix = rejudgedPrefix(rejudgingId);
    return this.#of(sessionId)
      .filter(({ submissionId }) => submissionId.startsWith(prefix))
      .sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1))
      .map((row) => ({ ...digestOf(row), submissionId: row.submissionId.slice(prefix.length) }));
  }

  async count(sessionId: string): Promise<SubmissionCounts> {
    const rows = this.#submissionsOf(sessionId);
    const counts = { accepted: rows.length, queued: 0, running: 0, judged: 0, quarantined: 0 };
    for (const row of rows) counts[row.state]++;
    return counts;
  }

  async listWaiting(sessionId: string, lane: Lane, limit: number): Promise<readonly WaitingSubmission[]> {
    return this.#listWork(queued(sessionId, lane), limit);
  }

  async lease(...[sessionId, submissionId, lease, now]: Parameters<SubmissionStore['lease']>) {
    const row = this.rows.get(keyOf({ sessionId, submissionId }));
    const free = row?.state === 'queued' || (row?.state === 'running' && row.lease.until <= now);
    if (row === undefined || !free) return undefined;
    const leased: RunningSubmission = {
      ...row,
      state: 'running',
      attempts: row.attempts + 1,
      lease,
      startedAt: now,
    };
    this.#put(leased);
    return leased;
  }

  async renewLease(submission: RunningSubmission, until: number): Promise<boolean> {
    const row = this.#held(submission);
    if (row === undefined) return false;
    this.#put({ ...row, lease: { ...row.lease, until } });
    return true;
  }

  async giveBack(...[submission, setback]: Parameters<SubmissionStore['giveBack']>): Promise<boolean> {
    const row = this.#held(submission);
    if (row === undefined) return false;
    const { lease: _, startedAt: __, ...rest } = row;
    this.#put({ ...rest, state: 'queued', setbacks: [...(row.setbacks ?? []), setback] });
    return true;
  }

  async judge(...[submission, result, judgedAt]: Parameters<SubmissionStore['judge']>): Promise<boolean> {
    const row = this.#held(submission);
    if (row === undefined) return false;
    const { lease: _, ...rest } = row;
    this.#end(rest, { ...rest, state: 'judged', result, judgedAt });
    return true;
  }

  async quarantine(...[submission, reason, at]: Parameters<SubmissionStore['quarantine']>): Promise<boolean> {
    const row = this.#held(submission);
    if (row === undefined) return false;
    const { lease: _, ...rest } = row;
    this.#end(rest, { ...rest, state: 'quarantined', reason, quarantinedAt: at });
    return true;
  }

  async listExpired(sessionId: string, now: number, limit: number): Promise<readonly WaitingSubmission[]> {
    return this.#listWork(running(sessionId), limit).filter(({ rank }) => rank <= timeRank(now));
  }

  async listUnannounced(sessionId: string, limit: number): Promise<readonly Submission[]> {
    return this.#listWork(announce(sessionId), limit).flatMap((one) => this.rows.get(keyOf(one)) ?? []);
  }

  async markAnnounced(sessionId: string, submissionId: string): Promise<void> {
    const key = keyOf({ sessionId, submissionId });
    if (this.#placeInWork.get(key)?.partition === announce(sessionId)) this.#place(key, undefined);
  }

  async getVirtualTime(sessionId: string, lane: Lane): Promise<number> {
    return this.#virtualTime.get(`${sessionId}/${lane}`) ?? 0;
  }

  async advanceVirtualTime(sessionId: string, lane: Lane, startTag: number): Promise<void> {
    const key = `${sessionId}/${lane}`;
    this.#virtualTime.set(key, Math.max(startTag, this.#virtualTime.get(key) ?? 0));
  }

  #of(sessionId: string): Submission[] {
    return [...this.rows.values()].filter((row) => row.sessionId === sessionId);
  }

  #submissionsOf(sessionId: string): Submission[] {
    return this.#of(sessionId).filter(({ submissionId }) => submissionId < LAST_SUBMISSION_ID);
  }

  #held(submission: RunningSubmission): RunningSubmission | undefined {
    const row = this.rows.get(keyOf(submission));
    return row?.state === 'running' && row.lease.leaseId === submission.lease.leaseId ? row : undefined;
  }

  #end(row: { sessionId: string; submissionId: string }, ended: Submission): void {
    this.#put(ended);
    this.outcomes.set(row.submissionId, (this.outcomes.get(row.submissionId) ?? 0) + 1);
  }

  /** Writes a row, and with it its place in the index. */
  #put(row: Submission): void {
    const key = keyOf(row);
    this.rows.set(key, row);
    const { sessionId, lane } = row;
    if (row.state === 'queued') this.#place(key, { partition: queued(sessionId, lane), rank: row.rank });
    else if (row.state === 'running')
      this.#place(key, { partition: running(sessionId), rank: timeRank(row.lease.until) });
    else if (lane === 'rejudging') this.#place(key, undefined);
    else {
      const endedAt = row.state === 'judged' ? row.judgedAt : row.quarantinedAt;
      this.#place(key, { partition: announce(sessionId), rank: timeRank(endedAt) });
    }
  }

  #place(key: string, place: { readonly partition: string; readonly rank: string } | undefined): void {
    const before = this.#placeInWork.get(key);
    if (before !== undefined) this.#work.get(before.partition)?.delete(before.rank, key);
    if (place === undefined) {
      this.#placeInWork.delete(key);
      return;
    }
    const keys = this.#work.get(place.partition) ?? new RankedKeys();
    this.#work.set(place.partition, keys);
    keys.add(place.rank, key);
    this.#placeInWork.set(key, place);
  }

  #listWork(partition: string, limit: number): WaitingSubmission[] {
    const found = this.#work.get(partition)?.first(limit) ?? [];
    return found.flatMap(({ rank, key }) => {
      const row = this.rows.get(key);
      if (row === undefined) return [];
      const { sessionId, submissionId, participantId, language, lane } = row;
      const about = { participantId, language, lane };
      const marked = row.state === 'queued' && isSuspect(row.setbacks);
      return [{ sessionId, submissionId, about, rank, ...(marked ? { isSuspect: true as const } : {}) }];
    });
  }
}

/* Partitions of the index, and a time as a rank: sorts as text. */
const queued = (sessionId: string, lane: Lane) => `${sessionId}#queued#${lane}`;
const running = (sessionId: string) => `${sessionId}#running`;
const announce = (sessionId: string) => `${sessionId}#announce`;
const timeRank = (ms: number) => String(ms).padStart(15, '0');

const keyOf = (row: { sessionId: string; submissionId: string }) => `${row.sessionId}/${row.submissionId}`;

/** What intake remembers, in memory. */
export class MemoryIntakeStore implements IntakeStore {
  readonly #roster: ReadonlyMap<string, Participant>;
  readonly #records = new Map<string, IntakeRecord>();
  readonly #uses = new Map<string, KeyUse>();

  constructor(roster: readonly Participant[]) {
    this.#roster = new Map(roster.map((one) => [`${one.sessionId}/${one.participantId}`, one]));
  }

  async getSubmitter(sessionId: string, participantId: string): Promise<Submitter | undefined> {
    const key = `${sessionId}/${participantId}`;
    const participant = this.#roster.get(key);
    return participant && { participant, intake: this.#records.get(key) ?? NEW_RECORD };
  }

  async saveIntake(sessionId: string, participantId: string, intake: IntakeRecord): Promise<boolean> {
    const key = `${sessionId}/${participantId}`;
    if (!this.#roster.has(key) || (this.#records.get(key)?.revision ?? 0) !== intake.revision) return false;
    this.#records.set(key, { ...intake, revision: intake.revision + 1 });
    return true;
  }

  async getSubmitters(sessionId: string, participantIds: readonly string[]) {
    const found = await Promise.all(participantIds.map((id) => this.getSubmitter(sessionId, id)));
    return new Map(found.flatMap((one) => (one === undefined ? [] : [[one.participant.participantId, one]])));
  }

  async saveIntakes(...[sessionId, records]: Parameters<IntakeStore['saveIntakes']>) {
    return await Promise.all(
      records.map(({ participantId, intake }) => this.saveIntake(sessionId, participantId, intake)),
    );
  }

  async getKeyUses(sessionId: string, keys: readonly OwnKey[]) {
    return await Promise.all(
      keys.map(({ participantId, key }) => this.getKeyUse(sessionId, participantId, key)),
    );
  }

  async claimKeys(...[sessionId, claims]: Parameters<IntakeStore['claimKeys']>) {
    return claims.map(({ participantId, key, use }) => {
      const name = [sessionId, participantId, key].join('#');
      if (this.#uses.has(name)) return false;
      this.#uses.set(name, use);
      return true;
    });
  }

  async getKeyUse(...of: [string, string, string]): Promise<KeyUse | undefined> {
    return this.#uses.get(of.join('#'));
  }

  async claimKey(sessionId: string, participantId: string, key: string, use: KeyUse): Promise<KeyUse> {
    const name = [sessionId, participantId, key].join('#');
    const held = this.#uses.get(name) ?? use;
    this.#uses.set(name, held);
    return held;
  }

  async renameUse(...[sessionId, participantId, key, from, to]: Parameters<IntakeStore['renameUse']>) {
    const name = [sessionId, participantId, key].join('#');
    const held = this.#uses.get(name);
    if (held?.submissionId !== from) return false;
    this.#uses.set(name, { ...held, submissionId: to });
    return true;
  }
}

/** Batch records in memory. */
export class MemoryMetricsStore implements MetricsStore {
  readonly #batches = new Map<string, BatchRecord>();

  async recordBatch(batch: BatchRecord): Promise<void> {
    const key = `${batch.sessionId}/${batch.endedAt}/${batch.submissionId}/${batch.attempt}`;
    if (batch.end === 'judged' || this.#batches.get(key)?.end !== 'judged') this.#batches.set(key, batch);
  }

  async readBatches(...[sessionId, tell, from = 0]: Parameters<MetricsStore['readBatches']>): Promise<void> {
    tell(
      [...this.#batches.values()].filter((batch) => batch.sessionId === sessionId && batch.endedAt >= from),
    );
  }

  async sumBatches(sessionId: string): Promise<BatchTotals> {
    return await sumOf(sessionId, this);
  }
}
