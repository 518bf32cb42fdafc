import * as z from 'zod/mini';
import type { GradeStore, PublishedGrade } from '../../core/results/grade-store.ts';
import { rulesSchema } from './grading-rules-schema.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, queryPrefix, sessionPk, type Table, writeAll } from './table.ts';

const PREFIX = 'GRADE#';
const gradeKey = (sessionId: string, participantId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: PREFIX + participantId,
});

const gradeRow = rowKindOf<PublishedGrade>()(
  'published grade',
  z.object({
    sessionId: z.string(),
    participantId: z.string(),
    publishedAt: z.number(),
    publishedBy: z.string(),
    rules: rulesSchema,
    problems: z.array(
      z.object({
        label: z.string(),
        name: z.string(),
        kind: z.enum(['pass-fail', 'scoring']),
        maxScore: z.exactOptional(z.number()),
      }),
    ),
    result: z.object({
      participantId: z.string(),
      name: z.string(),
      group: z.exactOptional(z.string()),
      email: z.exactOptional(z.string()),
      studentId: z.exactOptional(z.string()),
      points: z.number(),
      possible: z.exactOptional(z.number()),
      solved: z.number(),
      penaltyMinutes: z.number(),
      problems: z.array(
        z.object({
          label: z.string(),
          points: z.number(),
          tries: z.number(),
          pending: z.number(),
          quarantined: z.number(),
          solved: z.boolean(),
          penaltyMinutes: z.number(),
          from: z.exactOptional(
            z.object({
              submissionId: z.string(),
              submittedAt: z.number(),
              language: z.string(),
              verdict: z.enum(['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE']),
              score: z.exactOptional(z.number()),
              passed: z.number(),
              testCases: z.number(),
              latePercent: z.exactOptional(z.number()),
            }),
          ),
        }),
      ),
    }),
  }),
);

/** Published grades in the sessions table, a row a participant. */
export class DynamoGradeStore implements GradeStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(grades: readonly PublishedGrade[]): Promise<void> {
    await writeAll(
      this.#table,
      grades.map((grade) => ({
        put: { ...gradeKey(grade.sessionId, grade.participantId), ...gradeRow.write(grade) },
      })),
    );
  }

  async get(sessionId: string, participantId: string): Promise<PublishedGrade | undefined> {
    return gradeRow.readIf(this.#table, await getItem(this.#table, gradeKey(sessionId, participantId)));
  }

  async list(sessionId: string): Promise<readonly PublishedGrade[]> {
    return gradeRow.readAll(this.#table, await queryPrefix(this.#table, sessionPk(sessionId), PREFIX));
  }

  async remove(sessionId: string, participantIds: readonly string[]): Promise<void> {
    await writeAll(
      this.#table,
      participantIds.map((participantId) => ({ delete: gradeKey(sessionId, participantId) })),
    );
  }
}
