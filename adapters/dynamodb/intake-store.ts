import type { Participant } from '../../core/sessions/session.ts';
import {
  type IntakeRecord,
  type IntakeStore,
  NEW_RECORD,
  type Submitter,
} from '../../core/submissions/intake-store.ts';
import { fromItem, getItem, type Key, sessionPk, type Table, updateIf } from './table.ts';

const keyOf = (sessionId: string, participantId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `PARTICIPANT#${participantId}`,
});

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
    const { intake, intakeRevision, ...participant } = fromItem<
      Participant & { intake?: Omit<IntakeRecord, 'revision'>; intakeRevision?: number }
    >(item);
    return {
      participant,
      intake: intake === undefined ? NEW_RECORD : { ...intake, revision: intakeRevision ?? 0 },
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
}
