import { describe, expect, it } from 'vitest';
import { IMPORT_LIFE_MS, type ProblemImport, settleImport } from '../../../../core/problems/import.ts';

const STARTED = '2026-03-01T10:00:00.000Z';
const base = {
  importId: 'twice.01jd8x4v2n0000000000000001',
  problemId: 'twice',
  requestedAt: '2026-03-01T09:59:00.000Z',
  requestedBy: 'ada',
};
const later = (ms: number) => Date.parse(STARTED) + ms;

describe('an import that does not end', () => {
  const importing: ProblemImport = { ...base, state: 'importing', startedAt: STARTED };

  it('is under way for as long as the importer lives', () => {
    expect(settleImport(importing, later(IMPORT_LIFE_MS))).toBe(importing);
  });

  it('has died then, and says so with what to do', () => {
    expect(settleImport(importing, later(IMPORT_LIFE_MS + 1))).toEqual({
      ...base,
      state: 'refused',
      startedAt: STARTED,
      finishedAt: '2026-03-01T10:05:00.000Z',
      faults: [
        {
          severity: 'error',
          code: 'import-died',
          file: '',
          message: expect.stringMatching(/^The import ended without an outcome: .* upload the package again/),
        },
      ],
    });
  });

  it('is told as it stands once a later attempt has ended it', () => {
    const imported: ProblemImport = {
      ...base,
      state: 'imported',
      startedAt: STARTED,
      finishedAt: STARTED,
      version: 1,
      warnings: [],
    };
    expect(settleImport(imported, later(10 * IMPORT_LIFE_MS))).toBe(imported);
    const waiting: ProblemImport = { ...base, state: 'awaiting-upload' };
    expect(settleImport(waiting, later(10 * IMPORT_LIFE_MS))).toBe(waiting);
  });
});
