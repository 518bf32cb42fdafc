import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  type DeploymentFindings,
  FINDING_HOLDS_MS,
  FLEET_KEY,
  type LanguageFound,
} from '../../core/examination/deployment-findings.ts';
import {
  ACCOUNT_FINDING_HOLDS_MS,
  type AccountFindings,
  type AccountFound,
} from '../../core/fleet/account-findings.ts';
import { rowKindOf } from './row-kind.ts';
import { type Item, queryPrefix, type Table } from './table.ts';

const PREFIX = 'LANGUAGE#';
const deploymentPk = (deployment: string): string => `DEPLOYMENT#${deployment}`;

const base = { language: z.string(), examinedAt: z.number() };
const languageRow = rowKindOf<LanguageFound>()(
  'finding about a language',
  z.discriminatedUnion('way', [
    z.object({ ...base, way: z.enum(['batch', 'single']) }),
    z.object({ ...base, way: z.literal('none'), reason: z.string() }),
  ]),
);

const ACCOUNT_PREFIX = 'ACCOUNT#';
const accountRow = rowKindOf<AccountFound>()(
  'finding about the account',
  z.discriminatedUnion('kind', [
    z.object({
      at: z.number(),
      kind: z.literal('type-refused'),
      instanceType: z.string(),
      reason: z.string(),
    }),
    z.object({ at: z.number(), kind: z.literal('vcpu-limit'), vcpus: z.number() }),
    z.object({ at: z.number(), kind: z.literal('vcpu-quota'), vcpus: z.number() }),
  ]),
);

/**
 * Findings in the sessions table, a row a language: an examination says nothing about languages that it did not try.
 * Rows expire when they say nothing any more.
 */
export class DynamoDeploymentFindings implements DeploymentFindings, AccountFindings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async record(deployment: string, found: readonly LanguageFound[]): Promise<void> {
    await Promise.all(
      found.map((one) =>
        this.#put(
          deployment,
          `${PREFIX}${one.language}`,
          languageRow.write(one),
          one.examinedAt + FINDING_HOLDS_MS,
        ),
      ),
    );
  }

  async list(deployment: string): Promise<readonly LanguageFound[]> {
    const items = await queryPrefix(this.#table, deploymentPk(deployment), PREFIX);
    return languageRow.readAll(this.#table, items);
  }

  async recordAccount(found: readonly AccountFound[]): Promise<void> {
    await Promise.all(
      found.map((one) =>
        this.#put(
          FLEET_KEY,
          `${ACCOUNT_PREFIX}${subjectOf(one)}`,
          accountRow.write(one),
          one.at + ACCOUNT_FINDING_HOLDS_MS,
        ),
      ),
    );
  }

  async listAccount(): Promise<readonly AccountFound[]> {
    const items = await queryPrefix(this.#table, deploymentPk(FLEET_KEY), ACCOUNT_PREFIX);
    return accountRow.readAll(this.#table, items);
  }

  async #put(deployment: string, sk: string, row: Item, holdsUntil: number): Promise<void> {
    await this.#table.client.send(
      new PutCommand({
        TableName: this.#table.name,
        Item: { pk: deploymentPk(deployment), sk, ...row, expiresAt: Math.ceil(holdsUntil / 1000) },
      }),
    );
  }
}

/** What the finding is about: the last one of it is kept. */
function subjectOf(found: AccountFound): string {
  switch (found.kind) {
    case 'type-refused':
      return `TYPE#${found.instanceType}`;
    case 'vcpu-limit':
      return 'VCPUS';
    case 'vcpu-quota':
      return 'QUOTA';
  }
}
