import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type {
  JudgeSigns,
  Slot,
  SlotLanguages,
  SlotNote,
  SlotParticipant,
  SlotStore,
} from '../../core/submissions/slot.ts';
import {
  fromItem,
  type Item,
  type Key,
  putOnce,
  queryPrefix,
  sessionPk,
  type Table,
  updateIf,
} from './table.ts';

const slotKey = (slot: Pick<Slot, 'sessionId' | 'hostId' | 'number'>): Key => ({
  pk: sessionPk(slot.sessionId),
  sk: `SLOT#${slot.hostId}#${String(slot.number).padStart(3, '0')}`,
});

/**
 * Slots in the sessions table. The holder lies in attributes of its own, since conditions compare them; so do the signs,
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
        async ({ holder: _holder, signs: _signs, ...slot }) =>
          await putOnce(this.#table, { ...slotKey(slot), ...slot }),
      ),
    );
  }

  async tellLanguages(sessionId: string, hostId: string, languages: SlotLanguages): Promise<void> {
    const { batchLanguages, singleLanguages, notJudged } = languages;
    const rows = await queryPrefix(this.#table, sessionPk(sessionId), `SLOT#${hostId}#`);
    await Promise.all(
      rows.map(
        async ({ pk, sk }) =>
          await updateIf(this.#table, { pk, sk } as Key, {
            set: { batchLanguages, singleLanguages, notJudged },
            condition: 'attribute_exists(pk)',
          }),
      ),
    );
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

  async list(sessionId: string): Promise<readonly Slot[]> {
    return (await queryPrefix(this.#table, sessionPk(sessionId), 'SLOT#')).map(slotFrom);
  }

  async take(slot: Slot, leaseId: string, until: number, now: number): Promise<boolean> {
    const taken = await updateIf(this.#table, slotKey(slot), {
      set: { holderLeaseId: leaseId, holderUntil: until },
      remove: ['holderFor'],
      condition: 'attribute_exists(pk) AND (attribute_not_exists(#holderLeaseId) OR #holderUntil <= :now)',
      values: { now },
    });
    return taken !== undefined;
  }

  async renew(slot: Slot, leaseId: string, until: number, note: SlotNote = {}): Promise<boolean> {
    const { participant, ...signs } = note;
    const renewed = await updateIf(this.#table, slotKey(slot), {
      set: { holderUntil: until, holderFor: participant, ...signs },
      condition: '#holderLeaseId = :leaseId',
      values: { leaseId },
    });
    return renewed !== undefined;
  }

  async release(slot: Slot, leaseId: string, signs: JudgeSigns = {}): Promise<void> {
    await updateIf(this.#table, slotKey(slot), {
      set: { ...signs },
      remove: ['holderLeaseId', 'holderUntil', 'holderFor'],
      condition: '#holderLeaseId = :leaseId',
      values: { leaseId },
    });
  }
}

function slotFrom(item: Item): Slot {
  const { holderLeaseId, holderUntil, holderFor, answeredAt, finishedAt, overdueAt, ...slot } = fromItem<
    Slot & JudgeSigns & { holderLeaseId?: string; holderUntil?: number; holderFor?: SlotParticipant }
  >(item);
  const signs = {
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(overdueAt === undefined ? {} : { overdueAt }),
  };
  return {
    ...slot,
    ...(Object.keys(signs).length === 0 ? {} : { signs }),
    ...(holderLeaseId === undefined || holderUntil === undefined
      ? {}
      : {
          holder: {
            leaseId: holderLeaseId,
            until: holderUntil,
            ...(holderFor === undefined ? {} : { participant: holderFor }),
          },
        }),
  };
}
