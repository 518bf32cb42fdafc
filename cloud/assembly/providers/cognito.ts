import * as z from 'zod';
import type { Providers } from '../provider.ts';

const POOL_DIGITS = 9;
const CLIENT_DIGITS = 26;

const notServed = (what: string) => z.undefined({ error: `${what} are not served by local mode` }).optional();

// Flows by which people log in at a domain are in every client that says nothing of flows; the token endpoint refuses them.
const clientSchema = z.looseObject({ UserPoolId: z.string() });
const domainSchema = z.object({
  UserPoolId: z.string(),
  Domain: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  CustomDomainConfig: notServed('custom domains'),
});
const resourceServerSchema = z.object({
  Identifier: z.string().min(1).max(256),
  Scopes: z
    .array(z.object({ ScopeName: z.string().min(1).max(256), ScopeDescription: z.string().min(1).max(256) }))
    .max(100)
    .default([]),
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
  'AWS::Cognito::UserPoolDomain': {
    ensure: async (properties, { services }) => {
      const { UserPoolId, Domain } = domainSchema.parse(properties);
      services.cognito.putDomain(UserPoolId, Domain);
      return { physicalId: Domain };
    },
  },
  // What scopes there are the clients' own lists say here.
  'AWS::Cognito::UserPoolResourceServer': {
    ensure: async (properties) => ({ physicalId: resourceServerSchema.parse(properties).Identifier }),
  },
  'AWS::Cognito::UserPoolGroup': {
    ensure: async (properties, { services }) => {
      const { UserPoolId, GroupName } = groupSchema.parse(properties);
      services.cognito.putGroup(UserPoolId, GroupName);
      return { physicalId: GroupName };
    },
  },
};
