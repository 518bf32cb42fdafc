import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Circuit } from '../../core/resilience/circuit.ts';
import { HOST_OPERATIONS, type HostOperation } from '../../core/submissions/host-circuits.ts';
import type {
  JudgeSigns,
  Renewal,
  Slot,
  SlotLanguages,
  SlotNote,
  SlotSpeed,
  SlotStore,
} from '../../core/submissions/slot.ts';
import { circuitSchema, turnOf } from './circuit-attribute.ts';
import { rowKindOf } from './row-kind.ts';
import { type Item, type Key, putOnce, queryPrefix, sessionPk, type Table, updateIf } from './table.ts';

const SIGNS: readonly string[] = ['answeredAt', 'finishedAt', 'overdueAt'] satisfies (keyof JudgeSigns)[];
const seenAt = z.exactOptional(z.number());
const circuit = z.exactOptional(circuitSchema);
const slotRow = rowKindOf<Slot>()(
  'slot',
  z.object({
    sessionId: z.string(),
    hostId: z.string(),
    number: z.number(),
    url: z.string(),
    token: z.string(),
    batchLanguages: z.array(z.string()),
    singleLanguages: z.array(z.string()),
    headStartLanguages: z.exactOptional(z.array(z.string())),
    speedFactor: z.exactOptional(z.number()),
    fastestFactor: z.exactOptional(z.number()),
    notJudged: z.exactOptional(z.array(z.object({ language: z.string(), reason: z.string() }))),
    holder: z.exactOptional(
      z.object({
        leaseId: z.string(),
        until: z.number(),
        participant: z.exactOptional(
          z.object({
            participantId: z.string(),
            since: z.number(),
            programSince: z.exactOptional(z.number()),
          }),
        ),
        kept: z.exactOptional(z.object({ submissionId: z.string(), since: z.number() })),
      }),
    ),
    leavesAt: z.exactOptional(z.number()),
    signs: z.exactOptional(z.object({ answeredAt: seenAt, finishedAt: seenAt, overdueAt: seenAt })),
    circuits: z.exactOptional(z.object({ answer: circuit, judge: circuit })),
  }),
  { unfold },
);

const slotKey = (slot: Pick<Slot, 'sessionId' | 'hostId' | 'number'>): Key => ({
  pk: sessionPk(slot.sessionId),
  sk: `SLOT#${slot.hostId}#${String(slot.number).padStart(3, '0')}`,
});

const circuitName = (operation: HostOperation) => `${operation}Circuit`;

/**
 * Slots in the sessions table. The holder lies in attributes of its own, since conditions compare them; so do circuits, and the signs,
 * since each is written when it is seen.
 * A closed slot is a deleted row: taking and renewing need the row, so both fail from then on.
 */
export class DynamoSlotStore implements SlotStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async open(slots: readonly Slot[]): Promise<void> {
    await Promise.all(
      slots.map(
        async ({ holder: _holder, signs: _signs, circuits: _circuits, ...slot }) =>
          await putOnce(this.#table, { ...slotKey(slot), ...slotRow.write(slot) }),
      ),
    );
  }

  async tellLanguages(sessionId: string, hostId: string, languages: SlotLanguages): Promise<void> {
    const { batchLanguages, singleLanguages, notJudged } = languages;
    await this.#tell(sessionId, hostId, { batchLanguages, singleLanguages, notJudged });
  }

  async tellSpeed(sessionId: string, hostId: string, speed: Required<SlotSpeed>): Promise<void> {
    const { speedFactor, fastestFactor } = speed;
    await this.#tell(sessionId, hostId, { speedFactor, fastestFactor });
  }

  async close(sessionId: string, hostId: string): Promise<void> {
    const rows = await queryPrefix(this.#table, sessionPk(sessionId), `SLOT#${hostId}#`);
    await Promise.all(
      rows.map(
        async ({ pk, sk }) =>
          await this.#table.client.send(new DeleteCommand({ TableName: this.#table.name, Key: { pk, sk } })),
      ),
    );
  }

  async leave(sessionId: string, hostId: string, leavesAt: number): Promise<void> {
    await this.#tell(sessionId, hostId, { leavesAt });
  }

  /** Writes the same on all open slots of a host, whoever holds them. */
  async #tell(sessionId: string, hostId: string, set: Item): Promise<void> {
    const rows = await queryPrefix(this.#table, sessionPk(sessionId), `SLOT#${hostId}#`);
    await Promise.all(
      rows.map(
        async ({ pk, sk }) =>
          await updateIf(this.#table, { pk, sk } as Key, { set, condition: 'attribute_exists(pk)' }),
      ),
    );
  }

  async list(sessionId: string): Promise<readonly Slot[]> {
    return slotRow.readAll(this.#table, await queryPrefix(this.#table, sessionPk(sessionId), 'SLOT#'));
  }

  async take(slot: Slot, leaseId: string, until: number, now: number): Promise<boolean> {
    const taken = await updateIf(this.#table, slotKey(slot), {
      set: { holderLeaseId: leaseId, holderUntil: until },
      remove: ['holderFor', 'holderKeeps'],
      condition:
        'attribute_exists(pk) AND attribute_not_exists(leavesAt) AND (attribute_not_exists(#holderLeaseId) OR #holderUntil <= :now)',
      values: { now },
    });
    return taken !== undefined;
  }

  async renew(slot: Slot, leaseId: string, until: number, note: SlotNote = {}): Promise<Renewal> {
    const { participant, kept, ...signs } = note;
    const renewed = await updateIf(this.#table, slotKey(slot), {
      set: { holderUntil: until, holderFor: participant, holderKeeps: kept ?? undefined, ...signs },
      ...(kept === null ? { remove: ['holderKeeps'] } : {}),
      condition: '#holderLeaseId = :leaseId',
      values: { leaseId },
    });
    if (renewed === undefined) return false;
    return renewed['leavesAt'] === undefined ? true : 'leaving';
  }

  async release(slot: Slot, leaseId: string, signs: JudgeSigns = {}): Promise<void> {
    await updateIf(this.#table, slotKey(slot), {
      set: { ...signs },
      remove: ['holderLeaseId', 'holderUntil', 'holderFor', 'holderKeeps'],
      condition: '#holderLeaseId = :leaseId',
      values: { leaseId },
    });
  }

  async turnCircuit(
    slot: Slot,
    operation: HostOperation,
    before: Circuit | undefined,
    after: Circuit | undefined,
  ): Promise<boolean> {
    const { condition, ...change } = turnOf(circuitName(operation), before, after);
    const turned = await updateIf(this.#table, slotKey(slot), {
      ...change,
      condition: `attribute_exists(pk) AND ${condition}`,
    });
    return turned !== undefined;
  }
}

function unfold(item: Item): Item {
  const {
    holderLeaseId: leaseId,
    holderUntil: until,
    holderFor: participant,
    holderKeeps: kept,
    ...row
  } = item;
  const signs = Object.entries(row).filter(([name]) => SIGNS.includes(name));
  const circuits = HOST_OPERATIONS.filter((operation) => row[circuitName(operation)] !== undefined).map(
    (operation) => [operation, row[circuitName(operation)]],
  );
  const holder = {
    leaseId,
    until,
    ...(participant === undefined ? {} : { participant }),
    ...(kept === undefined ? {} : { kept }),
  };
  return {
    ...row,
    ...(signs.length === 0 ? {} : { signs: Object.fromEntries(signs) }),
    ...(circuits.length === 0 ? {} : { circuits: Object.fromEntries(circuits) }),
    ...(leaseId === undefined || until === undefined ? {} : { holder }),
  };
}
