import { expect, it } from 'vitest';
import { providers } from '../../cloud/assembly/providers/index.ts';
import { buildApp, readTemplate } from './synthesize.ts';

it('local mode knows exactly the resource types that the templates have', () => {
  const { stacks } = buildApp('dev');
  const types = new Set(
    Object.values(stacks).flatMap((stack) =>
      Object.values(readTemplate(stack).json.Resources).map(({ Type }) => Type),
    ),
  );
  expect(Object.keys(providers).sort()).toEqual([...types].sort());
});
