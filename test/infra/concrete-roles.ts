import type { PolicyDocument } from '../../cloud/aws/principals.ts';
import type { CfnTemplate } from './synthesize.ts';

/** The account and region in which templates are made concrete. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

const arnOf = (service: string, resource: string, region = REGION) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;

/** ARNs of what templates make, by type. */
const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::Lambda::Function': (id) => arnOf('lambda', `function:${id}`),
  'AWS::Lambda::Alias': (id) => arnOf('lambda', `function:${id}:live`),
  'AWS::Logs::LogGroup': (id) => arnOf('logs', `log-group:${id}:*`),
  'AWS::SQS::Queue': (id) => arnOf('sqs', id),
  'AWS::SNS::Topic': (id) => arnOf('sns', id),
  'AWS::IAM::Role': (id) => arnOf('iam', `role/${id}`, ''),
  'AWS::DynamoDB::Table': (id) => arnOf('dynamodb', `table/${id}`),
};

/** Values that other stacks publish. */
function sharedValue(name: string): string {
  if (name === 'SharedScheduleRoleArn') return ARNS['AWS::IAM::Role']!('schedules');
  if (name.endsWith('QueueArn') || name.endsWith('DeadLettersArn')) return ARNS['AWS::SQS::Queue']!(name);
  return name.toLowerCase();
}

/**
 * A template's value as CloudFormation would fill it in.
 * @throws Error on what policies of ours do not use
 */
export function concrete(value: unknown, json: CfnTemplate): unknown {
  if (Array.isArray(value)) return value.map((one) => concrete(one, json));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  const typeOf = (id: string) => json.Resources[id]?.Type ?? '';
  if (entries.length === 1 && name === 'Ref') {
    const id = String(argument);
    // The Ref of a topic or an alias is its ARN, anything else's its name.
    if (['AWS::SNS::Topic', 'AWS::Lambda::Alias'].includes(typeOf(id))) return ARNS[typeOf(id)]!(id);
    return PSEUDO[id] ?? (typeOf(id) === '' ? sharedValue(id) : id);
  }
  if (entries.length === 1 && name === 'Fn::GetAtt') {
    const [id, attribute] = argument as [string, string];
    const make = ARNS[typeOf(id)];
    if (attribute !== 'Arn' || make === undefined) throw new Error(`no value for ${id}.${attribute}`);
    return make(id);
  }
  if (entries.length === 1 && name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => String(concrete(part, json))).join(separator);
  }
  if (entries.length === 1 && name?.startsWith('Fn::')) throw new Error(`no value for ${name}`);
  return Object.fromEntries(entries.map(([key, one]) => [key, concrete(one, json)]));
}

/** Every role of a template with the policies that are attached to it, as IAM would hold them. */
export function readConcreteRoles(json: CfnTemplate): Map<string, PolicyDocument[]> {
  const roles = new Map<string, PolicyDocument[]>();
  for (const [id, { Type, Properties = {} }] of Object.entries(json.Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const inline = (Properties['Policies'] ?? []) as { PolicyDocument: unknown }[];
    roles.set(
      id,
      inline.map(({ PolicyDocument }) => concrete(PolicyDocument, json) as PolicyDocument),
    );
  }
  for (const { Type, Properties = {} } of Object.values(json.Resources)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    for (const role of Properties['Roles'] as { Ref?: string }[]) {
      const id = role.Ref ?? '';
      roles.set(id, [
        ...(roles.get(id) ?? []),
        concrete(Properties['PolicyDocument'], json) as PolicyDocument,
      ]);
    }
  }
  return roles;
}
