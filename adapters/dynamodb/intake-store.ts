import type { Participant } from '../../core/exam/session.ts';
import {
  type IntakeRecord,
  type IntakeStore,
  type KeyUse,
  NEW_RECORD,
  type Submitter,
} from '../../core/submissions/intake-store.ts';
import { fromItem, getItem, type Key, putOnce, sessionPk, type Table, updateIf } from './table.ts';

const keyOf = (sessionId: string, participantId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `PARTICIPANT#${participantId}`,
});

/** Its name derives from session, participant and key; neither names nor keys hold a #. */
const useKey = (sessionId: string, participantId: string, key: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `KEY#${participantId}#${key}`,
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

  async getKeyUse(sessionId: string, participantId: string, key: string): Promise<KeyUse | undefined> {
    const item = await getItem(this.#sessions, useKey(sessionId, participantId, key));
    return item === undefined ? undefined : fromItem<KeyUse>(item);
  }

  async claimKey(sessionId: string, participantId: string, key: string, use: KeyUse): Promise<KeyUse> {
    if (await putOnce(this.#sessions, { ...useKey(sessionId, participantId, key), ...use })) return use;
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
