import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stages } from '../../../core/config/stages.ts';
import {
  parameterName,
  parseParameterName,
  parseScheduleGroupName,
  parseStackName,
  scheduleGroupName,
  sharedNames,
  stackKinds,
  stackName,
} from '../../../lib/naming.ts';

const stage = fc.constantFrom(...stages);

describe('derived names', () => {
  it('of stacks are read back as what they were made of', () => {
    fc.assert(
      fc.property(stage, fc.constantFrom(...stackKinds), (at, kind) => {
        expect(parseStackName(stackName(at, kind))).toEqual({ stage: at, kind });
      }),
    );
  });

  it('of parameters are read back as what they were made of', () => {
    fc.assert(
      fc.property(stage, fc.constantFrom(...sharedNames), (at, name) => {
        expect(parseParameterName(parameterName(at, name))).toEqual({ stage: at, name });
      }),
    );
  });

  it('of schedule groups are read back as what they were made of', () => {
    for (const at of stages) expect(parseScheduleGroupName(scheduleGroupName(at))).toBe(at);
  });

  it('of others are not ours', () => {
    for (const name of [
      '',
      'Assize',
      'Assize-dev',
      'Assize-qa-Data',
      'Assize-dev-Data-2',
      'assize-dev-Data',
    ]) {
      expect(parseStackName(name), name).toBeUndefined();
    }
    for (const name of [
      '',
      '/assize/dev',
      '/assize/qa/api-id',
      '/assize/dev/other',
      'assize/dev/api-id',
      '/assize/dev/api-id/x',
    ]) {
      expect(parseParameterName(name), name).toBeUndefined();
    }
    for (const name of ['', 'default', 'assize-', 'assize-qa', 'assize-dev-2']) {
      expect(parseScheduleGroupName(name), name).toBeUndefined();
    }
  });

  it('never say the same of two things', () => {
    const all = stages.flatMap((at) => sharedNames.map((name) => parameterName(at, name)));
    expect(new Set(all).size).toBe(all.length);
  });
});
