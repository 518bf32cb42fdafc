import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSource, MAX_ELSE, MAX_TOKENS, weigh } from '../../../../../core/review/solidity/cut-source.ts';
import { solidityDetectors } from '../../../../../core/review/solidity/solidity-detectors.ts';

const inFunction = (body: string) =>
  `contract C {\n  uint s;\n  function f(uint a) public {\n${body}\n  }\n}\n`;
const deep = (levels: number) => `a = ${'m['.repeat(levels)}1${']'.repeat(levels)};\n`;
const rulesOf = (source: string) =>
  solidityDetectors.detect({ language: 'solidity', source }).findings.map(({ ruleId }) => ruleId);

describe('what is left out of a source before it is parsed', () => {
  it('begins with a statement and ends with the braces that were open, so that nothing of what is left is an error', () => {
    const source = inFunction(`selfdestruct(msg.sender);\n${deep(40).repeat(200)}`);
    const { text, gaps } = cutSource(source);
    expect(gaps).toHaveLength(1);
    expect(text).toHaveLength(source.length);
    expect(text.trimEnd()).toMatch(/;\s*\}\s*\}$/);
    expect(weigh(text)).toBeLessThanOrEqual(MAX_TOKENS);
    const rules = rulesOf(source);
    expect(rules).not.toContain('solidity/syntax-error');
    expect(rules).toContain('solidity/unprotected-selfdestruct');
  });

  it.each([
    ['statements', ' else if (a > 2) s = 2;'],
    ['blocks', ' else if (a > 2) { s = 2; }'],
  ])('is what stands behind %s after `else`, from the one too many on', (_, part) => {
    const source = inFunction(`if (a > 1) s = 1;${part.repeat(MAX_ELSE + 20)}`);
    const { text, gaps } = cutSource(source);
    expect(gaps).toMatchObject([{ why: expect.stringContaining('`else` in a row') }]);
    expect(text.match(/else/g)).toHaveLength(MAX_ELSE);
    expect(rulesOf(source)).not.toContain('solidity/syntax-error');
  });

  it('is nothing of many short chains of `else`', () => {
    const source = inFunction('if (a > 1) s = 1; else s = 2;\n'.repeat(3 * MAX_ELSE));
    expect(cutSource(source)).toEqual({ text: source, gaps: [] });
  });

  it('leaves all lines where they were, whatever is sent', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ';',
      'else ',
      'if (a) ',
      'a = 1;',
      '\n',
      '\r\n',
      '"',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (parts, times) => {
        const source = parts.join('').repeat(times);
        const { text } = cutSource(source);
        expect(text.length).toBe(source.length);
        expect(text.replace(/[^\r\n]/g, ' ')).toBe(source.replace(/[^\r\n]/g, ' '));
        expect(weigh(text)).toBeLessThanOrEqual(MAX_TOKENS);
      }),
    );
  });
});
