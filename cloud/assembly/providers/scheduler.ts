import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Providers } from '../provider.ts';

const NAME_LIMIT = 64;

export const schedulerProviders: Providers = {
  'AWS::Scheduler::ScheduleGroup': {
    ensure: async (properties, { clients, makeName, region, accountId }) => {
      const Name = (properties['Name'] as string | undefined) ?? makeName(NAME_LIMIT);
      try {
        await clients.scheduler.send(new CreateScheduleGroupCommand({ Name }));
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
      return {
        physicalId: Name,
        attributes: {
          Arn: `arn:aws:scheduler:${region}:${accountId}:schedule-group/${Name}`,
          State: 'ACTIVE',
        },
      };
    },
    remove: async ({ physicalId }, { clients }) => {
      await clients.scheduler.send(new DeleteScheduleGroupCommand({ Name: physicalId }));
    },
  },
  'AWS::Scheduler::Schedule': {
    ensure: async (properties, { clients, makeName, region, accountId }) => {
      const Name = (properties['Name'] as string | undefined) ?? makeName(NAME_LIMIT);
      const GroupName = (properties['GroupName'] as string | undefined) ?? 'default';
      // The template's shape is the API's own.
      const input = { ...properties, Name, GroupName } as unknown as CreateScheduleCommandInput;
      try {
        await clients.scheduler.send(new UpdateScheduleCommand(input));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        await clients.scheduler.send(new CreateScheduleCommand(input));
      }
      return {
        physicalId: Name,
        attributes: { Arn: `arn:aws:scheduler:${region}:${accountId}:schedule/${GroupName}/${Name}` },
        memory: { GroupName },
      };
    },
    remove: async ({ physicalId, memory }, { clients }) => {
      const GroupName = memory?.['GroupName'] ?? 'default';
      await clients.scheduler.send(new DeleteScheduleCommand({ Name: physicalId, GroupName }));
    },
  },
};
