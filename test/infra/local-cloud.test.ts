import { expect, it } from 'vitest';
import { providers } from '../../cloud/assembly/providers/index.ts';
import { makeEventBus } from '../../cloud/aws/events/event-bus.ts';
import type { StageConfig } from '../../core/config/stage-config.ts';
import LOCAL_MACHINES from '../../local/machines.json' with { type: 'json' };
import { concrete } from './concrete-roles.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const spot = { host: { market: 'spot' as const } };

it('local mode takes all rules of EventBridge that a stage can have', () => {
  const { json } = readTemplate(buildApp('dev', spot).stacks.application);
  const rules = Object.values(json.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
  expect(rules).toHaveLength(2);
  const bus = makeEventBus({
    region: 'eu-central-1',
    accountId: '000000000000',
    lambda: () => {
      throw new Error('nothing is told here');
    },
    now: Date.now,
    log: () => undefined,
  });
  for (const { Properties = {} } of rules) {
    const Targets = (Properties['Targets'] as object[]).map((target) => ({
      ...target,
      Arn: 'arn:aws:lambda:eu-central-1:000000000000:function:monitor',
    }));
    const EventPattern = concrete(Properties['EventPattern'], json);
    expect(bus.putRule({ ...Properties, EventPattern, Name: 'rule', Targets })).toContain(':rule/rule');
  }
});

it('local mode knows exactly the resource types that the templates have', () => {
  // With the machine that local mode's own templates have, and all that a stage can have.
  const { stacks } = buildApp('dev', {
    machines: LOCAL_MACHINES as StageConfig['machines'],
    ...spot,
    dashboards: true,
  });
  const types = new Set(
    Object.values(stacks).flatMap((stack) =>
      Object.values(readTemplate(stack).json.Resources).map(({ Type }) => Type),
    ),
  );
  expect(Object.keys(providers).sort()).toEqual([...types].sort());
});
