import { randomBytes } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoCircuitStore } from '../../adapters/dynamodb/circuit-store.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoSpendStore } from '../../adapters/dynamodb/spend-store.ts';
import type { Table } from '../../adapters/dynamodb/table.ts';
import { makeGuardedFetch } from '../../adapters/judge0/guarded-fetch.ts';
import { connectModels } from '../../adapters/models/connect-models.ts';
import { guardModels } from '../../adapters/models/guard-models.ts';
import { Rosters } from '../../adapters/review/rosters.ts';
import { SsmModelKeys } from '../../adapters/ssm/model-keys.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import type { ModelSettings } from '../../core/config/model-settings.ts';
import type { CircuitPolicy } from '../../core/resilience/circuit.ts';
import { askModels, type ModelPorts } from '../../core/review/models/ask-models.ts';
import { ModelError } from '../../core/review/models/language-model.ts';
import type { ReviewerPorts } from '../../core/review/work-reviews.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';

/** Wires what asking models touches, once for the life of the process. */
export function makeModelAsker(
  settings: ModelSettings,
  policy: CircuitPolicy,
  table: Table,
  env: Env,
  { logger }: Tools,
): NonNullable<ReviewerPorts['askModels']> {
  // Local mode alone has models on the same machine.
  const fetch = makeGuardedFetch({ guarded: 'model', allowPrivate: env.AWS_ENDPOINT_URL !== undefined });
  const keys = new SsmModelKeys(
    new SSMClient(),
    (name) => `${env.MODEL_KEYS_PREFIX}${name}`,
    systemClock.now,
  );
  const rosters = new Rosters(new DynamoSessionStore(table), systemClock.now);
  const ports: ModelPorts = {
    settings,
    clock: systemClock,
    modelOf: connectModels({ fetch, now: systemClock.now, readKey: async (name) => await keys.read(name) }),
    guard: guardModels({
      clock: systemClock,
      store: new DynamoCircuitStore(table),
      policy,
      onTurn: (model, { action, reason }) =>
        logger.warn(`circuit.${action}`, { operation: `model-${model}`, reason }),
      onFault: (error) => logger.warn('circuit.failed', { error }),
    }),
    spend: new DynamoSpendStore(table, systemClock.now),
    random: Math.random,
    drawMark: () => randomBytes(16).toString('hex'),
    onFault: (model, error) => {
      const detail = error instanceof ModelError ? error.detail : undefined;
      logger.warn('model.failed', { model, error, ...(detail === undefined ? {} : { detail }) });
    },
  };
  return async ({ source, language }, detectorFindings, { kind, submission }) =>
    await askModels(
      {
        source,
        language,
        detectorFindings,
        kind,
        policy: settings.policy,
        sessionId: submission?.sessionId,
        listPeople: submission && (async () => await rosters.listPeople(submission.sessionId)),
      },
      ports,
    );
}
