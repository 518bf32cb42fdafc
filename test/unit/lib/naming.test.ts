import { describe, expect, it } from 'vitest';
import { stages } from '../../../core/config/stages.ts';
import { parameterName, sharedNames } from '../../../lib/naming.ts';

describe('derived names', () => {
  it('never say the same of two things', () => {
    const all = stages.flatMap((at) => sharedNames.map((name) => parameterName(at, name)));
    expect(new Set(all).size).toBe(all.length);
  });
});
