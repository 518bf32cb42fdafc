import * as z from 'zod';
import type { PolicyDocument, Role } from '../../aws/principals.ts';
import type { Providers } from '../provider.ts';

/** AWS's managed policies that templates attach to functions' roles, as AWS publishes them. */
const MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  'service-role/AWSLambdaBasicExecutionRole': allow('*', [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow('*', [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ]),
};

function allow(resource: string, actions: readonly string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: resource } };
}

const policySchema = z.object({ PolicyName: z.string(), PolicyDocument: z.custom<PolicyDocument>() });

const roleSchema = z.object({
  RoleName: z.string().optional(),
  Path: z.string().default('/'),
  AssumeRolePolicyDocument: z.custom<PolicyDocument>(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(policySchema).default([]),
});

const attachedPolicySchema = policySchema.extend({ Roles: z.array(z.string()).default([]) });

const ROLE_NAME_LIMIT = 64;
const POLICY_NAME_LIMIT = 128;

function managedPolicy(arn: string): PolicyDocument {
  const published = MANAGED_POLICIES[arn.slice(arn.indexOf(':policy/') + ':policy/'.length)];
  if (published === undefined) throw new Error(`the managed policy ${arn} is not known to local mode`);
  return published;
}

/** Roles and their policies live in the principal directory, by which the endpoint decides every call. */
export const iamProviders: Providers = {
  'AWS::IAM::Role': {
    ensure: async (properties, { principals, accountId, makeName, derive }) => {
      const { RoleName, Path, AssumeRolePolicyDocument, ManagedPolicyArns, Policies } =
        roleSchema.parse(properties);
      const name = RoleName ?? makeName(ROLE_NAME_LIMIT);
      const policies = new Map(
        Policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]),
      );
      for (const arn of ManagedPolicyArns) policies.set(arn, managedPolicy(arn));
      const role: Role = {
        arn: `arn:aws:iam::${accountId}:role${Path}${name}`,
        name,
        trust: AssumeRolePolicyDocument,
        policies,
      };
      principals.putRole(role);
      const RoleId = `AROA${derive('role id', 17).toUpperCase()}`;
      return { physicalId: name, attributes: { Arn: role.arn, RoleId } };
    },
  },
  'AWS::IAM::Policy': {
    ensure: async (properties, { principals, makeName }) => {
      const { PolicyName, PolicyDocument, Roles } = attachedPolicySchema.parse(properties);
      for (const roleName of Roles) {
        const role = principals.roleByName(roleName);
        if (role === undefined)
          throw new Error(`attaches to the role ${roleName}, which the templates do not have`);
        role.policies.set(PolicyName, PolicyDocument);
      }
      return { physicalId: makeName(POLICY_NAME_LIMIT) };
    },
  },
};
