import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuses } from '../../../../core/problems/package/fault.ts';
import type { PackageFile } from '../../../../core/problems/package/package-tree.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, SOUND_LEGACY } from '../../../support/packages.ts';

/** Paths that the reader looks at, and paths that nobody should have. */
const paths = fc.oneof(
  fc.constantFrom(
    ...Object.keys(SOUND),
    ...Object.keys(SOUND_LEGACY),
    'data/testdata.yaml',
    'data/secret/test_group.yaml',
    'data/secret/testdata.yaml',
    'data/secret/g/test_group.yaml',
    'data/secret/g/testdata.yaml',
    'data/secret/g/1.in',
    'data/secret/g/1.ans',
    'data/secret/01.yaml',
    'submissions/submissions.yaml',
    'submissions/wrong_answer/a.py',
    'data/secret/01.out',
    'data/invalid_input/1.in',
    'data/invalid_input/1.yaml',
    'data/invalid_input/test_group.yaml',
    'data/invalid_inputs/g/testdata.yaml',
    'data/valid_output/1.in',
    'data/valid_output/1.ans',
    'data/valid_output/1.out',
    'input_validators/v.ctd',
    'input_validators/v/main.cpp',
    'input_validators/v/build',
    'input_format_validators/old.py',
    'signature.yaml',
    'output_validator/v.py',
    'output_validators/v.cpp',
    '.timelimit',
    'graders/g.py',
    'include/a',
  ),
  fc
    .array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/')),
);

const yaml = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'type',
        'name',
        'limits',
        'license',
        'validation',
        'grading',
        'languages',
        'constants',
        'max_score',
        'score_aggregation',
        'require_pass',
        'grader_flags',
        'range',
        'accept_score',
        'args',
        'output_validator_args',
        'output_validator_flags',
        'input_validator_args',
        'input_validator_flags',
        'permitted',
        'required',
        'accepted',
        'problem_format_version',
        'uuid',
      ),
      fc.constantFrom(
        'scoring',
        '2025-09',
        'legacy',
        '[a, b]',
        '{a: 1}',
        '{validate: [x], v: {}}',
        '{name: validate, flags: x y}',
        '{name: [v]}',
        '{time_limit: 1e9}',
        '-1',
        '1e400',
        'null',
        '"',
        '&a [*a]',
        '*b',
        '!!binary x',
        'custom score',
        '0x1',
        'unbounded',
        '{en: x, de: 3}',
        'sum',
        '- ',
        '0 inf',
        '~',
        '"{{a}}"',
        '{secret/*: {required: [TLE]}}',
      ),
    ),
    { maxLength: 8 },
  )
  .map((lines) => lines.map(([key, value]) => `${key}: ${value}\n`).join(''));

const contents: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ maxLength: 60 }).map((text) => new TextEncoder().encode(text)),
  yaml.map((text) => new TextEncoder().encode(text)),
);

const file: fc.Arbitrary<PackageFile> = fc.record({
  path: paths,
  bytes: fc.nat({ max: 100 }),
  kind: fc.constantFrom('file', 'file', 'file', 'symlink'),
  read: fc.oneof(
    { weight: 9, arbitrary: contents.map((bytes) => () => bytes) },
    {
      weight: 1,
      arbitrary: fc.constant(() => {
        throw new Error('The archive is damaged here.');
      }),
    },
  ),
});

const base = fc.constantFrom<Readonly<Record<string, string>>>(SOUND, SOUND_LEGACY, {});

describe('any tree whatsoever', () => {
  it('is answered by a manifest or by a fault that refuses it, never by an exception', () => {
    fc.assert(
      fc.property(base, fc.array(file, { maxLength: 12 }), (sound, files) => {
        const changed = new Set(files.map(({ path }) => path));
        const kept = Object.entries(sound)
          .filter(([path]) => !changed.has(path))
          .map(
            ([path, text]): PackageFile => ({
              path,
              bytes: text.length,
              kind: 'file',
              read: () => new TextEncoder().encode(text),
            }),
          );
        const { manifest, faults } = readPackage({ files: [...kept, ...files], faults: [] });
        expect(manifest === null).toBe(refuses(faults));
        for (const { message, line } of faults) {
          expect(message).toMatch(/^.{12,}[.?]$/s);
          if (line !== undefined) expect(line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('names test cases once, and only what can be stored, when there is a manifest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'g/a', 'g/b', 'h/a'), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(SOUND, SOUND_LEGACY),
        (names, sound) => {
          const extra = names.flatMap((name, index): PackageFile[] =>
            ['.in', '.ans'].map((ending) => ({
              path: `data/secret/${name}${ending}`,
              bytes: 4,
              kind: 'file',
              read: () => new TextEncoder().encode(`${index}\n`),
            })),
          );
          const files = Object.entries(sound).map(
            ([path, text]): PackageFile => ({
              path,
              bytes: text.length,
              kind: 'file',
              read: () => new TextEncoder().encode(text),
            }),
          );
          const { manifest, contents: stored } = readPackage({ files: [...files, ...extra], faults: [] });
          if (manifest === null) return;
          const ids = manifest.testCases.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const { inputHash, answerHash, group } of manifest.testCases) {
            expect(stored.has(inputHash) && stored.has(answerHash)).toBe(true);
            expect(manifest.groups.map(({ name }) => name)).toContain(group);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
