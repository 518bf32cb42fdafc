import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../cloud/aws/iam/evaluate.ts';
import type { PolicyDocument } from '../../cloud/aws/principals.ts';
import { ACCOUNT, REGION, readConcreteRoles } from './concrete-roles.ts';
import { buildApp, readTemplate } from './synthesize.ts';

/*
 * A second opinion on the roles: an IAM simulator that nobody here wrote, with AWS's own tables of actions, resource types
 * and condition keys. It validates every policy, and must decide every request as the evaluator of local mode does.
 */

const { stacks } = buildApp('dev');
const roles = new Map([
  ...readConcreteRoles(readTemplate(stacks.application).json),
  ...readConcreteRoles(readTemplate(stacks.fleet).json),
]);

type Context = Readonly<Record<string, string | string[]>>;
interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** What conditions of ours ask about, by the service asked: with what they want, with something else, and with nothing. */
const contexts: Readonly<Record<string, readonly Context[]>> = {
  ec2: [
    {},
    ...['dev', 'prod'].map((stage): Context => ({ 'aws:ResourceTag/assize:stage': stage })),
    ...['CreateFleet', 'RunInstances', 'CreateVolume'].map((act): Context => ({ 'ec2:CreateAction': act })),
    ...['assize:deadline', 'assize:session'].map(
      (tag): Context => ({
        'aws:ResourceTag/assize:stage': 'dev',
        'aws:TagKeys': [tag],
      }),
    ),
    { 'lambda:SourceFunctionArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:prober` },
  ],
  dynamodb: [
    {},
    ...[
      ['REVIEW#one'],
      ['REVIEWS'],
      ['REVIEWS#IN#one'],
      ['SESSION#one'],
      ['REVIEW#one', 'SESSION#one'],
      ['CIRCUITS'],
    ].map((keys): Context => ({ 'dynamodb:LeadingKeys': keys })),
  ],
  iam: [{}, ...['scheduler', 'lambda'].map((by) => ({ 'iam:PassedToService': `${by}.amazonaws.com` }))],
};

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]) as string[];
}

/** Everything that some role names, asked of every role: on its own resource, on one beside it, in every context. */
function listRequests(): Request[] {
  const pairs = new Set<string>();
  for (const policies of roles.values()) {
    for (const { Action, Resource } of policies.flatMap(({ Statement }) => Statement)) {
      for (const action of list(Action)) {
        for (const resource of list(Resource)) {
          // AWS's own public parameters belong to no account, which the simulator's table of ARNs does not know.
          if (resource.includes('::parameter/aws/service/')) continue;
          // An alias and a version look alike, and the simulator asks which is meant.
          if (action === 'lambda:GetProvisionedConcurrencyConfig') continue;
          const one = resource
            .replace(/(log-group:[^:]+:)\*$/, '$1log-stream:one')
            .replace(/(?<=.)\*$/, 'one');
          pairs.add(`${action} ${one}`);
          if (!resource.endsWith('*')) pairs.add(`${action} ${resource}-beside`);
        }
      }
    }
  }
  return [...pairs].flatMap((pair) => {
    const [action = '', resource = ''] = pair.split(' ');
    return (contexts[action.split(':')[0]!] ?? [{}]).map((context) => ({ action, resource, context }));
  });
}

async function simulate(policies: readonly PolicyDocument[], { action, resource, context }: Request) {
  return await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { ...context },
      },
      identityPolicies: policies.map((policy, at) => ({ name: `policy ${at}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
}

const caller = { arns: [`arn:aws:iam::${ACCOUNT}:role/role`], accountId: ACCOUNT };

describe('roles, by an independent policy simulator', () => {
  it('decides every request as the evaluator of local mode does', async () => {
    const requests = listRequests();
    const differing: string[] = [];
    let allowed = 0;
    for (const [role, policies] of roles) {
      for (const request of requests) {
        const theirs = await simulate(policies, request);
        const ours = evaluate(policies, request, caller);
        const verdict =
          theirs.resultType === 'error' ? JSON.stringify(theirs.errors) : String(theirs.overallResult);
        const said = ours.allowed
          ? 'Allowed'
          : ours.denial === 'explicit'
            ? 'ExplicitlyDenied'
            : 'ImplicitlyDenied';
        if (ours.allowed) allowed += 1;
        if (verdict !== said)
          differing.push(
            `${role}: ${request.action} on ${request.resource} ${JSON.stringify(request.context)}: we ${said}, they ${verdict}`,
          );
      }
    }
    expect(differing).toEqual([]);
    // Requests that both allow are among them, and many that both refuse.
    expect(allowed).toBeGreaterThan(100);
    expect(requests.length * roles.size - allowed).toBeGreaterThan(1_000);
  });
});
