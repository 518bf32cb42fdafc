import * as z from 'zod/mini';
import type {
  ExaminationStore,
  ExaminedJudge,
  LanguageSeen,
  SandboxSeen,
  StandingExamination,
} from '../../core/submissions/standing-examination.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Item, type Key, sessionPk, type Table, updateIf } from './table.ts';

const keyOf = ({ sessionId, hostId }: ExaminedJudge): Key => ({
  pk: sessionPk(sessionId),
  sk: `EXAM#${hostId}`,
});

/** Each language lies in an attribute of its own, so that one is added without the others. */
const PREFIX = 'seen_';

const base = { language: z.string(), at: z.number(), looks: z.int() };
const examinationRow = rowKindOf<StandingExamination>()(
  'examination of a judge',
  z.object({
    languages: z.array(
      z.discriminatedUnion('way', [
        z.object({ ...base, way: z.literal('batch') }),
        z.object({ ...base, way: z.enum(['single', 'none']), reason: z.string(), lacking: z.boolean() }),
      ]),
    ),
    sandbox: z.exactOptional(z.string()),
    speedFactor: z.exactOptional(z.number()),
  }),
  {
    unfold: (row) => {
      const seen = Object.keys(row).filter((name) => name.startsWith(PREFIX));
      return { ...row, languages: seen.toSorted().map((name) => row[name]) };
    },
  },
);

/** Examinations of standing judges in the sessions table, a row a judge in its session's partition. */
export class DynamoExaminationStore implements ExaminationStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get(judge: ExaminedJudge): Promise<StandingExamination | undefined> {
    return examinationRow.readIf(this.#table, await getItem(this.#table, keyOf(judge)));
  }

  async claim(
    judge: ExaminedJudge,
    leaseId: string,
    until: number,
    now: number,
  ): Promise<StandingExamination | undefined> {
    const claimed = await updateIf(this.#table, keyOf(judge), {
      set: { ...examinationRow.stamp, holderLeaseId: leaseId, holderUntil: until },
      condition: 'attribute_not_exists(#holderLeaseId) OR #holderUntil <= :now',
      values: { now },
    });
    return examinationRow.readIf(this.#table, claimed);
  }

  async renew(judge: ExaminedJudge, leaseId: string, until: number): Promise<boolean> {
    return await this.#setIfHeld(judge, leaseId, { holderUntil: until });
  }

  async note(
    judge: ExaminedJudge,
    leaseId: string,
    found: { readonly language: LanguageSeen } | SandboxSeen,
  ): Promise<boolean> {
    const set =
      'sandbox' in found ? { ...found } : { [`${PREFIX}${found.language.language}`]: found.language };
    return await this.#setIfHeld(judge, leaseId, set);
  }

  async release(judge: ExaminedJudge, leaseId: string): Promise<void> {
    await updateIf(this.#table, keyOf(judge), {
      remove: ['holderLeaseId', 'holderUntil'],
      condition: '#holderLeaseId = :leaseId',
      values: { leaseId },
    });
  }

  async #setIfHeld(judge: ExaminedJudge, leaseId: string, set: Item): Promise<boolean> {
    const changed = await updateIf(this.#table, keyOf(judge), {
      set,
      condition: '#holderLeaseId = :leaseId',
      values: { leaseId },
    });
    return changed !== undefined;
  }
}
