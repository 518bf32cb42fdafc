import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** A table of the stage by its kind. */
export type TableKind = 'sessions' | 'submissions' | 'metrics';

/** Keys and indexes of a table as DynamoDB takes them. */
export type TableSchema = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'
>;

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}

const named = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

/** The stage's tables. An infrastructure test holds them against the template. */
export const tableSchemas: Readonly<Record<TableKind, TableSchema>> = {
  sessions: {
    AttributeDefinitions: named('pk', 'sk', 'kind', 'kindSort'),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [
      { IndexName: 'byKind', KeySchema: keys('kind', 'kindSort'), Projection: { ProjectionType: 'ALL' } },
    ],
  },
  submissions: {
    AttributeDefinitions: named('pk', 'sk', 'workKey', 'workRank', 'participantKey', 'submissionId'),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'work',
        KeySchema: keys('workKey', 'workRank'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['participantId', 'language', 'lane'] },
      },
      {
        IndexName: 'byParticipant',
        KeySchema: keys('participantKey', 'sk'),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'digests',
        KeySchema: keys('pk', 'submissionId'),
        Projection: {
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: [
            'participantId',
            'problemId',
            'label',
            'language',
            'lane',
            'state',
            'submittedAt',
            'outcome',
          ],
        },
      },
    ],
  },
  metrics: { AttributeDefinitions: named('pk', 'sk'), KeySchema: keys('pk', 'sk') },
};
