import {
  DeleteParameterCommand,
  ParameterNotFound,
  ParameterType,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { Providers } from '../provider.ts';

const NAME_LIMIT = 255;

const parameterSchema = z.object({
  Name: z.string().optional(),
  Type: z.enum(ParameterType),
  Value: z.string(),
});

export const ssmProviders: Providers = {
  'AWS::SSM::Parameter': {
    ensure: async (properties, { clients, makeName }) => {
      const { Name = makeName(NAME_LIMIT), Type, Value } = parameterSchema.parse(properties);
      await clients.ssm.send(new PutParameterCommand({ Name, Type, Value, Overwrite: true }));
      return { physicalId: Name, attributes: { Type, Value } };
    },
    remove: async ({ physicalId }, { clients }) => {
      try {
        await clients.ssm.send(new DeleteParameterCommand({ Name: physicalId }));
      } catch (error) {
        if (!(error instanceof ParameterNotFound)) throw error;
      }
    },
  },
};
