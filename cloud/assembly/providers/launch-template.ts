import * as z from 'zod';
import type { LaunchTemplate } from '../../aws/ec2/launch-template.ts';
import type { Properties, Providers } from '../provider.ts';

const ID_DIGITS = 17;

const strings = z.array(z.string()).default([]);
const tagsSchema = z
  .array(
    z.object({
      ResourceType: z.string(),
      Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
    }),
  )
  .default([]);

const templateSchema = z.object({
  LaunchTemplateData: z.object({
    ImageId: z.string(),
    InstanceType: z.string().default(''),
    InstanceInitiatedShutdownBehavior: z.enum(['stop', 'terminate']).default('stop'),
    UserData: z.base64().optional(),
    SecurityGroupIds: strings,
    NetworkInterfaces: z
      .array(z.object({ AssociatePublicIpAddress: z.boolean().default(false), Groups: strings }))
      .default([]),
    TagSpecifications: tagsSchema,
    IamInstanceProfile: z.undefined({ error: 'instance profiles are not served by local mode' }).optional(),
  }),
  TagSpecifications: tagsSchema,
});

/** Reads a launch template. Throws ZodError for properties that cannot be honoured. */
export function readLaunchTemplate(id: string, properties: Properties): LaunchTemplate {
  const { LaunchTemplateData: data, TagSpecifications } = templateSchema.parse(properties);
  const [primary] = data.NetworkInterfaces;
  return {
    id,
    imageId: data.ImageId,
    instanceType: data.InstanceType,
    shutdownBehavior: data.InstanceInitiatedShutdownBehavior,
    userData: data.UserData === undefined ? undefined : Buffer.from(data.UserData, 'base64').toString('utf8'),
    groupIds: [...(primary?.Groups ?? []), ...data.SecurityGroupIds],
    hasPublicAddress: primary?.AssociatePublicIpAddress ?? false,
    tags: Object.fromEntries(
      [...data.TagSpecifications, ...TagSpecifications].map(({ ResourceType, Tags }) => [
        ResourceType,
        Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
      ]),
    ),
  };
}

export const launchTemplateProviders: Providers = {
  'AWS::EC2::LaunchTemplate': {
    ensure: async (properties, { network, derive, previous }) => {
      const id = previous?.physicalId ?? `lt-${derive('lt', ID_DIGITS)}`;
      network.launchTemplates.set(id, readLaunchTemplate(id, properties));
      return { physicalId: id, attributes: { LaunchTemplateId: id } };
    },
  },
};
