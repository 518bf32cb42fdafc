import { describe, expect, it } from 'vitest';
import {
  type Judge,
  type JudgeCall,
  JudgeError,
  type JudgeErrorKind,
  MissingToolchainError,
} from '../../../../core/grading/judge.ts';
import { LANGUAGES } from '../../../../core/grading/languages/index.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { verifyPackage } from '../../../../core/problems/verify-package.ts';
import { SOUND, treeOf } from '../../../support/packages.ts';

const CUSTOM = { 'output_validator/v.py': 'import sys\nsys.exit(42)\n' };

/** Verifies the sound package on a judge that answers no call and throws these in turn, the last for ever. */
function verify(
  errors: readonly (JudgeErrorKind | 'toolchain')[],
  files: Readonly<Record<string, string | null>> = {},
) {
  const { manifest, checks, faults } = readPackage(treeOf({ ...SOUND, ...files }));
  if (manifest === null || checks === null) throw new Error(JSON.stringify(faults));
  const calls: JudgeCall[] = [];
  const judge: Judge = {
    limits: async () => ({
      maxCpuMs: 60_000,
      maxWallMs: 120_000,
      maxMemoryKiB: 2 ** 21,
      maxStackKiB: 2 ** 21,
      maxProcesses: 500,
      maxFileKiB: 2 ** 20,
    }),
    languages: async () => Object.values(LANGUAGES).map(({ judge0, name }) => ({ id: judge0.id, name })),
    run: async (call) => {
      const kind = errors[Math.min(calls.length, errors.length - 1)] ?? 'broken';
      calls.push(call);
      throw kind === 'toolchain'
        ? new MissingToolchainError('python3')
        : new JudgeError(kind, `it is ${kind}`);
    },
  };
  return verifyPackage(manifest, checks, {
    judge,
    read: async (hash) => checks.contents.get(hash)?.read() ?? new Uint8Array(),
    newNonce: () => '0'.repeat(32),
  });
}

describe('verifying a package on a judge that does not answer', () => {
  it.each<JudgeErrorKind>(['rejected', 'broken', 'timeout', 'lost'])(
    'tells of the only program that it did not answer for it, and keeps the rest: %s',
    async (kind) => {
      const { testData, submissions, asExpected } = await verify([kind]);
      expect(testData.inputs).toHaveLength(3);
      expect(submissions).toMatchObject([{ failed: expect.stringContaining(`it is ${kind}`) }]);
      expect(asExpected).toBe(false);
    },
  );

  it.each<JudgeErrorKind>(['unreachable', 'refused', 'busy', 'incapable'])(
    'fails as a whole where it cannot be asked or grants too little: %s',
    (kind) => expect(verify([kind])).rejects.toMatchObject({ kind }),
  );

  it('fails as a whole where it breaks whatever it is asked', () =>
    expect(verify(['broken'], { 'submissions/wrong_answer/b.py': 'print(1)\n' })).rejects.toMatchObject({
      kind: 'broken',
    }));

  it('tells the error of a program that failed, not that of one whose toolchain is missing', async () => {
    const two = { 'input_validators/validate.py': null, 'submissions/wrong_answer/b.py': 'print(1)\n' };
    await expect(verify(['toolchain', 'unreachable'], two)).rejects.toMatchObject({ kind: 'unreachable' });
    const { submissions } = await verify(['toolchain', 'rejected'], two);
    expect(submissions).toMatchObject([
      { skipped: expect.stringContaining('python3') },
      { failed: expect.stringContaining('it is rejected') },
    ]);
  });

  it('goes on after an output validator that it does not answer for', async () => {
    const { testData, submissions, asExpected } = await verify(['rejected'], CUSTOM);
    expect(testData.outputs.map(({ complaints }) => complaints)).toEqual(
      Array(3).fill(['The judge could not answer for the output validator: it is rejected']),
    );
    expect(submissions).toHaveLength(1);
    expect(asExpected).toBe(false);
  });

  it('skips output validation where the judge grants too little, and ends when it is told to', async () => {
    const without = {
      ...CUSTOM,
      'input_validators/validate.py': null,
      'submissions/accepted/twice.py': null,
    };
    const { testData } = await verify(['incapable'], without);
    expect(testData.outputs.map(({ skipped }) => skipped)).toEqual(
      Array(3).fill('the output validator was not run: it is incapable'),
    );
    await expect(verify(['aborted'], without)).rejects.toMatchObject({ kind: 'aborted' });
  });
});
