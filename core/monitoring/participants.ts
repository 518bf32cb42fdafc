import { createHash } from 'node:crypto';
import { type BatchRecord, endOf } from '../submissions/metrics-store.ts';

/** What a participant of a session did in a while. */
export interface ParticipantUse {
  readonly programs: number;
  /** Of these, the ones whose test cases went in fewer judge calls. */
  readonly batched: number;
}

/** By participant of one session. */
export type ParticipantUses = Readonly<Record<string, ParticipantUse>>;

/** Who of a stage took part, without names: what can be united over sessions and time without counting anybody twice. */
export interface Crowd {
  /** A sign for each participant of a session who got a verdict, {@link SIGN_LENGTH} characters each, sorted. */
  readonly people: string;
  /** Of these, those of whom some program was batched. */
  readonly batchPeople: string;
}

export const NOBODY: Crowd = { people: '', batchPeople: '' };

/** 48 bits: of 100,000 participants two are taken for one by a chance of 1 in 56,000. */
const SIGN_LENGTH = 8;

/** Counts participants. A rejudging is nobody's act. */
export function countParticipants(batches: Iterable<BatchRecord>): ParticipantUses {
  const uses = new Map<string, ParticipantUse>();
  for (const batch of batches) {
    if (endOf(batch) !== 'judged' || batch.lane === 'rejudging') continue;
    const isBatched = batch.testCases > 1 && batch.callsSaved > 0;
    addUse(uses, batch.participantId, { programs: 1, batched: isBatched ? 1 : 0 });
  }
  return Object.fromEntries(uses);
}

/** Adds participants of the same session up. */
export function sumParticipants(all: Iterable<ParticipantUses>): ParticipantUses {
  const sum = new Map<string, ParticipantUse>();
  for (const uses of all) for (const [name, use] of Object.entries(uses)) addUse(sum, name, use);
  return Object.fromEntries(sum);
}

function addUse(uses: Map<string, ParticipantUse>, name: string, use: ParticipantUse): void {
  const { programs = 0, batched = 0 } = uses.get(name) ?? {};
  uses.set(name, { programs: programs + use.programs, batched: batched + use.batched });
}

/** The participants of a session as a crowd. */
export function crowdOf(sessionId: string, uses: ParticipantUses): Crowd {
  const signs = (names: readonly string[]) => pack(names.map((name) => signOf(sessionId, name)));
  const names = Object.keys(uses);
  return { people: signs(names), batchPeople: signs(names.filter((name) => (uses[name]?.batched ?? 0) > 0)) };
}

/** Unites crowds. */
export function uniteCrowds(crowds: readonly Crowd[]): Crowd {
  return {
    people: pack(crowds.flatMap(({ people }) => unpack(people))),
    batchPeople: pack(crowds.flatMap(({ batchPeople }) => unpack(batchPeople))),
  };
}

/** How many are in a part of a crowd. */
export function sizeOf(signs: string): number {
  return signs.length / SIGN_LENGTH;
}

function signOf(sessionId: string, participantId: string): string {
  return createHash('sha256')
    .update(`${sessionId}/${participantId}`)
    .digest('base64url')
    .slice(0, SIGN_LENGTH);
}

function pack(signs: readonly string[]): string {
  return [...new Set(signs)].sort().join('');
}

function unpack(signs: string): string[] {
  return signs.match(/.{8}/g) ?? [];
}
