import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../../core/review/finding.ts';
import { mergeFindings } from '../../../../../core/review/sandbox/merge-findings.ts';
import { sandboxProgramFor } from '../../../../../core/review/sandbox/sandbox-program.ts';
import { RULE_OF_OPTION, SANDBOX_RULES } from '../../../../../core/review/sandbox/sandbox-rules.ts';
import { findingsOfSandboxRun } from '../../../../../core/review/sandbox/sandbox-run.ts';

const source = 'int main(void) {\n  return äb;\n}';
const read = (report: unknown, language = 'c') =>
  findingsOfSandboxRun(typeof report === 'string' ? report : JSON.stringify(report), { language, source });
const one = {
  line: 2,
  byteColumn: 10,
  severity: 'warning',
  option: '-Wuninitialized',
  message: 'b is unset',
};

describe('what a judge’s sandbox says of a source', () => {
  it('is asked for in languages that have a program for it', () => {
    expect(['c', 'cpp', 'python', 'java', '__proto__'].map((id) => sandboxProgramFor(id)?.language)).toEqual([
      'python',
      'python',
      'python',
      undefined,
      undefined,
    ]);
    expect(sandboxProgramFor('cpp')?.source).toContain('LANGUAGE = "cpp"');
  });

  it('becomes findings of known rules, with columns in UTF-16 code units', () => {
    const { findings, gaps } = read({ diagnostics: [{ ...one, byteColumn: 12 }], gaps: [] });
    expect(gaps).toEqual([]);
    expect(findings).toEqual([
      {
        ruleId: 'gcc/uninitialised',
        kind: 'quality',
        category: 'correctness',
        severity: 'high',
        confidence: 'high',
        message: 'b is unset.',
        line: 2,
        column: 11,
        foundBy: 'sandbox',
      },
    ]);
  });

  it('is not believed where the source has no such line, or what it says is no report', () => {
    const forged = [
      { ...one, line: 4 },
      { ...one, line: 0 },
      { ...one, line: '2' },
      { ...one, severity: 'note' },
      null,
      'x',
    ];
    const { findings, gaps } = read({ diagnostics: forged, gaps: [7, 'a\u001b[2Jb'] });
    expect(findings).toEqual([]);
    expect(gaps.map(({ why }) => why)).toEqual([
      "Of the compiler in a judge's sandbox: a [2Jb.",
      "Of the compiler in a judge's sandbox: 6 of its lines name nothing that the source has.",
    ]);
    for (const nothing of ['', 'null', '[]', '{"diagnostics":1,"gaps":[]}', '{"diag']) {
      expect(read(nothing)).toEqual({
        findings: [],
        gaps: [
          {
            what: 'what a compiler says',
            why: "Of the compiler in a judge's sandbox: what it printed is no report.",
          },
        ],
      });
    }
  });

  it('never throws, and names only lines that are there', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc
            .record({
              gaps: fc.array(fc.anything()),
              diagnostics: fc.array(
                fc.record({
                  line: fc.integer(),
                  byteColumn: fc.anything(),
                  severity: fc.anything(),
                  option: fc.string(),
                  message: fc.string({ unit: 'binary' }),
                }),
              ),
            })
            .map((report) => JSON.stringify(report) ?? ''),
        ),
        fc.constantFrom('c', 'python'),
        (stdout, language) => {
          for (const { line, column = 1 } of read(stdout, language).findings) {
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(3);
            expect(column).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('is told once where a detector says the same of a line', () => {
    const detected = {
      ...read({ diagnostics: [one], gaps: [] }).findings[0]!,
      ruleId: 'c/uninitialised',
      foundBy: 'detector',
    } satisfies Finding;
    const ran = read({ diagnostics: [one, { ...one, line: 1 }], gaps: [] }).findings;
    expect(mergeFindings([detected], ran).map(({ ruleId, line }) => [ruleId, line])).toEqual([
      ['gcc/uninitialised', 1],
      ['c/uninitialised', 2],
    ]);
  });

  it('is told once of Python too, where both have the same rule or it does not compile', () => {
    const said = (option: string, line: number) => ({
      line,
      byteColumn: 1,
      severity: 'warning',
      option,
      message: 'a',
    });
    const ran = read(
      { diagnostics: [said('unused', 1), said('syntax', 2), said('warning', 3)], gaps: [] },
      'python',
    ).findings;
    const detected = [
      ['program/unused-variable', 1],
      ['program/syntax-error', 2],
      ['python/is-literal', 3],
    ].map(([ruleId, line]) => ({ ...ran[0]!, ruleId, line, foundBy: 'detector' }) as Finding);
    expect(ran).toHaveLength(3);
    expect(mergeFindings(detected, ran)).toEqual(detected);
  });

  it('has a rule for each option that it knows', () => {
    const ids = new Set(SANDBOX_RULES.map(({ id }) => id));
    expect(Object.values(RULE_OF_OPTION).filter((id) => !ids.has(id))).toEqual([]);
  });
});
