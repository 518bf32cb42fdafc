import { expect, it } from 'vitest';
import { providers } from '../../cloud/assembly/providers/index.ts';
import type { StageConfig } from '../../core/config/stage-config.ts';
import LOCAL_MACHINES from '../../local/machines.json' with { type: 'json' };
import { buildApp, readTemplate } from './synthesize.ts';

it('local mode knows exactly the resource types that the templates have', () => {
  // With the machine that local mode's own templates have, and all that a stage can have.
  const { stacks } = buildApp('dev', {
    machines: LOCAL_MACHINES as StageConfig['machines'],
    host: { market: 'spot' },
  });
  const types = new Set(
    Object.values(stacks).flatMap((stack) =>
      Object.values(readTemplate(stack).json.Resources).map(({ Type }) => Type),
    ),
  );
  expect(Object.keys(providers).sort()).toEqual([...types].sort());
});
