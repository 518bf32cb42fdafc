import type { Providers } from '../provider.ts';

const NAME_LIMIT = 64;

export const schedulerProviders: Providers = {
  'AWS::Scheduler::ScheduleGroup': {
    ensure: async (properties, { services, makeName, region, accountId }) => {
      const Name = (properties['Name'] as string | undefined) ?? makeName(NAME_LIMIT);
      services.scheduler.putGroup(Name);
      return {
        physicalId: Name,
        attributes: { Arn: `arn:aws:scheduler:${region}:${accountId}:schedule-group/${Name}` },
      };
    },
    remove: async ({ physicalId }, { services }) => services.scheduler.removeGroup(physicalId),
  },
  'AWS::Scheduler::Schedule': {
    ensure: async (properties, { services, makeName }) => {
      const Name = (properties['Name'] as string | undefined) ?? makeName(NAME_LIMIT);
      const GroupName = (properties['GroupName'] as string | undefined) ?? 'default';
      return {
        physicalId: Name,
        // The template's shape is the API's own.
        attributes: { Arn: services.scheduler.put(Name, properties) },
        memory: { GroupName },
      };
    },
    remove: async ({ physicalId, memory }, { services }) =>
      services.scheduler.remove(memory?.['GroupName'] ?? 'default', physicalId),
  },
};
