import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

const INTERACTOR = 'import sys\nsys.exit(42)\n';
const yaml2025 = (version: string, line: string) => ({
  'problem.yaml': `${SOUND['problem.yaml']}${line}\n`.replace('2025-09', version),
});
const legacy = (line: string) => ({ 'problem.yaml': `${SOUND_LEGACY['problem.yaml']}${line}\n` });

function read(base: Readonly<Record<string, string>>, files: Readonly<Record<string, string | null>>) {
  const { manifest, faults, checks } = readPackage(treeOf({ ...base, ...files }));
  return { manifest, codes: faults.map(({ severity, code }) => `${severity} ${code}`), checks };
}

describe('an interactive package', () => {
  it.each([
    [
      'legacy',
      SOUND_LEGACY,
      { ...legacy('validation: custom interactive'), 'output_validators/i.py': INTERACTOR },
    ],
    [
      'legacy with the type',
      SOUND_LEGACY,
      { ...legacy('type: interactive'), 'output_validators/i.py': INTERACTOR },
    ],
    [
      'legacy with points',
      SOUND_LEGACY,
      {
        ...legacy('type: scoring\nvalidation: custom interactive score'),
        'output_validators/i.py': INTERACTOR,
      },
    ],
    ['2025-09', SOUND, { ...yaml2025('2025-09', 'type: interactive'), 'output_validator/i.py': INTERACTOR }],
    [
      'of a draft',
      SOUND,
      { ...yaml2025('2023-07-draft', 'type: [pass-fail, interactive]'), 'output_validator/i.py': INTERACTOR },
    ],
    [
      "of a draft with the older version's words",
      SOUND,
      {
        ...yaml2025('2023-07-draft', 'validation: custom interactive'),
        'output_validators/i.py': INTERACTOR,
      },
    ],
  ])('is read: %s', (_, base, files) => {
    const { manifest, codes, checks } = read(base, files);
    expect(codes.filter((code) => !code.startsWith('warning'))).toEqual([]);
    expect(manifest?.validation).toMatchObject({ kind: 'interactive', program: { language: 'python' } });
    expect(checks?.outputs).toEqual([]);
  });

  it('needs its interactor, of which it has one', () => {
    expect(read(SOUND, yaml2025('2025-09', 'type: interactive')).codes).toEqual(['error validator-missing']);
    expect(read(SOUND_LEGACY, legacy('validation: default interactive')).codes).toContain(
      'warning validation',
    );
  });

  it('is told apart from one whose validator looks at the output', () => {
    const { manifest } = read(SOUND, { 'output_validator/v.py': INTERACTOR });
    expect(manifest?.validation.kind).toBe('custom');
  });

  it.each([
    ['a script', { 'output_validator/run': '#!/bin/sh\npython3 i.py\n' }, 'unsupported interactor-script'],
    ['JavaScript', { 'output_validator/i.js': 'process.exit(42)\n' }, 'unsupported interactor-language'],
  ])('cannot have as interactor %s', (_, files, code) => {
    expect(read(SOUND, { ...yaml2025('2025-09', 'type: interactive'), ...files }).codes).toEqual([code]);
  });

  it("may be made by a script, or speak as testlib's do", () => {
    const made = read(SOUND, {
      ...yaml2025('2025-09', 'type: interactive'),
      'output_validator/build': 'g++ -o run i.cpp\n',
      'output_validator/i.cpp': 'int main() { return 42; }\n',
    });
    expect(made.codes).toEqual([]);
    expect(made.manifest?.validation).toMatchObject({ kind: 'interactive', program: { scripted: true } });
    const testlib = read(SOUND, {
      ...yaml2025('2025-09', 'type: interactive'),
      'output_validator/testlib.h': '#define OK_EXIT_CODE 0\n',
      'output_validator/i.cpp':
        '#include "testlib.h"\nint main(int c, char **v) { registerInteraction(c, v); }\n',
    });
    expect(testlib.manifest?.validation).toMatchObject({ kind: 'interactive', program: { testlib: true } });
  });

  it.each([
    [
      'legacy',
      SOUND_LEGACY,
      { ...legacy('validation: custom multi-pass'), 'output_validators/i.py': INTERACTOR },
      2,
    ],
    [
      '2025-09',
      SOUND,
      { ...yaml2025('2025-09', 'type: multi-pass'), 'output_validator/i.py': INTERACTOR },
      2,
    ],
    [
      'with passes of its own',
      SOUND,
      {
        ...yaml2025('2025-09', '  validation_passes: 5\ntype: multi-pass'),
        'output_validator/i.py': INTERACTOR,
      },
      5,
    ],
  ])('may be of several passes, and only listen: %s', (_, base, files, passes) => {
    const { manifest, codes } = read(base, files);
    expect(codes.filter((code) => !code.startsWith('warning'))).toEqual([]);
    expect(manifest?.validation).toMatchObject({ kind: 'interactive', passes, listens: true });
  });

  it('may talk in several passes', () => {
    const { manifest } = read(SOUND, {
      ...yaml2025('2025-09', 'type: [interactive, multi-pass]'),
      'output_validator/i.py': INTERACTOR,
    });
    expect(manifest?.validation).toMatchObject({ kind: 'interactive', passes: 2 });
    expect(manifest?.validation).not.toHaveProperty('listens');
  });

  it('has its sample conversations in the manifest, whether or not there is a test case of their name', () => {
    const { manifest, codes } = read(SOUND, {
      ...yaml2025('2025-09', 'type: interactive'),
      'output_validator/i.py': INTERACTOR,
      'data/sample/1.interaction': '<1\n>2\n',
      'data/sample/more.interaction': '<5\n>10\n',
    });
    expect(codes).toEqual([]);
    expect(manifest?.interactions).toMatchObject([{ name: 'sample/1' }, { name: 'sample/more' }]);
    expect(read(SOUND, { 'data/sample/1.interaction': '<1\n' }).manifest?.interactions).toBeUndefined();
  });

  it('cannot be a function problem', () => {
    const { codes } = read(SOUND, {
      ...yaml2025('2025-09', 'type: interactive'),
      'output_validator/i.py': INTERACTOR,
      'signature.yaml': 'parameters: [{ name: number, type: int64 }]\nreturns: int64\n',
    });
    expect(codes).toContain('unsupported function-validator');
  });
});
