import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../adapters/packages/read-directory.ts';
import { verifyProblem } from '../../cli/commands/problem-verify.ts';
import { readPackage } from '../../core/problems/package/read-package.ts';
import { problemFolders } from '../../examples/problems.ts';

/** A busy machine with two cores takes a while for a problem with sixty programs, a third of them up to no good. */
const PATIENCE_MS = 900_000;

const problems = problemFolders();

interface Line {
  readonly file: string;
  readonly language: string;
  readonly ok: boolean | null;
  readonly verdict: string | null;
  readonly complaints: readonly string[];
}

/** A validator, an input or an output of the jury. */
interface DataLine {
  readonly file: string;
  readonly ok: boolean | null;
}

describe('the corpus', () => {
  it('is large and wicked enough to mean something', () => {
    const manifests = problems.map((folder) => {
      const { manifest, faults } = readPackage(readDirectory(folder));
      expect(faults, folder).toEqual([]);
      return manifest;
    });
    const submissions = manifests.flatMap((manifest) => manifest?.jurySubmissions ?? []);
    expect(manifests.length).toBeGreaterThanOrEqual(12);
    expect(submissions.length).toBeGreaterThanOrEqual(150);
    const broken = submissions.filter(({ expected }) => expected !== 'AC' && expected !== 'WA');
    expect(broken.length / submissions.length).toBeGreaterThanOrEqual(1 / 3);
    const languages = new Set(submissions.map(({ program }) => program.language));
    expect([...languages].sort()).toEqual([
      'c',
      'cpp',
      'go',
      'java',
      'javascript',
      'python',
      'rust',
      'typescript',
    ]);
    expect(
      new Set(manifests.flatMap((manifest) => manifest?.groups.map(({ aggregation }) => aggregation) ?? []))
        .size,
    ).toBe(3);
    expect(manifests.filter((manifest) => manifest?.validation.kind === 'custom')).toHaveLength(2);
    expect(manifests.filter((manifest) => manifest?.signature !== undefined)).toHaveLength(1);
  });

  it.each(problems.map((folder) => [basename(folder), folder]))(
    'agrees on %s: every jury submission gets what the package says',
    async (_, folder) => {
      const lines: string[] = [];
      await verifyProblem(
        { package: folder, json: true },
        { out: (line) => lines.push(line), err: () => undefined },
      );
      const { submissions, validators, inputs, outputs } = JSON.parse(lines.join('')) as {
        submissions: Line[];
        validators: DataLine[];
        inputs: DataLine[];
        outputs: DataLine[];
      };
      expect([...validators, ...inputs, ...outputs].filter(({ ok }) => ok !== true)).toEqual([]);
      expect(inputs.length).toBeGreaterThan(0);
      expect(
        submissions
          .filter(({ ok }) => ok === false)
          .map(({ file, verdict, complaints }) => ({ file, verdict, complaints })),
      ).toEqual([]);
      expect(submissions.some(({ ok }) => ok === true)).toBe(true);
    },
    PATIENCE_MS,
  );
});
