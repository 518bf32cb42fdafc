import {
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GroupExistsException,
  ResourceNotFoundException,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import type { Properties, Providers, ResourceContext } from '../provider.ts';

const POOL_NAME_LIMIT = 128;

/** The answer of `find`, or undefined where the service says that there is no such thing. */
async function ifThere<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function ensurePool(properties: Properties, context: ResourceContext): Promise<string> {
  const { clients, previous, makeName } = context;
  if (previous !== undefined) {
    const UserPoolId = previous.physicalId;
    const found = await ifThere(() => clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId })));
    if (found !== undefined) return UserPoolId;
  }
  const input = {
    ...properties,
    PoolName: (properties['UserPoolName'] as string | undefined) ?? makeName(POOL_NAME_LIMIT),
  };
  const created = await clients.cognito.send(new CreateUserPoolCommand(input as CreateUserPoolCommandInput));
  return created.UserPool!.Id!;
}

async function ensureClient(properties: Properties, context: ResourceContext): Promise<string> {
  const { clients, previous, makeName } = context;
  const ClientName = (properties['ClientName'] as string | undefined) ?? makeName(POOL_NAME_LIMIT);
  const input = { ...properties, ClientName } as CreateUserPoolClientCommandInput;
  const { UserPoolId } = input;
  if (previous !== undefined) {
    const ClientId = previous.physicalId;
    const found = await ifThere(() =>
      clients.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })),
    );
    if (found !== undefined) {
      if (!context.unchanged)
        await clients.cognito.send(new UpdateUserPoolClientCommand({ ...input, ClientId }));
      return ClientId;
    }
  }
  const created = await clients.cognito.send(new CreateUserPoolClientCommand(input));
  return created.UserPoolClient!.ClientId!;
}

export const cognitoProviders: Providers = {
  'AWS::Cognito::UserPool': {
    ensure: async (properties, context) => {
      const id = await ensurePool(properties, context);
      const ProviderName = `cognito-idp.${context.region}.amazonaws.com/${id}`;
      return {
        physicalId: id,
        attributes: {
          UserPoolId: id,
          Arn: `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${id}`,
          ProviderName,
          ProviderURL: `https://${ProviderName}`,
        },
      };
    },
  },
  'AWS::Cognito::UserPoolClient': {
    ensure: async (properties, context) => {
      const id = await ensureClient(properties, context);
      return { physicalId: id, attributes: { ClientId: id } };
    },
  },
  'AWS::Cognito::UserPoolGroup': {
    ensure: async (properties, { clients }) => {
      const group = z
        .object({
          GroupName: z.string(),
          UserPoolId: z.string(),
          Description: z.string().optional(),
          Precedence: z.coerce.number().optional(),
        })
        .parse(properties);
      try {
        await clients.cognito.send(
          new CreateGroupCommand(group as ConstructorParameters<typeof CreateGroupCommand>[0]),
        );
      } catch (error) {
        if (!(error instanceof GroupExistsException)) throw error;
      }
      return { physicalId: group.GroupName };
    },
  },
};
