import { describe, expect, it } from 'vitest';
import { evaluate } from '../../cloud/aws/iam/evaluate.ts';
import { readValues } from '../../core/operations/check-stage.ts';
import { actingFunctions, actsOf } from '../../core/operations/function-acts.ts';
import { sharedNames } from '../../lib/naming.ts';
import { ACCOUNT, concrete, REGION, readConcreteRoles } from './concrete-roles.ts';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const { json } = readTemplate(buildApp('dev').stacks.application);
const roles = readConcreteRoles(json);

interface FunctionProperties {
  readonly Role: unknown;
  readonly Environment: { readonly Variables: Record<string, unknown> };
}

function propertiesOf(name: string): FunctionProperties {
  const found = Object.values(json.Resources).find(({ Properties }) => {
    const environment = Properties?.['Environment'] as FunctionProperties['Environment'] | undefined;
    return environment?.Variables['POWERTOOLS_SERVICE_NAME'] === name;
  });
  return found!.Properties as unknown as FunctionProperties;
}

describe('what assize stage check has simulated', () => {
  it.each(actingFunctions)('is right for the role of %s that is deployed', (name) => {
    const { Role, Environment } = propertiesOf(name);
    const policies = roles.get(render(Role).replace(/^\{(.*)\.Arn\}$/, '$1'))!;
    const env = concrete(Environment.Variables, json) as Record<string, string>;
    const acts = actsOf(name, { account: ACCOUNT, region: REGION, stage: 'dev', env });
    const caller = { arns: [`arn:aws:iam::${ACCOUNT}:role/role`], accountId: ACCOUNT };
    const wrong = acts.filter((act) => evaluate(policies, act, caller).allowed !== act.allowed);
    expect(wrong).toEqual([]);
    // Ending a host of another stage is refused to everybody.
    expect(acts.some(({ action, allowed }) => action === 'ec2:TerminateInstances' && !allowed)).toBe(true);
  });

  it('asks nothing of a function whose environment lacks a name', () => {
    const at = { account: ACCOUNT, region: REGION, stage: 'dev' };
    const env = { SESSIONS_TABLE: 'sessions', SUBMISSIONS_TABLE: '' };
    expect(() => actsOf('api', { ...at, env })).toThrow('the environment of api has no SUBMISSIONS_TABLE');
  });

  it('reads names that stacks publish', () => {
    expect(readValues.filter((name) => !(sharedNames as readonly string[]).includes(name))).toEqual([]);
  });
});
