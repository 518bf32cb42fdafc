import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../../core/review/finding.ts';
import { ModelError } from '../../../../../core/review/models/language-model.ts';
import { MODEL_RULES, modelCategoriesOf } from '../../../../../core/review/models/model-rules.ts';
import { prepareSource } from '../../../../../core/review/models/prepare-source.ts';
import {
  type AnswerGround,
  MAX_MODEL_FINDINGS,
  readAnswer,
} from '../../../../../core/review/models/read-answer.ts';
import { CATEGORIES } from '../../../../../core/review/rule.ts';
import { answerOf } from '../../../../support/models.ts';

const LINES = [
  'contract Purse {',
  '  // owner.transfer(all);',
  '  function leave() public { owner.call(""); }',
  '}',
  '',
];
const groundOf = (source: string, known: readonly Finding[] = []): AnswerGround => ({
  prepared: prepareSource(
    { source, language: 'solidity', people: [] },
    { stripComments: false, stripPersonalData: false },
  )!,
  categories: modelCategoriesOf('solidity', 'all'),
  known,
});
const ground = groundOf(LINES.join('\n'));
const said = {
  line: 3,
  quote: 'owner.call("")',
  category: 'unchecked-low-level-calls',
  severity: 'high',
  confidence: 'high',
  message: 'What owner.call answers is not looked at.',
  recommendation: 'Look at it.',
};
const known = (finding: Partial<Finding>): Finding => ({
  ruleId: 'solidity/unchecked-call',
  kind: 'security',
  category: 'unchecked-low-level-calls',
  severity: 'low',
  confidence: 'low',
  line: 3,
  message: 'known',
  foundBy: 'detector',
  ...finding,
});

