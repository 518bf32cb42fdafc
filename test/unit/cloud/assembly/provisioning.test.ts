import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCloudAssembly, type Template } from '../../../../cloud/assembly/cloud-assembly.ts';
import type { LocalParts } from '../../../../cloud/assembly/provider.ts';
import { Provisioning } from '../../../../cloud/assembly/provisioning.ts';
import { ProvisioningState } from '../../../../cloud/assembly/state.ts';
import { NetworkModel } from '../../../../cloud/aws/network-model.ts';
import { PrincipalDirectory } from '../../../../cloud/aws/principals.ts';

let dir: string;
let principals: PrincipalDirectory;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assize-assembly-'));
  principals = new PrincipalDirectory();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Writes an assembly as the CDK writes it and deploys it; resources that call no service suffice here. */
function deploy(stacks: Record<string, Template & { dependencies?: string[] }>, extra: object = {}) {
  const artifacts: Record<string, unknown> = { Tree: { type: 'cdk:tree' }, ...extra };
  for (const [name, { dependencies, ...template }] of Object.entries(stacks)) {
    writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(template));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${name}.template.json` },
      ...(dependencies === undefined ? {} : { dependencies }),
    };
  }
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ artifacts }));
  const assembly = readCloudAssembly(dir);
  const parts = {
    region: 'eu-central-1',
    accountId: '000000000000',
    principals,
    network: new NetworkModel(),
    assets: assembly.assets,
  } as Partial<LocalParts> as LocalParts;
  const provisioning = new Provisioning(assembly, parts, new ProvisioningState(join(dir, 'state.json')));
  return provisioning
    .deploy()
    .then((outputs) => ({ outputs, order: assembly.stacks.map(({ name }) => name) }));
}

const role = (properties: object = {}): NonNullable<Template['Resources']>[string] => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Statement: [] }, ...properties },
});
const statement = (Resource: unknown) => ({
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource },
});

describe('provisioning', () => {
  it('makes a resource when it is first referred to, whatever its place', async () => {
    const { outputs } = await deploy({
      App: {
        Resources: {
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: {
              PolicyName: 'p',
              Roles: [{ Ref: 'Role' }],
              PolicyDocument: statement({ 'Fn::GetAtt': ['Log', 'Arn'] }),
            },
          },
          Log: { Type: 'AWS::Logs::LogGroup' },
          Role: role(),
        },
        Outputs: {
          RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
          LogArn: { Value: { 'Fn::GetAtt': ['Log', 'Arn'] } },
        },
      },
    });
    const made = principals.roleByArn(outputs['App']!['RoleArn']!);
    expect(made?.policies.get('p')).toEqual(statement(outputs['App']!['LogArn']));
    expect(outputs['App']!['LogArn']).toMatch(
      /^arn:aws:logs:eu-central-1:000000000000:log-group:App-Log-[0-9A-F]{12}:\*$/,
    );
  });

  it('takes stacks after those that they depend on', async () => {
    const { order } = await deploy({ B: { dependencies: ['C'] }, A: { dependencies: ['B'] }, C: {} });
    expect(order).toEqual(['C', 'B', 'A']);
  });

  it('gives the same physical names on every start', async () => {
    const stacks = { S: { Resources: { R: role() }, Outputs: { Name: { Value: { Ref: 'R' } } } } };
    expect((await deploy(stacks)).outputs).toEqual((await deploy(stacks)).outputs);
  });

  it('refuses conditions, which it would have to decide', async () => {
    await expect(deploy({ S: { Conditions: { Wanted: {} }, Resources: {} } })).rejects.toThrow(
      'S has conditions or mappings',
    );
  });

  it('reports a circle with its path', async () => {
    const refersTo = (other: string) =>
      role({ Policies: [{ PolicyName: 'p', PolicyDocument: statement({ 'Fn::GetAtt': [other, 'Arn'] }) }] });
    await expect(
      deploy({ S: { Resources: { A: refersTo('B'), B: refersTo('C'), C: refersTo('A') } } }),
    ).rejects.toThrow('S/A -> S/B -> S/C -> S/A');
  });

  it('names every type that it does not serve, before it makes anything', async () => {
    const Resources = {
      R: role({ RoleName: 'early' }),
      X: { Type: 'AWS::Kinesis::Stream' },
      Y: { Type: 'AWS::RDS::DBCluster' },
    };
    await expect(deploy({ S: { Resources } })).rejects.toThrow(
      /S\/X is of type AWS::Kinesis::Stream; S\/Y is of type AWS::RDS::DBCluster/,
    );
    expect(principals.roleByName('early')).toBeUndefined();
  });

  it('names resource and reason when a template refers to nothing, or asks for the impossible', async () => {
    const output = (Value: unknown): Template => ({ Resources: { R: role() }, Outputs: { O: { Value } } });
    await expect(deploy({ S: output({ Ref: 'Absent' }) })).rejects.toThrow('S/Absent, which does not exist');
    await expect(deploy({ S: output({ 'Fn::GetAtt': ['R', 'Colour'] }) })).rejects.toThrow(
      'S/R.Colour: AWS::IAM::Role has no such attribute',
    );
    const managed = role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    await expect(deploy({ S: { Resources: { R: managed } } })).rejects.toThrow(
      /AWS::IAM::Role S\/R: the managed policy .*AdministratorAccess/,
    );
  });

  it('refuses kinds of artifacts that it does not know, and a folder without an assembly', async () => {
    await expect(async () => deploy({}, { Nested: { type: 'cdk:cloud-assembly' } })).rejects.toThrow(
      'Nested',
    );
    expect(() => readCloudAssembly(join(dir, 'absent'))).toThrow('npm run synth');
  });
});
