import { getItem, type Table } from '../../adapters/dynamodb/table.ts';
import type { Dependency } from '../../core/monitoring/check-health.ts';
import type { Env } from './env.ts';

/** No row has this key: a table that answers so answers. */
const NO_ROW = { pk: 'HEALTH', sk: 'NONE' };

/** What the API stands on. Without sessions or submissions it can answer nothing; doorbells are rung again by the tick. */
export function dependenciesOf(env: Env, table: (name: string) => Table): readonly Dependency[] {
  const cloud = () => import('../../adapters/health/ask-cloud.ts');
  const rows = (name: Dependency['name'], tableName: string, needed: boolean): Dependency => ({
    name,
    needed,
    ask: async () => await getItem(table(tableName), NO_ROW),
  });
  return [
    rows('sessions', env.SESSIONS_TABLE, true),
    rows('submissions', env.SUBMISSIONS_TABLE, true),
    rows('metrics', env.METRICS_TABLE, false),
    {
      name: 'files',
      needed: false,
      prepare: cloud,
      ask: async () => await (await cloud()).askBucket(env.DATA_BUCKET),
    },
    {
      name: 'doorbells',
      needed: false,
      ask: async () => await (await cloud()).askTopic(env.SUBMISSION_EVENTS_TOPIC_ARN),
    },
    {
      name: 'queues',
      needed: false,
      ask: async () =>
        await (await cloud()).askQueues([env.FLEET_SUBMISSIONS_QUEUE_URL, env.HOSTED_SUBMISSIONS_QUEUE_URL]),
    },
  ];
}
