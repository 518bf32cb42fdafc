import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../../adapters/packages/read-directory.ts';
import { readZip } from '../../../adapters/packages/read-zip.ts';
import { readPackage } from '../../../core/problems/package/read-package.ts';
import { GENERATED } from '../../../examples/generate.ts';
import { CLASS_LANGUAGES, LABELS } from '../../../examples/sample-exam/class.ts';
import { folderOf, sampleExam } from '../../../examples/sample-exam/exam.ts';

const exam = (languages = CLASS_LANGUAGES, full = false) =>
  sampleExam({ languages, full, durationMinutes: 1 });

describe('the problems of the sample exam', () => {
  it.each(Object.values(LABELS))(
    '%s is a package without faults, with at least 20 secret test cases and a limit of 1 or 2 s',
    (problemId) => {
      const { manifest, faults } = readPackage(readDirectory(folderOf(problemId)));
      expect(faults).toEqual([]);
      expect(manifest?.testCases.filter(({ sample }) => !sample).length).toBeGreaterThanOrEqual(20);
      expect([1000, 2000]).toContain(manifest?.limits.timeMs);
      const accepted = manifest?.jurySubmissions
        .filter(({ expected }) => expected === 'AC')
        .map(({ program }) => program.language);
      expect(accepted?.sort()).toEqual(['cpp', 'java', 'javascript', 'python']);
      for (const verdict of ['WA', 'TLE', 'RTE', 'MLE', 'CE']) {
        expect(
          manifest?.jurySubmissions.some(({ expected }) => expected === verdict),
          verdict,
        ).toBe(true);
      }
    },
  );

  it('have a float tolerance, inputs of a megabyte, points by groups, and both versions of the format', () => {
    const manifests = Object.values(LABELS).map(
      (problemId) => readPackage(readDirectory(folderOf(problemId))).manifest,
    );
    expect(
      manifests[1]?.testCases.every(({ validatorArgs }) => validatorArgs?.includes('float_tolerance')),
    ).toBe(true);
    expect(manifests[2]?.testCases.filter(({ inputBytes }) => inputBytes === 1_000_000)).toHaveLength(5);
    expect(manifests[3]?.groups.map(({ maxScore }) => maxScore)).toEqual([0, 100, 30, 30, 40]);
    expect(new Set(manifests.map((manifest) => manifest?.formatVersion))).toEqual(
      new Set(['legacy', '2025-09']),
    );
  });

  it.each(Object.keys(GENERATED))('%s has the test data that its generator makes', (problemId) => {
    const cases = GENERATED[problemId]?.() ?? [];
    for (const { id, input, answer } of cases) {
      const path = join(folderOf(problemId), 'data', id);
      expect(readFileSync(`${path}.in`, 'utf8') === input, `${id}.in`).toBe(true);
      expect(readFileSync(`${path}.ans`, 'utf8') === answer, `${id}.ans`).toBe(true);
    }
    const { manifest } = readPackage(readDirectory(folderOf(problemId)));
    expect(cases.map(({ id }) => id).sort()).toEqual(manifest?.testCases.map(({ id }) => id).sort());
  });
});

describe('the class', () => {
  it('is fifty people in two groups, one with extra time', () => {
    const { participants } = exam();
    expect(new Set(participants.map(({ participantId }) => participantId)).size).toBe(50);
    expect(new Set(participants.map(({ name }) => name)).size).toBe(50);
    expect(new Set(participants.map(({ group }) => group)).size).toBe(2);
    expect(participants.filter(({ extraTimeMinutes }) => extraTimeMinutes > 0)).toHaveLength(1);
  });

  it('makes at least 120 submissions of every kind, few in Java, few that are too slow, hardly two alike', () => {
    const { submissions } = exam();
    expect(submissions.length).toBeGreaterThanOrEqual(120);
    expect(new Set(submissions.map(({ expected }) => expected))).toEqual(
      new Set(['AC', 'WA', 'TLE', 'RTE', 'MLE', 'CE']),
    );
    expect(
      submissions.filter(({ language }) => language === 'java').length / submissions.length,
    ).toBeLessThanOrEqual(0.15);
    expect(submissions.filter(({ expected }) => expected === 'TLE').length).toBeLessThanOrEqual(14);
    expect(new Set(submissions.map(({ source }) => source)).size).toBe(submissions.length);
    expect(new Set(submissions.map(({ participantId }) => participantId)).size).toBe(50);
    expect(new Set(submissions.map(({ label }) => label))).toEqual(new Set(['A', 'B', 'C', 'D']));
    expect(Math.max(...submissions.map(({ afterMs }) => afterMs))).toBeLessThanOrEqual(40_000);
    expect(exam().submissions).toEqual(submissions);
  });

  it('still is right, wrong, slow, crashing and memory-hungry where there is only JavaScript', () => {
    const { submissions, languages } = exam(['javascript']);
    expect(languages).toEqual(['javascript']);
    expect(submissions.every(({ language }) => language === 'javascript')).toBe(true);
    expect(new Set(submissions.map(({ expected }) => expected))).toEqual(
      new Set(['AC', 'WA', 'TLE', 'RTE', 'MLE', 'CE']),
    );
  });

  it('has everybody hand in something for every problem when the exam is full', () => {
    const { submissions } = exam(CLASS_LANGUAGES, true);
    expect(submissions).toHaveLength(50 * 4);
    expect(new Set(submissions.map(({ participantId, label }) => `${participantId} ${label}`)).size).toBe(
      50 * 4,
    );
    const kindsOf = (some: readonly { name: string }[]) => new Set(some.map(({ name }) => name));
    expect(kindsOf(submissions)).toEqual(kindsOf(exam().submissions));
  });

  it('comes with packages that can be uploaded, the same bytes each time', () => {
    const again = exam().problems;
    for (const [index, { zip, name }] of exam().problems.entries()) {
      expect(readPackage(readZip(zip)).manifest?.names['en']).toBe(name);
      expect(Buffer.compare(zip, again[index]?.zip ?? new Uint8Array())).toBe(0);
    }
  });
});
