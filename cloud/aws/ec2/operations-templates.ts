import { AwsError, UnservedOperation } from '../http-types.ts';
import { listOf, type QueryValue, structOf, textOf, textsOf } from '../query-params.ts';
import type { XmlValue } from '../xml.ts';
import { type Ec2Context, need, type Operation, tagsFor } from './context.ts';
import { type LaunchTemplate, makeId } from './state.ts';
import { isoSecond, viewTags } from './views.ts';

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
  DeleteLaunchTemplate: (parameters, context) => {
    const template = findTemplate(parameters, context);
    const view = viewTemplate(template, context);
    delete context.file.value.launchTemplates[template.id];
    delete context.file.value.tags[template.id];
    context.file.save();
    return { launchTemplate: view };
  },
  DescribeLaunchTemplates: (parameters, context) => ({
    launchTemplates: textsOf(parameters, 'LaunchTemplateId').map((id) =>
      viewTemplate(findTemplate({ LaunchTemplateId: id }, context), context),
    ),
  }),
};

function makeVersion(number: number, parameters: QueryValue, context: Ec2Context): Version {
  const data = structOf(structOf(parameters)['LaunchTemplateData']);
  if (data['IamInstanceProfile'] !== undefined)
    throw new UnservedOperation('ec2', 'CreateLaunchTemplate', 'with an instance profile');
  const description = textOf(parameters, 'VersionDescription');
  return {
    number,
    createdAt: context.now(),
    data,
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
  };
}
