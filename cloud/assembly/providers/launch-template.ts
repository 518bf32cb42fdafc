import {
  CreateLaunchTemplateCommand,
  type CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  type LaunchTemplate,
} from '@aws-sdk/client-ec2';
import type { Properties, Providers, ResourceContext } from '../provider.ts';

const NAME_LIMIT = 128;

async function find(id: string, { clients }: ResourceContext): Promise<LaunchTemplate | undefined> {
  try {
    const { LaunchTemplates } = await clients.ec2.send(
      new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }),
    );
    return LaunchTemplates?.[0];
  } catch (error) {
    if ((error as Error).name.startsWith('InvalidLaunchTemplateId')) return undefined;
    throw error;
  }
}

async function ensureTemplate(
  properties: Properties,
  context: ResourceContext,
): Promise<{ id: string; version: number }> {
  const { clients, previous, unchanged, makeName } = context;
  const input = {
    ...properties,
    LaunchTemplateName: (properties['LaunchTemplateName'] as string | undefined) ?? makeName(NAME_LIMIT),
  } as CreateLaunchTemplateCommandInput;
  const existing = previous === undefined ? undefined : await find(previous.physicalId, context);
  if (existing === undefined) {
    const { LaunchTemplate } = await clients.ec2.send(new CreateLaunchTemplateCommand(input));
    return { id: LaunchTemplate!.LaunchTemplateId!, version: 1 };
  }
  const id = existing.LaunchTemplateId!;
  if (unchanged) return { id, version: existing.LatestVersionNumber! };
  const { LaunchTemplateVersion } = await clients.ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: id,
      LaunchTemplateData: input.LaunchTemplateData,
    }),
  );
  return { id, version: LaunchTemplateVersion!.VersionNumber! };
}

export const launchTemplateProviders: Providers = {
  'AWS::EC2::LaunchTemplate': {
    ensure: async (properties, context) => {
      const { id, version } = await ensureTemplate(properties, context);
      return {
        physicalId: id,
        attributes: { LaunchTemplateId: id, LatestVersionNumber: String(version), DefaultVersionNumber: '1' },
      };
    },
    remove: async ({ physicalId }, { clients }) => {
      await clients.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: physicalId }));
    },
  },
};
