import { expect, it } from 'vitest';
import type { Finding } from '../../../../core/review/finding.ts';
import { loadProgramDetectors } from '../../../../core/review/programs/program-detectors.ts';
import { versionOf } from '../../../../core/review/result-key.ts';
import {
  MAX_FINDINGS,
  MAX_FINDINGS_BYTES,
  MAX_GAPS_BYTES,
  MAX_WORDS,
} from '../../../../core/review/review-limits.ts';
import { reviewSource, summarize } from '../../../../core/review/review-source.ts';
import { findingOf, RULE } from '../../../support/reviews.ts';

const SOURCE = { language: 'toy', source: 'x' };
const rules = { rules: [RULE], version: 1 };
const review = (findings: readonly Finding[], kind: 'all' | 'security' | 'style' = 'all', more = {}) =>
  reviewSource(SOURCE, kind, { rules, detect: async () => ({ findings, gaps: [] }), ...more });

it('tells findings of the kind that was asked for, and syntax errors in any', async () => {
  const findings = [
    findingOf({ line: 3 }),
    findingOf({ line: 2, kind: 'style', category: 'readability' }),
    findingOf({ line: 1, kind: 'quality', category: 'syntax' }),
  ];
  const linesOf = async (kind: 'all' | 'security' | 'style') =>
    (await review(findings, kind)).findings.map(({ line }) => line);
  expect(await linesOf('all')).toEqual([1, 2, 3]);
  expect(await linesOf('security')).toEqual([1, 3]);
  expect(await linesOf('style')).toEqual([1, 2]);
});

it('keeps the gravest of too many, and says how many it left out', async () => {
  const light = Array.from({ length: MAX_FINDINGS + 1 }, (_, at) =>
    findingOf({ line: at + 1, severity: 'low' }),
  );
  const report = await review([...light, findingOf({ line: 9_999, severity: 'critical' })]);
  expect(report.findings).toHaveLength(MAX_FINDINGS);
  expect(report.findings.at(-1)).toMatchObject({ line: 9_999, severity: 'critical' });
  expect(report.gaps).toEqual([
    { what: '2 further findings', why: expect.stringContaining(String(MAX_FINDINGS)) as string },
  ]);
});

it('leaves findings of one place in the order in which they were found', async () => {
  const findings = [findingOf({ severity: 'low' }), findingOf({ severity: 'critical' })];
  expect((await review(findings)).findings).toEqual(findings);
});

it('cuts what a message repeats of a source, between characters', async () => {
  const long = `${'x'.repeat(MAX_WORDS - 2)}\u{1F600}${'y'.repeat(50_000)}`;
  const gap = { what: long, why: 'x'.repeat(MAX_WORDS) };
  const report = await reviewSource(SOURCE, 'all', {
    rules,
    detect: async () => ({
      findings: [
        findingOf({ message: long, recommendation: long }),
        findingOf({ line: 2, message: 'a\ud83d' }),
      ],
      gaps: [gap],
    }),
  });
  const cut = `${'x'.repeat(MAX_WORDS - 2)}…`;
  expect(report.findings).toEqual([
    findingOf({ message: cut, recommendation: cut }),
    findingOf({ line: 2, message: 'a\ufffd' }),
  ]);
  expect(report.gaps).toEqual([{ what: cut, why: gap.why }]);
});

it('bounds a report as a whole, and says what it left out', async () => {
  const words = '語'.repeat(MAX_WORDS);
  const findings = Array.from({ length: MAX_FINDINGS }, (_, at) =>
    findingOf({ line: at + 1, message: words, recommendation: words, severity: at === 199 ? 'high' : 'low' }),
  );
  const gaps = Array.from({ length: 100 }, () => ({ what: words, why: words }));
  const report = await reviewSource(SOURCE, 'all', { rules, detect: async () => ({ findings, gaps }) });
  const bytes = (part: unknown) => Buffer.byteLength(JSON.stringify(part));
  expect(bytes(report.findings)).toBeLessThanOrEqual(MAX_FINDINGS_BYTES + 1);
  expect(report.findings.at(-1)).toMatchObject({ line: 200, severity: 'high' });
  expect(report.gaps[0]).toEqual({
    what: `${MAX_FINDINGS - report.findings.length} further findings`,
    why: expect.stringContaining('256 KiB') as string,
  });
  expect(bytes(report.gaps)).toBeLessThanOrEqual(MAX_GAPS_BYTES + 1_000);
  expect(report.gaps.at(-1)).toMatchObject({ what: `${102 - report.gaps.length} further places` });
});

