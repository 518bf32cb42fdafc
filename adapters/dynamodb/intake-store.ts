import * as z from 'zod/mini';
import {
  type IntakeRecord,
  type IntakeStore,
  type KeyUse,
  NEW_RECORD,
  type Submitter,
} from '../../core/submissions/intake-store.ts';
import { participantRow } from './participant-row.ts';
import { RowKind, rowKindOf } from './row-kind.ts';
import { getItem, type Key, putOnce, sessionPk, type Table, updateIf } from './table.ts';

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
    if (item === undefined) return undefined;
    const { intake, intakeRevision: revision = 0 } = intakeRow.read(this.#sessions, item);
    return {
      participant: participantRow.read(this.#sessions, item),
      intake: intake === undefined ? NEW_RECORD : { ...intake, revision },
    };
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

  async getKeyUse(sessionId: string, participantId: string, key: string): Promise<KeyUse | undefined> {
    const item = await getItem(this.#sessions, useKey(sessionId, participantId, key));
    return useRow.readIf(this.#sessions, item);
  }

  async claimKey(sessionId: string, participantId: string, key: string, use: KeyUse): Promise<KeyUse> {
    if (await putOnce(this.#sessions, { ...useKey(sessionId, participantId, key), ...useRow.write(use) }))
      return use;
    return (await this.getKeyUse(sessionId, participantId, key)) ?? use;
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
}
