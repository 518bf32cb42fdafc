import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../core/config/stage-config.ts';
import { listPermissions, render } from './render.ts';
import { buildApp, type CfnResource, readTemplate } from './synthesize.ts';

const price = { asOf: '2026-11-01', inputUsd: 1, outputUsd: 2 };
const budgetUsd = { month: 10, session: 1 };
const choices = [
  { service: 'bedrock', name: 'near', model: 'vendor.small-v1:0', region: 'eu-central-1', price },
  {
    service: 'bedrock',
    name: 'far',
    model: 'eu.vendor.large-v1:0',
    region: 'eu-central-1',
    profileRegions: ['eu-central-1', 'eu-west-1'],
    price,
  },
  { service: 'openai', name: 'other', model: 'm', baseUrl: 'https://m.example.edu/v1', price },
];

/** What of language models each function may do, by its name. */
function reachOf(models: object | undefined): Map<string, string[]> {
  const { stacks } = buildApp('dev', models === undefined ? {} : { reviews: { models: models as never } });
  const { json } = readTemplate(stacks.application);
  const functions = Object.values(json.Resources).flatMap(({ Type, Properties }: CfnResource) => {
    const { Variables } = (Properties?.['Environment'] ?? { Variables: {} }) as {
      Variables: Record<string, string>;
    };
    return Type === 'AWS::Lambda::Function' && Variables['POWERTOOLS_SERVICE_NAME'] !== undefined
      ? [
          {
            name: Variables['POWERTOOLS_SERVICE_NAME'],
            role: render(Properties?.['Role']).replace(/^\{(.*)\.Arn\}$/, '$1'),
          },
        ]
      : [];
  });
  return new Map(
    functions.map(({ name, role }) => [
      name,
      listPermissions(json, role)
        .filter(
          ({ action, resource }) =>
            action.startsWith('bedrock:') ||
            resource.includes('/models/') ||
            // Budgets are kept there; it reads sessions anyway.
            (name === 'submission-reviewer' &&
              resource.includes('Sessions') &&
              action === 'dynamodb:UpdateItem'),
        )
        .map(
          ({ action, resource, conditions }) => `${action} ${resource}${conditions && ` if ${conditions}`}`,
        ),
    ]),
  );
}

describe('rights to ask language models', () => {
  it('are nobody’s where a stage names none', () => {
    expect([...reachOf(undefined).values()].flat()).toEqual([]);
  });

  it('are the reviewer’s alone, for those models and keys that are named, and no others', () => {
    const reach = reachOf({ choices, budgetUsd });
    expect(reach.get('submission-reviewer')).toEqual([
      'bedrock:InvokeModel arn:{Partition}:bedrock:eu-central-1:{AccountId}:inference-profile/eu.vendor.large-v1:0',
      'bedrock:InvokeModel arn:{Partition}:bedrock:eu-central-1::foundation-model/vendor.small-v1:0',
      'bedrock:InvokeModel arn:{Partition}:bedrock:eu-central-1::foundation-model/vendor.large-v1:0 if bedrock:InferenceProfileArn StringEquals arn:{Partition}:bedrock:eu-central-1:{AccountId}:inference-profile/eu.vendor.large-v1:0',
      'bedrock:InvokeModel arn:{Partition}:bedrock:eu-west-1::foundation-model/vendor.large-v1:0 if bedrock:InferenceProfileArn StringEquals arn:{Partition}:bedrock:eu-central-1:{AccountId}:inference-profile/eu.vendor.large-v1:0',
      'ssm:GetParameter arn:{Partition}:ssm:{Region}:{AccountId}:parameter/assize/dev/models/other',
      'dynamodb:UpdateItem arn:{Partition}:dynamodb:{Region}:{AccountId}:table/{SharedSessionsTableName} if dynamodb:LeadingKeys ForAllValues:StringLike MODEL-SPEND,CIRCUITS and dynamodb:LeadingKeys Null false',
    ]);
    reach.delete('submission-reviewer');
    expect([...reach.values()].flat()).toEqual([]);
  });

  it('are of no parameter where no model has a key', () => {
    const [near] = choices;
    const local = { ...choices[2], baseUrl: 'http://localhost:11434/v1', key: 'none' };
    const told = reachOf({ choices: [near, local], budgetUsd }).get('submission-reviewer') ?? [];
    expect(told.filter((line) => line.startsWith('ssm:'))).toEqual([]);
    expect(told.filter((line) => line.startsWith('bedrock:'))).toHaveLength(1);
  });

  it('are of models that have an id, with regions for profiles and for nothing else', () => {
    const [near, far] = choices;
    for (const wrong of [
      { ...near, model: 'arn:aws:bedrock:eu-central-1::foundation-model/vendor.small-v1:0' },
      { ...near, profileRegions: ['eu-west-1'] },
      { ...far, profileRegions: undefined },
    ])
      expect(() => reachOf({ choices: [wrong], budgetUsd })).toThrow(ConfigError);
  });
});
