import * as z from 'zod/mini';
import {
  type IntakeRecord,
  type IntakeStore,
  type KeyUse,
  NEW_RECORD,
  type OwnKey,
  type Submitter,
} from '../../core/submissions/intake-store.ts';
import { getItems, putAllOnce, updateAllIf } from './many-rows.ts';
import { participantRow } from './participant-row.ts';
import { RowKind, rowKindOf } from './row-kind.ts';
import { getItem, type Item, type Key, putOnce, sessionPk, type Table, updateIf } from './table.ts';

const keyOf = (sessionId: string, participantId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `PARTICIPANT#${participantId}`,
});

/** Its name derives from session, participant and key; neither names nor keys hold a #. */
const useKey = (sessionId: string, participantId: string, key: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `KEY#${participantId}#${key}`,
});

const useRow = rowKindOf<KeyUse>()(
  'use of a key',
  z.object({ submissionId: z.string(), digest: z.string() }),
);
const recordSchema = z.object({
  finish: z.record(z.string(), z.number()),
  submissions: z.record(z.string(), z.number()),
  lastAt: z.exactOptional(z.number()),
  lastTrialAt: z.exactOptional(z.number()),
  recent: z.exactOptional(z.record(z.string(), z.array(z.string()))),
});
/** The attributes of a participant's row that intake has written, once it has. */
const intakeRow = new RowKind(
  'participant with what intake remembers',
  z.object({ intake: z.exactOptional(recordSchema), intakeRevision: z.exactOptional(z.number()) }),
  {},
);

/** What intake knows of a participant, in two attributes of the participant's row: the record and its revision. */
export class DynamoIntakeStore implements IntakeStore {
  readonly #sessions: Table;

  /** @param sessions the sessions table, where the roster is */
  constructor(sessions: Table) {
    this.#sessions = sessions;
  }

  async getSubmitter(sessionId: string, participantId: string): Promise<Submitter | undefined> {
    const item = await getItem(this.#sessions, keyOf(sessionId, participantId));
    return item === undefined ? undefined : this.#submitterOf(item);
  }

  async getSubmitters(
    sessionId: string,
    participantIds: readonly string[],
  ): Promise<ReadonlyMap<string, Submitter>> {
    const keys = participantIds.map((participantId) => keyOf(sessionId, participantId));
    const submitters = (await getItems(this.#sessions, keys)).map((item) => this.#submitterOf(item));
    return new Map(submitters.map((one) => [one.participant.participantId, one]));
  }

  async saveIntake(sessionId: string, participantId: string, intake: IntakeRecord): Promise<boolean> {
    const { revision, ...record } = intake;
    const changed = await updateIf(this.#sessions, keyOf(sessionId, participantId), {
      set: { intake: record, intakeRevision: revision + 1 },
      condition:
        revision === 0
          ? 'attribute_exists(pk) AND attribute_not_exists(#intakeRevision)'
          : '#intakeRevision = :revision',
      ...(revision === 0 ? {} : { values: { revision } }),
    });
    return changed !== undefined;
  }

  async saveIntakes(
    sessionId: string,
    records: readonly { readonly participantId: string; readonly intake: IntakeRecord }[],
  ): Promise<readonly boolean[]> {
    const written = await updateAllIf(
      this.#sessions,
      records.map(({ participantId, intake: { revision, ...intake } }) => ({
        key: keyOf(sessionId, participantId),
        set: { intake, intakeRevision: revision + 1 },
        where: { intakeRevision: revision === 0 ? undefined : revision },
      })),
    );
    return written.map((one) => one === 'written');
  }

  async getKeyUse(sessionId: string, participantId: string, key: string): Promise<KeyUse | undefined> {
    const item = await getItem(this.#sessions, useKey(sessionId, participantId, key));
    return useRow.readIf(this.#sessions, item);
  }

  async claimKey(sessionId: string, participantId: string, key: string, use: KeyUse): Promise<KeyUse> {
    if (await putOnce(this.#sessions, { ...useKey(sessionId, participantId, key), ...useRow.write(use) }))
      return use;
    return (await this.getKeyUse(sessionId, participantId, key)) ?? use;
  }

  async getKeyUses(sessionId: string, keys: readonly OwnKey[]): Promise<readonly (KeyUse | undefined)[]> {
    const rows = keys.map(({ participantId, key }) => useKey(sessionId, participantId, key));
    const found = await getItems(this.#sessions, [...new Map(rows.map((row) => [row.sk, row])).values()]);
    const uses = new Map(found.map((item) => [item['sk'], useRow.read(this.#sessions, item)]));
    return rows.map(({ sk }) => uses.get(sk));
  }

  async claimKeys(
    sessionId: string,
    claims: readonly (OwnKey & { readonly use: KeyUse })[],
  ): Promise<readonly boolean[]> {
    const rows = claims.map(({ participantId, key, use }) => ({
      ...useKey(sessionId, participantId, key),
      ...useRow.write(use),
    }));
    return (await putAllOnce(this.#sessions, rows)).map((one) => one === 'written');
  }

  async renameUse(
    sessionId: string,
    participantId: string,
    key: string,
    from: string,
    to: string,
  ): Promise<boolean> {
    const changed = await updateIf(this.#sessions, useKey(sessionId, participantId, key), {
      set: { submissionId: to },
      condition: '#submissionId = :from',
      values: { from },
    });
    return changed !== undefined;
  }

  #submitterOf(item: Item): Submitter {
    const { intake, intakeRevision: revision = 0 } = intakeRow.read(this.#sessions, item);
    return {
      participant: participantRow.read(this.#sessions, item),
      intake: intake === undefined ? NEW_RECORD : { ...intake, revision },
    };
  }
}
