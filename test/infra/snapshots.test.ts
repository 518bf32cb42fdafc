import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { stackKinds, stackName } from '../../lib/naming.ts';
import { render } from './render.ts';
import { buildApp, type CfnTemplate, readTemplate } from './synthesize.ts';

/*
 * What a change of code changes in the templates, for a reviewer to read; what must hold is asserted in the tests beside
 * this one. After a change that is meant: npx vitest run --project infra snapshots -u
 */

/** What CDK calls the version of a function, by a hash of all that it is made of. */
const VERSION = /(CurrentVersion)[0-9A-F]{8}[0-9a-f]{32}/g;

/** The template without what differs from build to build or says nothing: hashes of assets, version parameters, stage tags. */
function normalize(json: CfnTemplate): unknown {
  const { BootstrapVersion: _, ...Parameters } = json.Parameters ?? {};
  const { Rules: __, ...rest } = json as CfnTemplate & { Rules?: unknown };
  const text = JSON.stringify({ ...rest, Parameters }, (key, value: unknown) => {
    if (key === 'Tags') return withoutStageTag(value);
    if (key === 'DashboardBody') return '<dashboard>';
    // The scripts themselves are read in lib/assets, and run in host-scripts.test.ts.
    if (key === 'UserData') return '<user data>';
    const short = isIntrinsic(value) ? render(value) : value;
    return typeof short === 'string' ? short.replaceAll(/[0-9a-f]{64}/g, '<asset>') : short;
  });
  return JSON.parse(text.replaceAll(VERSION, '$1'));
}

/** Tags as CloudFormation writes them, a list here and a map there; every resource has the stage's. */
function withoutStageTag(tags: unknown): unknown {
  const telling = Array.isArray(tags)
    ? tags.filter((tag) => (tag as { Key?: string }).Key !== 'assize:stage')
    : Object.entries(tags as object).filter(([key]) => key !== 'assize:stage');
  return telling.length > 0 ? telling : undefined;
}

/** What render() can say in one line: references, attributes, joins. */
function isIntrinsic(value: unknown): boolean {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && /^(Ref|Fn::(GetAtt|Join|Sub))$/.test(keys[0]!);
}

describe('templates of stage dev', () => {
  const { stacks } = buildApp('dev');
  const byName = new Map<string, Stack>(Object.values(stacks).map((stack) => [stack.stackName, stack]));

  it.each(stackKinds)('%s', async (kind) => {
    const { json } = readTemplate(byName.get(stackName('dev', kind))!);
    const text = stringify(normalize(json), { lineWidth: 0, aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot(
      join(import.meta.dirname, 'snapshots', `${kind.toLowerCase()}.yaml`),
    );
  });
});
