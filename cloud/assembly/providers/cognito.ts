import * as z from 'zod';
import type { Providers } from '../provider.ts';

const POOL_DIGITS = 9;
const CLIENT_DIGITS = 26;

const clientSchema = z.looseObject({
  UserPoolId: z.string(),
  GenerateSecret: z
    .literal(false, { error: 'clients with a secret are not served by local mode' })
    .optional(),
});
const groupSchema = z.object({ UserPoolId: z.string(), GroupName: z.string().min(1).max(128) });

export const cognitoProviders: Providers = {
  'AWS::Cognito::UserPool': {
    ensure: async (properties, { services, previous, region, accountId, derive }) => {
      const id = previous?.physicalId ?? `${region}_${derive('pool', POOL_DIGITS)}`;
      await services.cognito.putPool(id, properties);
      const ProviderName = `cognito-idp.${region}.amazonaws.com/${id}`;
      return {
        physicalId: id,
        attributes: {
          UserPoolId: id,
          Arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${id}`,
          ProviderName,
          ProviderURL: `https://${ProviderName}`,
        },
      };
    },
  },
  'AWS::Cognito::UserPoolClient': {
    ensure: async (properties, { services, previous, derive }) => {
      const { UserPoolId } = clientSchema.parse(properties);
      const id = previous?.physicalId ?? derive('client', CLIENT_DIGITS);
      services.cognito.putClient(UserPoolId, id, properties);
      return { physicalId: id, attributes: { ClientId: id } };
    },
  },
  'AWS::Cognito::UserPoolGroup': {
    ensure: async (properties, { services }) => {
      const { UserPoolId, GroupName } = groupSchema.parse(properties);
      services.cognito.putGroup(UserPoolId, GroupName);
      return { physicalId: GroupName };
    },
  },
};
