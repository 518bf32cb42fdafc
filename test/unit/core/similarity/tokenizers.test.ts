import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_IDS, LANGUAGES } from '../../../../core/grading/languages/index.ts';
import { MAX_LENGTH, MAX_TOKENS } from '../../../../core/similarity/token-stream.ts';
import { loadTokenizer } from '../../../../core/similarity/tokenizers.ts';
import { familyOf, hasGrammar } from '../../../../core/syntax/grammars.ts';
import { MAX_NESTING } from '../../../../core/syntax/readable-part.ts';
import { disguise } from './disguise.ts';

const tokensOf = async (language: keyof typeof LANGUAGES, source: string) =>
  (await loadTokenizer(LANGUAGES[language].editor.grammar))(source);

describe.each(LANGUAGE_IDS)('a program in %s', (language) => {
  const { known, editor } = LANGUAGES[language];

  it('is read whole', async () => {
    expect(editor.grammar).toBeDefined();
    for (const source of [known.source, editor.starter]) {
      const { tokens, faults } = await tokensOf(language, source);
      expect({ many: tokens.length > (hasGrammar(editor.grammar) ? 60 : 15), faults }).toEqual({
        many: true,
        faults: 0,
      });
    }
  });

  it('has the same tokens whatever things are called, and however it is laid out and explained', async () => {
    const { tokens } = await tokensOf(language, known.source);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const other = await tokensOf(language, disguise(known.source, language, seed));
        expect(other.tokens).toEqual(tokens);
      }),
      { numRuns: 4 },
    );
  });

  it('has the same tokens at the same places whichever way its lines end', async () => {
    const { tokens } = await tokensOf(language, known.source);
    expect((await tokensOf(language, known.source.replaceAll('\n', '\r'))).tokens).toEqual(tokens);
    const windows = await tokensOf(language, known.source.replaceAll('\n', '\r\n'));
    expect(windows.tokens).toEqual(tokens);
    expect(windows.to.at(-1)).toBeGreaterThan(known.source.length - 2);
  });

  it('is told where each token stands, in order', async () => {
    const { tokens, from, to } = await tokensOf(language, known.source);
    expect([from.length, to.length]).toEqual([tokens.length, tokens.length]);
    for (const [at, start] of from.entries()) {
      expect(start).toBeGreaterThanOrEqual(from[at - 1] ?? 0);
      expect(to[at]).toBeGreaterThanOrEqual(start);
    }
    expect(to.at(-1)).toBeLessThanOrEqual(known.source.length);
  });
});

describe('what is no program', () => {
  const nasty = {
    nothing: '',
    'one line without end': 'a=1;'.repeat(16 * 1024),
    'brackets that never close': '('.repeat(16 * 1024),
    'blocks that never close': 'if(a){'.repeat(2 * 1024),
    bytes: Array.from({ length: 8 * 1024 }, (_, at) => String.fromCharCode(1 + ((at * 7919) % 255))).join(''),
  };
  it.each(Object.entries(nasty))('%s is passed over, and never more than a bound', async (_, source) => {
    for (const language of LANGUAGE_IDS) {
      const { tokens, from, to } = await tokensOf(language, source);
      expect(tokens.length).toBeLessThanOrEqual(MAX_TOKENS);
      expect([from.length, to.length]).toEqual([tokens.length, tokens.length]);
    }
  });

  it('is read up to a bound, and it is told', async () => {
    for (const language of ['python', 'javascript'] as const) {
      expect((await tokensOf(language, `${'x = 1\n'.repeat(100)}`)).isCut).toBe(false);
      expect(await tokensOf(language, `${' '.repeat(MAX_LENGTH)}x = 1\n`)).toMatchObject({ isCut: true });
      expect(await tokensOf(language, `y = 2\n${'('.repeat(MAX_NESTING + 1)}`)).toMatchObject({
        isCut: true,
      });
      expect(await tokensOf(language, `y = "${'('.repeat(MAX_NESTING + 1)}"\n`)).toMatchObject({
        isCut: false,
      });
      const long = await tokensOf(language, 'f(1)\n'.repeat(3_000));
      expect(long).toMatchObject({ isCut: true });
      expect(long.tokens).toHaveLength(MAX_TOKENS);
    }
  });
});

describe('a language without a grammar', () => {
  it('is read by its words', async () => {
    const tokenize = await loadTokenizer(undefined);
    const one = tokenize('function Twice(n: integer): integer; begin Twice := 2 * n end; // doubles\n');
    const other = tokenize(
      'FUNCTION Double(k: longint): longint;\nbegin\n  Double := 3 * k\nend; /* so */\n',
    );
    expect(one.tokens).toContain('word begin');
    expect(one.tokens.map((token) => token.toLowerCase())).toEqual(
      other.tokens.map((token) => token.toLowerCase()),
    );
    expect(tokenize('x := 1 + 2').tokens).not.toEqual(tokenize('x := 1 ; y').tokens);
    expect(tokenize('if '.repeat(MAX_TOKENS))).toMatchObject({ isCut: true });
  });

  it.each([
    ['bash', 'x=1 # y\n'],
    ['csharp', 'x=1 // y\n'],
    ['haskell', 'x=1 -- y\n{- z -}'],
    ['lua', 'x=1 --[[ y\n z ]]'],
    ['ocaml', 'x=1 (* y *)'],
    ['pascal', 'x=1 { y } (* z *)'],
    ['sql', 'x=1 -- y\n/* z */'],
  ])('%s has its own comments', async (grammar, source) => {
    expect((await loadTokenizer(grammar))(source).tokens).toEqual(
      (await loadTokenizer(grammar))('x=1').tokens,
    );
  });

  it('is compared with itself alone; dialects of one grammar are compared', () => {
    expect(familyOf('pascal', undefined)).not.toBe(familyOf('ada', undefined));
    expect(familyOf('c', 'cpp')).toBe(familyOf('cpp', 'cpp'));
    expect(familyOf('typescript', 'typescript')).toBe(familyOf('javascript', 'javascript'));
  });
});
