import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CompareFlagError,
  compareOutputs,
  readCompareFlags,
} from '../../../../core/grading/compare-outputs.ts';
import { validateByDefault } from '../../../../core/grading/default-validation.ts';
import { digestOutput } from '../../../../core/grading/output-digests.ts';
import type { ProgramRun } from '../../../../core/grading/program-run.ts';

const compare = (output: string, answer: string, ...args: string[]) =>
  compareOutputs(Buffer.from(output), Buffer.from(answer), readCompareFlags(args)).same;

describe('the default output validator', () => {
  it.each([
    ['1 2 3\n', '1 2 3\n', [], true],
    ['1  2\n3', '1 2 3\n', [], true],
    ['\n1 2 3', '1 2 3', [], true],
    ['YES', 'yes', [], true],
    ['YES', 'yes', ['case_sensitive'], false],
    ['1 2', '1 2 3', [], false],
    ['1 2 3 4', '1 2 3', [], false],
    ['12', '1 2', [], false],
    ['', '', [], true],
    ['', 'x', [], false],
    ['1  2', '1 2', ['space_change_sensitive'], false],
    ['1 2', '1 2\n', ['space_change_sensitive'], false],
    ['1 2\n', '1 2\n', ['space_change_sensitive'], true],
    ['1.0', '1', [], false],
    ['1.0', '1', ['float_tolerance', '1e-6'], true],
    ['0.9999999', '1', ['float_absolute_tolerance', '1e-6'], true],
    ['0.99', '1', ['float_absolute_tolerance', '1e-6'], false],
    ['1000001', '1000000', ['float_relative_tolerance', '1e-5'], true],
    ['1000001', '1000000', ['float_absolute_tolerance', '1e-5'], false],
    ['1e3', '1000', ['float_tolerance', '1e-9'], true],
    ['.5', '0.5', ['float_tolerance', '1e-9'], true],
    ['0x10', '16', ['float_tolerance', '1'], false],
    ['nan', '1', ['float_tolerance', '1e9'], false],
    ['NaN', 'nan', ['float_tolerance', '1'], true],
    ['inf', '1', ['float_relative_tolerance', '1e9'], false],
    ['inf', 'inf', ['float_tolerance', '1'], true],
    ['-inf', 'inf', ['float_tolerance', '1'], false],
    ['1', 'inf', ['float_tolerance', '1'], false],
    ['x', '1', ['float_tolerance', '1'], false],
    ['1', 'x', ['float_tolerance', '1'], false],
    ['yes 0.50000001', 'YES 0.5', ['float_tolerance', '1e-6'], true],
  ] as const)('%j against %j with %j: %s', (output, answer, args, same) => {
    expect(compare(output, answer, ...args)).toBe(same);
  });

  it.each([[['float_tolerance']], [['float_tolerance', 'x']], [['float_tolerance', '-1']], [['fuzzy']]])(
    'refuses %j',
    (args) => expect(() => readCompareFlags(args)).toThrow(CompareFlagError),
  );

  it('never tells the answer, and shows no control characters', () => {
    const comparison = compareOutputs(
      Buffer.from('\u001b[31mred'),
      Buffer.from('secret'),
      readCompareFlags([]),
    );
    expect(comparison).toMatchObject({ same: false });
    expect(JSON.stringify(comparison)).not.toMatch(/secret|\\u001b/);
  });

  const spaces = fc
    .array(fc.constantFrom(' ', '\n', '\t', '\r'), { minLength: 1, maxLength: 3 })
    .map((s) => s.join(''));
  const tokens = fc.array(fc.stringMatching(/^[a-zA-Z0-9.]{1,5}$/), { maxLength: 12 });
  const spaced = (words: readonly string[], gaps: readonly string[]) =>
    words.map((word, index) => word + (gaps[index % Math.max(1, gaps.length)] ?? ' ')).join('');

  it('does not mind spaces or case, and its digests agree with it', () => {
    fc.assert(
      fc.property(
        tokens,
        tokens,
        fc.array(spaces, { minLength: 1 }),
        fc.array(spaces, { minLength: 1 }),
        (a, b, gapsA, gapsB) => {
          const x = Buffer.from(spaced(a, gapsA));
          const y = Buffer.from(spaced(b, gapsB));
          const same = a.join(' ').toLowerCase() === b.join(' ').toLowerCase();
          expect(compareOutputs(x, y, readCompareFlags([])).same).toBe(same);
          expect(digestOutput(x).folded === digestOutput(y).folded).toBe(same);
          expect(digestOutput(x).tokens === digestOutput(y).tokens).toBe(a.join(' ') === b.join(' '));
        },
      ),
    );
  });

  it('says of a beginning only what holds for every whole', () => {
    fc.assert(
      fc.property(
        tokens,
        fc.nat(60),
        fc.constantFrom([], ['case_sensitive'], ['space_change_sensitive']),
        (words, at, args) => {
          const whole = Buffer.from(words.join(' '));
          const beginning = whole.subarray(0, Math.min(at, whole.length));
          expect(compareOutputs(beginning, whole, readCompareFlags(args), true).same).toBe(true);
        },
      ),
    );
  });
});

describe('an output that was cut', () => {
  const cut = (output: string, kept: number): ProgramRun => ({
    index: 0, ending: { kind: 'ok' }, cpuMs: 1, wallMs: 1, memoryKiB: 1, output: Buffer.from(output).subarray(0, kept),
    outputBytes: output.length, complete: false, digests: digestOutput(Buffer.from(output)), stderr: Buffer.alloc(0),
    way: 'batch', call: 1,
  }); // biome-ignore format: one line
  const verdict = (output: string, answer: string, ...args: string[]) =>
    validateByDefault(cut(output, 4), Buffer.from(answer), readCompareFlags(args)).verdict;

  it.each([
    ['one two three', 'ONE  two three\n', [], 'AC'],
    ['one two three', 'ONE two three', ['case_sensitive'], 'WA'],
    ['one two three', 'one two  three', ['case_sensitive'], 'AC'],
    ['one two threx', 'one two three', [], 'WA'],
    ['two two three', 'one two three', [], 'WA'],
    ['1.0 2.0 3.0', '1.0 2.0 3.0', ['float_tolerance', '1'], 'AC'],
    ['1.0 2.0 3.1', '1.0 2.0 3.0', ['float_tolerance', '1'], 'unknown'],
    ['9.0 2.0 3.0', '1.0 2.0 3.0', ['float_tolerance', '1'], 'WA'],
    ['one two', 'one two', ['space_change_sensitive'], 'AC'],
    ['one two', 'ONE two', ['space_change_sensitive'], 'unknown'],
    ['one two', 'one twO', ['space_change_sensitive', 'case_sensitive'], 'WA'],
  ] as const)('%j against %j with %j is %s', (output, answer, args, wanted) => {
    expect(verdict(output, answer, ...args)).toBe(wanted);
  });
});
