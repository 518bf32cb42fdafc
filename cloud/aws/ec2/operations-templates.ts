import { AwsError } from '../http-types.ts';
import { listOf, type QueryValue, structOf, textOf, textsOf } from '../query-params.ts';
import { XmlList, type XmlValue } from '../xml.ts';
import { type Ec2Context, need, type Operation, tagsFor } from './context.ts';
import { type LaunchTemplate, makeId } from './state.ts';
import { isoSecond, paginate, passesFilters, viewTags } from './views.ts';

type Version = LaunchTemplate['versions'][number];

/** The template that a specification names by id or name. Throws AWS's not-found errors. */
export function findTemplate(specification: QueryValue | undefined, context: Ec2Context): LaunchTemplate {
  const id = textOf(specification, 'LaunchTemplateId');
  const name = textOf(specification, 'LaunchTemplateName');
  const templates = Object.values(context.file.value.launchTemplates);
  const found = templates.find((template) =>
    id === undefined ? template.name === name : template.id === id,
  );
  if (found !== undefined) return found;
  if (id === undefined && name === undefined)
    throw new AwsError(
      'MissingParameter',
      'The request must contain either LaunchTemplateId or LaunchTemplateName',
    );
  throw id === undefined
    ? new AwsError(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${name}, does not exist.`,
      )
    : new AwsError(
        'InvalidLaunchTemplateId.NotFound',
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
}

/** A version by number, `$Latest` or `$Default`. */
export function findVersion(template: LaunchTemplate, wanted: string): Version {
  const latest = template.versions.at(-1)?.number;
  const number =
    wanted === '$Latest' ? latest : wanted === '$Default' ? template.defaultVersion : Number(wanted);
  const found = template.versions.find((version) => version.number === number);
  if (found === undefined)
    throw new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${wanted} for the launch template with ID ${template.id}.`,
    );
  return found;
}

export const TEMPLATE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateLaunchTemplate: (parameters, context) => {
    const name = need(parameters, 'LaunchTemplateName');
    const templates = context.file.value.launchTemplates;
    if (Object.values(templates).some((template) => template.name === name))
      throw new AwsError(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        `Launch template name already in use.`,
      );
    const template: LaunchTemplate = {
      id: makeId('lt'),
      name,
      createdAt: context.now(),
      defaultVersion: 1,
      versions: [makeVersion(1, parameters, context)],
    };
    templates[template.id] = template;
    context.file.value.tags[template.id] = tagsFor(listOf(parameters, 'TagSpecification'), 'launch-template');
    context.file.save();
    return { launchTemplate: viewTemplate(template, context) };
  },
  CreateLaunchTemplateVersion: (parameters, context) => {
    const template = findTemplate(parameters, context);
    const version = makeVersion((template.versions.at(-1)?.number ?? 0) + 1, parameters, context);
    template.versions.push(version);
    context.file.save();
    return { launchTemplateVersion: viewVersion(template, version) };
  },
  ModifyLaunchTemplate: (parameters, context) => {
    const template = findTemplate(parameters, context);
    template.defaultVersion = findVersion(template, need(parameters, 'SetDefaultVersion')).number;
    context.file.save();
    return { launchTemplate: viewTemplate(template, context) };
  },
  DeleteLaunchTemplate: (parameters, context) => {
    const template = findTemplate(parameters, context);
    const view = viewTemplate(template, context);
    delete context.file.value.launchTemplates[template.id];
    delete context.file.value.tags[template.id];
    context.file.save();
    return { launchTemplate: view };
  },
  DescribeLaunchTemplates: (parameters, context) => {
    const [ids, names] = [textsOf(parameters, 'LaunchTemplateId'), textsOf(parameters, 'LaunchTemplateName')];
    for (const id of ids) findTemplate({ LaunchTemplateId: id }, context);
    for (const name of names) findTemplate({ LaunchTemplateName: name }, context);
    const matching = Object.values(context.file.value.launchTemplates).filter(
      (template) =>
        (ids.length + names.length === 0 || ids.includes(template.id) || names.includes(template.name)) &&
        passesFilters(
          'DescribeLaunchTemplates',
          parameters,
          { 'launch-template-name': template.name },
          context.file.value.tags[template.id],
        ),
    );
    const { page, nextToken } = paginate(matching, parameters);
    return { launchTemplates: page.map((template) => viewTemplate(template, context)), nextToken };
  },
  DescribeLaunchTemplateVersions: (parameters, context) => {
    const template = findTemplate(parameters, context);
    const wanted = textsOf(parameters, 'LaunchTemplateVersion').map((version) =>
      findVersion(template, version),
    );
    const { page, nextToken } = paginate(wanted.length === 0 ? template.versions : wanted, parameters);
    return { launchTemplateVersionSet: page.map((version) => viewVersion(template, version)), nextToken };
  },
};

function makeVersion(number: number, parameters: QueryValue, context: Ec2Context): Version {
  const description = textOf(parameters, 'VersionDescription');
  return {
    number,
    createdAt: context.now(),
    data: structOf(structOf(parameters)['LaunchTemplateData']),
    ...(description === undefined ? {} : { description }),
  };
}

function viewTemplate(template: LaunchTemplate, context: Ec2Context): XmlValue {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    createTime: isoSecond(template.createdAt),
    createdBy: `arn:aws:iam::${context.accountId}:root`,
    defaultVersionNumber: template.defaultVersion,
    latestVersionNumber: template.versions.at(-1)?.number,
    tagSet: viewTags(context.file.value.tags[template.id]),
  };
}

function viewVersion(template: LaunchTemplate, version: Version): XmlValue {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    versionNumber: version.number,
    versionDescription: version.description,
    createTime: isoSecond(version.createdAt),
    defaultVersion: version.number === template.defaultVersion,
    launchTemplateData: viewData(version.data),
  };
}

/** The members of the data that this EC2 heeds or that an operator asks for. */
function viewData(data: QueryValue): XmlValue {
  return {
    imageId: textOf(data, 'ImageId'),
    instanceType: textOf(data, 'InstanceType'),
    userData: textOf(data, 'UserData'),
    instanceInitiatedShutdownBehavior: textOf(data, 'InstanceInitiatedShutdownBehavior'),
    securityGroupIdSet: textsOf(data, 'SecurityGroupId'),
    networkInterfaceSet: listOf(data, 'NetworkInterface').map((network) => ({
      deviceIndex: textOf(network, 'DeviceIndex'),
      subnetId: textOf(network, 'SubnetId'),
      associatePublicIpAddress: textOf(network, 'AssociatePublicIpAddress'),
      groupSet: new XmlList('groupId', textsOf(network, 'SecurityGroupId')),
    })),
    tagSpecificationSet: listOf(data, 'TagSpecification').map((specification) => ({
      resourceType: textOf(specification, 'ResourceType'),
      tagSet: listOf(specification, 'Tag').map((tag) => ({
        key: textOf(tag, 'Key'),
        value: textOf(tag, 'Value'),
      })),
    })),
    metadataOptions: {
      httpTokens: textOf(structOf(data)['MetadataOptions'], 'HttpTokens'),
      httpPutResponseHopLimit: textOf(structOf(data)['MetadataOptions'], 'HttpPutResponseHopLimit'),
      instanceMetadataTags: textOf(structOf(data)['MetadataOptions'], 'InstanceMetadataTags'),
    },
  };
}
