import type { Providers } from '../provider.ts';

const NAME_LIMIT = 64;

export const eventsProviders: Providers = {
  'AWS::Events::Rule': {
    ensure: async (properties, { services, makeName }) => {
      const Name = (properties['Name'] as string | undefined) ?? makeName(NAME_LIMIT);
      return { physicalId: Name, attributes: { Arn: services.events.putRule({ ...properties, Name }) } };
    },
    // Rules live in memory: one that no template has any more is gone with the start that made it.
  },
};