it('has a small report of a program whose one name is as long as a program may be', async () => {
  const detectors = await loadProgramDetectors('python');
  const parameters = Array.from({ length: 20 }, (_, at) => `p${at}`).join(', ');
  const source = `def ${'a'.repeat(50_000)}(${parameters}):\n    return 1\n`;
  const report = await reviewSource({ language: 'python', source }, 'all', {
    rules: detectors,
    detect: async (one) => detectors.detect(one),
  });
  expect(report.findings.filter(({ ruleId }) => ruleId === 'program/unused-parameter')).toHaveLength(20);
  expect(JSON.stringify(report).length).toBeLessThan(20_000);
});

it('adds what a compiler says, once, and says where none was asked of a language that has one', async () => {
  const inC = (tools: object) =>
    reviewSource({ language: 'c', source: 'x' }, 'all', {
      rules,
      detect: async () => ({ findings: [findingOf({ ruleId: 'c/gets' })], gaps: [] }),
      ...tools,
    });
  expect((await inC({})).gaps).toEqual([
    {
      what: 'what a compiler says',
      why: "Compilers run in a judge's sandbox alone, and none was asked.",
    },
  ]);
  const gap = { what: 'what a compiler says', why: 'It did not come to its end.' };
  const ran = [
    findingOf({ ruleId: 'gcc/dangerous-call', foundBy: 'sandbox' }),
    findingOf({ ruleId: 'gcc/leak', foundBy: 'sandbox', line: 7 }),
  ];
  const report = await inC({ askSandbox: async () => ({ findings: ran, gaps: [gap] }) });
  expect(report.findings.map(({ ruleId, foundBy }) => [ruleId, foundBy])).toEqual([
    ['c/gets', 'detector'],
    ['gcc/leak', 'sandbox'],
  ]);
  expect(report.gaps).toEqual([gap]);
  expect((await review([findingOf()])).gaps).toEqual([]);
});

it('adds what models find, and never takes anything away', async () => {
  const share = { service: 'x', model: 'y', usd: 0.1, dropped: 0, notes: [] };
  const asked: unknown[] = [];
  const report = await review([findingOf()], 'all', {
    askModels: async (...given: unknown[]) => {
      asked.push(given);
      return { findings: [findingOf({ line: 2, foundBy: 'model', ruleId: 'model/other' })], share };
    },
  });
  expect(asked).toEqual([[SOURCE, [findingOf()]]]);
  expect(report.findings.map(({ line }) => line)).toEqual([1, 2]);
  expect(report.model).toEqual(share);
});

it('names the rules that looked: by every word of them, and by what they find', () => {
  const version = versionOf(rules);
  expect(versionOf({ ...rules, rules: [...rules.rules] })).toBe(version);
  expect(versionOf({ ...rules, version: 2 })).not.toBe(version);
  expect(versionOf({ ...rules, rules: [{ ...RULE, description: 'Other.' }] })).not.toBe(version);
  const other = { ...RULE, id: 'toy/other' };
  expect(versionOf({ rules: [RULE, other], version: 1 })).toBe(
    versionOf({ rules: [other, RULE], version: 1 }),
  );
});

it('sums a report up in a line', async () => {
  const findings = [
    findingOf({ severity: 'low' }),
    findingOf({ severity: 'high' }),
    findingOf({ ruleId: 'toy/b', severity: 'info' }),
  ];
  expect(summarize(await review(findings))).toMatchObject({
    counts: { critical: 0, high: 1, medium: 0, low: 1, info: 1 },
    rules: [
      { ruleId: RULE.id, severity: 'high', count: 2 },
      { ruleId: 'toy/b', severity: 'info', count: 1 },
    ],
  });
});
