import type { Stack } from 'aws-cdk-lib';
import type { ModelChoice } from '../../core/config/model-settings.ts';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { modelKeyPrefix } from '../naming.ts';
import type { ModelArns } from './permissions.ts';

/** The language models of a stage, and the parameters with their keys: exactly those that the configuration names. */
export function modelArns(
  { stage, reviews }: Pick<StageConfig, 'stage' | 'reviews'>,
  stack: Stack,
): ModelArns {
  const choices = reviews.models?.choices ?? [];
  const ofBedrock = choices.filter((choice) => choice.service === 'bedrock');
  return {
    areAsked: choices.length > 0,
    foundation: ofBedrock
      .filter(({ profileRegions }) => profileRegions === undefined)
      .map(({ region, model }) => foundationArn(stack, region, model)),
    profiles: ofBedrock.flatMap(({ region, model, profileRegions }) =>
      profileRegions === undefined
        ? []
        : [
            {
              profile: stack.formatArn({
                service: 'bedrock',
                region,
                resource: 'inference-profile',
                resourceName: model,
              }),
              foundation: regionsOf(model, profileRegions).map((one) =>
                // What is behind a profile is called as it is, without where it sends to.
                foundationArn(stack, one, model.slice(model.indexOf('.') + 1)),
              ),
            },
          ],
    ),
    keys: choices.filter(hasKey).map(({ name }) =>
      stack.formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: `${modelKeyPrefix(stage).slice(1)}${name}`,
      }),
    ),
  };
}

const hasKey = (choice: ModelChoice): boolean =>
  choice.service === 'gemini' || (choice.service === 'openai' && choice.key !== 'none');

/** A profile that sends everywhere asks for a model of no region, too. */
function regionsOf(profile: string, regions: readonly string[]): readonly string[] {
  return profile.startsWith('global.') ? [...regions, ''] : regions;
}

function foundationArn(stack: Stack, region: string, model: string): string {
  return stack.formatArn({
    service: 'bedrock',
    region,
    account: '',
    resource: 'foundation-model',
    resourceName: model,
  });
}