describe('an answer', () => {
  it('is believed where it quotes what stands at the line, though never as sure as a rule', () => {
    const { findings, dropped } = readAnswer(answerOf(said), ground);
    expect(findings).toMatchObject([
      { line: 3, ruleId: 'model/unchecked-low-level-calls', confidence: 'medium' },
    ]);
    expect(dropped).toBe(0);
  });

  it.each([
    ['a line that is not there', { line: 99 }],
    ['line 0', { line: 0 }],
    ['a line that is no number', { line: '3' }],
    ['a quote of another line', { line: 1 }],
    ['a quote of nothing', { quote: '{ ' }],
    ['a quote of half a name', { quote: 'owne' }],
    ['a quote of a comment', { line: 2, quote: 'owner.transfer(all)' }],
    ['a category that nobody knows', { category: 'poetry' }],
    ['a category of parsers', { category: 'syntax' }],
    ['a category of other languages', { category: 'hard-coded-answers' }],
    ['a severity that nobody knows', { severity: 'none' }],
    ['no message', { message: '' }],
    ['a message of signs that nobody sees', { message: '\u200b\u202e \u0007' }],
    ['a message of a book', { message: 'x'.repeat(5_000) }],
    ['more than was asked for', { foundBy: 'detector' }],
    ['an order', { removes: 'solidity/time' }],
  ])('is dropped and counted where it has %s', (_, change) => {
    expect(readAnswer(answerOf({ ...said, ...change }), ground)).toEqual({ findings: [], dropped: 1 });
  });

  it.each([[null], [7], ['text'], [[]], [{}]])('of things that are no findings keeps none: %j', (thing) => {
    const text = JSON.stringify({ findings: [thing, said] });
    expect(readAnswer(text, ground)).toMatchObject({ findings: [{ line: 3 }], dropped: 1 });
  });

  it.each([
    ['', 'its answer is no JSON'],
    ['I found nothing.', 'its answer is no JSON'],
    ['{"findings": [', 'its answer is no JSON'],
    ['[]', 'its answer is not of the form'],
    ['null', 'its answer is not of the form'],
    ['{"findings": []} {"findings": []}', 'its answer is no JSON'],
    ['{"findings": [], "ignore": ["solidity/time"]}', 'its answer is not of the form'],
    [`{"findings": [], "x": "${'x'.repeat(300_000)}"}`, 'its answer has more than'],
    [`{"findings": ${'['.repeat(100_000)}`, 'its answer is no JSON'],
  ])('is malformed: %.40s', (text, message) => {
    expect(() => readAnswer(text, ground)).toThrow(ModelError);
    expect(() => readAnswer(text, ground)).toThrow(message);
  });

  it.each([['```json\n%\n```'], ['```\n%```\n'], ['  \n```json  \n%\n  ```  ']])(
    'may stand in a block of code: %j',
    (form) => {
      expect(readAnswer(form.replace('%', answerOf(said)), ground).findings).toHaveLength(1);
    },
  );

  it('never says again what a detector says of that place, and changes nothing of it', () => {
    for (const there of [{}, { line: 2 }, { line: 4 }, { line: 1, endLine: 5 }]) {
      const finding = Object.freeze(known(there));
      expect(
        readAnswer(answerOf({ ...said, severity: 'critical' }), groundOf(LINES.join('\n'), [finding])),
      ).toEqual({
        findings: [],
        dropped: 1,
      });
    }
    for (const elsewhere of [{ line: 1 }, { category: 'reentrancy' as const }])
      expect(
        readAnswer(answerOf(said), groundOf(LINES.join('\n'), [known(elsewhere)])).findings,
      ).toHaveLength(1);
  });

  it('has each thing once, and the gravest where there are too many', () => {
    const source = Array.from({ length: 60 }, (_none, n) => `uint name${n};`).join('\n');
    const many = Array.from({ length: 60 }, (_none, n) => ({
      ...said,
      line: n + 1,
      quote: `name${n}`,
      severity: n >= 50 ? 'critical' : 'low',
    }));
    const { findings, dropped } = readAnswer(answerOf(...many, ...many), groundOf(source));
    expect(findings).toHaveLength(MAX_MODEL_FINDINGS);
    expect(dropped).toBe(120 - MAX_MODEL_FINDINGS);
    expect(findings.slice(0, 10).map(({ line }) => line)).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
  });

  it.each([
    ['a link [here](https://evil.example/x) and https://evil.example?q=1', 'a link here and (link)'],
    ['<script>alert(1)</script> `x`', "‹script›alert(1)‹/script› 'x'"],
    ['\u001b[31mred\u001b[0m\r\nnext\u2028line', '[31mred [0m next line'],
    ['\u202eabc\u200b', 'abc'],
    ['![x](data:text/html,1) javascript:alert(1), data: 5', 'x (link)), data: 5'],
    ['[a] (b) stays, vector<int> too', '[a] (b) stays, vector‹int› too'],
    ['half \ud800', 'half \ufffd'],
    ['w'.repeat(400), `${'w'.repeat(299)}…`],
  ])('says plain words: %j', (message, plain) => {
    expect(readAnswer(answerOf({ ...said, message }), ground).findings[0]?.message).toBe(plain);
  });

  it('says of programs that mean harm what staff alone sees', () => {
    const finding = { ...said, line: 1, quote: 'os.fork()', category: 'hostile-intent' };
    const prepared = prepareSource(
      { source: 'os.fork()', language: 'python', people: [] },
      { stripComments: true, stripPersonalData: true },
    )!;
    const { findings } = readAnswer(answerOf(finding), {
      prepared,
      categories: modelCategoriesOf('python', 'all'),
      known: [],
    });
    expect(findings).toMatchObject([{ audience: 'staff' }]);
  });

  it('is malformed or held against the source, whatever it is', () => {
    const some = fc.record(
      {
        line: fc.oneof(fc.integer({ min: -2, max: 8 }), fc.double()),
        quote: fc.oneof(fc.constantFrom('owner', 'Purse', 'call', '', 'function leave()'), fc.string()),
        category: fc.constantFrom(...CATEGORIES, 'none'),
        severity: fc.constantFrom('critical', 'low', 'none'),
        confidence: fc.constantFrom('high', 'low', 7),
        message: fc.string({ unit: 'binary', maxLength: 400 }),
        recommendation: fc.string({ unit: 'binary', maxLength: 400 }),
      },
      { requiredKeys: ['line', 'quote', 'category'] },
    );
    const detectors = [known({ line: 1, category: 'other' })];
    fc.assert(
      fc.property(fc.array(fc.oneof(some, fc.jsonValue()), { maxLength: 60 }), (items) => {
        const { findings, dropped } = readAnswer(
          JSON.stringify({ findings: items }),
          groundOf(LINES.join('\n'), detectors),
        );
        expect(findings.length + dropped).toBe(items.length);
        for (const { line, message, foundBy, ruleId, confidence } of findings) {
          expect([1, 3]).toContain(line);
          expect(foundBy).toBe('model');
          expect(ruleId).toMatch(/^model\//);
          expect(confidence).not.toBe('high');
          expect(message).not.toMatch(/[\p{C}<>`]/u);
          expect([...message].length).toBeLessThanOrEqual(300);
        }
      }),
    );
  });
});

it('rules of models have one category each, and each has one but what parsers say', () => {
  expect(MODEL_RULES.map(({ category }) => category).toSorted()).toEqual(
    CATEGORIES.filter((category) => category !== 'syntax').toSorted(),
  );
});
