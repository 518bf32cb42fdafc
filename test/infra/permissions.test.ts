import { describe, expect, it } from 'vitest';
import { functionNames } from '../../lib/constructs/function-limits.ts';
import { permissionCatalogue, shortNames } from './permission-catalogue.ts';
import { listPermissions, listStatements, type Permission, render } from './render.ts';
import { buildApp, type CfnResource, type CfnTemplate, readTemplate } from './synthesize.ts';

const { stacks } = buildApp('dev');
const app = readTemplate(stacks.application).json;
const fleet = readTemplate(stacks.fleet).json;

/** The only resource that the predicate holds for. */
function findResource(json: CfnTemplate, is: (resource: CfnResource) => boolean): [id: string, CfnResource] {
  const found = Object.entries(json.Resources).filter(([, resource]) => is(resource));
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} resources found, not one`);
  return found[0];
}

function isListOf(value: unknown, rendered: string): boolean {
  return Array.isArray(value) && render(value) === rendered;
}

/** The logical id of a function's role. */
function roleOf(name: string): string {
  const [, found] = findResource(app, ({ Properties }) => {
    const environment = Properties?.['Environment'] as { Variables: Record<string, unknown> } | undefined;
    return environment?.Variables['POWERTOOLS_SERVICE_NAME'] === name;
  });
  return render(found.Properties?.['Role']).replace(/^\{(.*)\.Arn\}$/, '$1');
}

function shorten(text: string): string {
  return shortNames.reduce((short, [pattern, name]) => short.replace(pattern, name), text);
}

/** One line a resource and condition, sorted: `submission-events: sns:Publish`. */
function describePermissions(permissions: readonly Permission[]): string[] {
  const lines = new Map<string, Set<string>>();
  for (const { effect, action, resource, conditions } of permissions) {
    const head = `${effect === 'Deny' ? 'denied ' : ''}${shorten(resource)}${conditions && ` if ${conditions}`}`;
    lines.set(head, (lines.get(head) ?? new Set()).add(action));
  }
  return [...lines].map(([head, actions]) => `${head}: ${[...actions].sort().join(' ')}`).sort();
}

describe('what functions may do', () => {
  it.each(functionNames)('%s: what its work needs and nothing else', (name) => {
    const permissions = listPermissions(app, roleOf(name));
    expect(describePermissions(permissions)).toEqual(permissionCatalogue[name].toSorted());
  });

  it('lets schedules end hosts of this stage, wake four functions, and keep what failed', () => {
    const [roleId] = findResource(fleet, ({ Type }) => Type === 'AWS::IAM::Role');
    expect(describePermissions(listPermissions(fleet, roleId))).toEqual([
      'ec2:instance/* if aws:ResourceTag/assize:stage StringEquals dev: ec2:TerminateInstances',
      'schedule-dead-letters: sqs:SendMessage',
    ]);
    const [, invokes] = findResource(app, ({ Properties }) =>
      isListOf(Properties?.['Roles'], '{SharedScheduleRoleName}'),
    );
    expect(describePermissions(listStatements(invokes.Properties?.['PolicyDocument']))).toEqual([
      'auto-shutdown: lambda:InvokeFunction',
      'health-monitor: lambda:InvokeFunction',
      'scheduler-launcher: lambda:InvokeFunction',
      'webhook-sender: lambda:InvokeFunction',
    ]);
  });

  it('lets CodeDeploy move the calls of the one alias, and see alarms', () => {
    const [roleId] = findResource(
      app,
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Role' && JSON.stringify(Properties).includes('codedeploy.amazonaws.com'),
    );
    expect(describePermissions(listPermissions(app, roleId))).toEqual([
      '*: cloudwatch:DescribeAlarms',
      'submission-reviewer: lambda:GetAlias lambda:GetProvisionedConcurrencyConfig lambda:UpdateAlias',
      'the function of submission-reviewer: lambda:GetAlias lambda:UpdateAlias',
    ]);
  });

  it('lets only Scheduler take the schedule role, and only for schedules of our group', () => {
    const [, role] = findResource(fleet, ({ Type }) => Type === 'AWS::IAM::Role');
    expect(role.Properties?.['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
    expect(JSON.stringify(role.Properties?.['AssumeRolePolicyDocument'])).toContain(
      ':schedule-group/assize-dev',
    );
  });
});

describe('rules for every role of the app', () => {
  const everything = functionNames.flatMap((name) =>
    listPermissions(app, roleOf(name)).map((permission) => ({ name, ...permission })),
  );
  const allowed = everything.filter(({ effect }) => effect === 'Allow');

  it('names actions, never by a wildcard', () => {
    expect(allowed.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('has all resources only where an action knows none', () => {
    const open = allowed.filter(({ resource }) => resource === '*').map(({ action }) => action);
    expect([...new Set(open)].sort()).toEqual([
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeInstances',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
      'servicequotas:GetServiceQuota',
    ]);
  });

  it.each(['ec2:TerminateInstances', 'ec2:RebootInstances'])(
    '%s reaches hosts of this stage only',
    (action) => {
      const found = allowed.filter((permission) => permission.action === action);
      expect(found).not.toEqual([]);
      for (const { conditions } of found)
        expect(conditions).toMatch(/(^| and )aws:ResourceTag\/assize:stage StringEquals dev$/);
    },
  );

  it('tags only what is being launched; of a host that is there, only its deadline', () => {
    const found = allowed.filter(({ action }) => action === 'ec2:CreateTags');
    expect([...new Set(found.map(({ conditions }) => conditions))].sort()).toEqual([
      'aws:ResourceTag/assize:stage StringEquals dev and aws:TagKeys ForAllValues:StringEquals assize:deadline and aws:TagKeys Null false',
      'ec2:CreateAction StringEquals CreateFleet,RunInstances',
    ]);
  });

  it('passes one role, to one service', () => {
    const found = allowed.filter(({ action }) => action === 'iam:PassRole');
    expect(found).not.toEqual([]);
    for (const { resource, conditions } of found) {
      expect(resource).toBe('{SharedScheduleRoleArn}');
      expect(conditions).toBe('iam:PassedToService StringEquals scheduler.amazonaws.com');
    }
  });

  it('gives what runs near participants’ code no call but to tables, files and logs', () => {
    const inVpc = everything.filter(({ name }) => name === 'submission-executor' || name === 'host-prober');
    const denied = new Set(inVpc.filter(({ effect }) => effect === 'Deny').map(({ action }) => action));
    const services = inVpc
      .filter(({ effect, action }) => effect === 'Allow' && !denied.has(action))
      .map(({ action }) => action.split(':')[0]);
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'logs', 's3', 'sqs']);
  });
});
