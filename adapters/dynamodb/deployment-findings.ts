import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  type DeploymentFindings,
  FINDING_HOLDS_MS,
  type LanguageFound,
} from '../../core/sessions/deployment-findings.ts';
import { fromItem, queryPrefix, type Table } from './table.ts';

const PREFIX = 'LANGUAGE#';
const deploymentPk = (deployment: string): string => `DEPLOYMENT#${deployment}`;

const base = { language: z.string(), examinedAt: z.number() };
const rowSchema = z.discriminatedUnion('way', [
  z.object({ ...base, way: z.enum(['batch', 'single']) }),
  z.object({ ...base, way: z.literal('none'), reason: z.string() }),
]);

/**
 * Findings in the sessions table, a row a language: an examination says nothing about languages that it did not try.
 * Rows expire when they say nothing any more.
 */
export class DynamoDeploymentFindings implements DeploymentFindings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async record(deployment: string, found: readonly LanguageFound[]): Promise<void> {
    await Promise.all(
      found.map((one) =>
        this.#table.client.send(
          new PutCommand({
            TableName: this.#table.name,
            Item: {
              pk: deploymentPk(deployment),
              sk: `${PREFIX}${one.language}`,
              ...one,
              expiresAt: Math.ceil((one.examinedAt + FINDING_HOLDS_MS) / 1000),
            },
          }),
        ),
      ),
    );
  }

  async list(deployment: string): Promise<readonly LanguageFound[]> {
    const items = await queryPrefix(this.#table, deploymentPk(deployment), PREFIX);
    return items.map((item) => rowSchema.parse(fromItem(item)));
  }
}
