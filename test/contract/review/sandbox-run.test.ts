import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { askSandbox } from '../../../core/review/sandbox/ask-sandbox.ts';
import { useJudge } from '../judge/judge-under-test.ts';

const under = useJudge();

/** What the judge's sandbox says of a source. */
async function review(language: string, source: string) {
  const { findings, gaps } = await askSandbox(
    { language, source },
    { judge: under.judge, newNonce: () => randomBytes(16).toString('hex') },
  );
  return { told: findings.map(({ ruleId, line, column }) => `${ruleId} ${line}:${column}`), findings, gaps };
}

describe('what a compiler says in a judge’s sandbox', () => {
  it('of a program in C has its lines and columns, also behind letters of two bytes', async () => {
    const { told } = await review(
      'c',
      '#include <stdio.h>\nint f(int a) {\n  if (a > 2) return 1;\n}\nint main(void) {\n  /* ä */ int b; printf("%s\\n", f(b));\n}\n',
    );
    expect(told).toEqual(
      expect.arrayContaining([expect.stringMatching(/^gcc\/wrong-format 6:2\d$/), 'gcc/missing-return 4:1']),
    );
    expect(told.some((one) => /^gcc\/uninitialised 6:/.test(one))).toBe(true);
  });

  it('of a program in C++ that does not compile is what it says first', async () => {
    const { told, findings } = await review(
      'cpp',
      '#include <vector>\nint main() {\n  std::vector<int> a;\n  return b;\n}\n',
    );
    expect(told).toEqual(['gcc/error 4:10']);
    expect(findings[0]?.message).toMatch(/b.* was not declared in this scope/);
  });

  it('of a sound program is nothing', async () => {
    expect(await review('cpp', '#include <cstdio>\nint main() {\n  std::puts("1");\n}\n')).toMatchObject({
      told: [],
      gaps: [],
    });
    expect(await review('python', 'for i in range(3):\n    print(i)\n')).toMatchObject({
      told: [],
      gaps: [],
    });
  });

  it('cannot be moved to other lines or silenced by the source', async () => {
    const { told, gaps } = await review(
      'c',
      '#pragma GCC diagnostic ignored "-Wreturn-type"\n#line 900 "/etc/passwd"\nint f(void) {\n}\nint main(void) { return f(); }\n',
    );
    expect(told).toContain('gcc/missing-return 4:1');
    expect(gaps.map(({ why }) => why)).toEqual([
      "Of the compiler in a judge's sandbox: directives that move lines or silence warnings were left out.",
    ]);
  });

  it('is bounded, whatever the source makes of the preprocessor and of templates', async () => {
    const bomb = Array.from({ length: 40 }, (_, at) => `#define A${at + 1} A${at} A${at}`).join('\n');
    const { gaps } = await review('c', `#define A0 int x;\n${bomb}\nA40\nint main(void) { return 0; }\n`);
    expect(gaps.map(({ why }) => why)).toContain(
      "Of the compiler in a judge's sandbox: the compiler did not come to its end.",
    );
    const deep =
      'template <int N> struct T { static const int v = T<N + 1>::v + T<N + 2>::v; };\nint main() { return T<0>::v; }\n';
    expect((await review('cpp', deep)).told.length).toBeGreaterThan(0);
  });

  it('of a program in Python is what does not compile, what it warns of, and names that nothing reads', async () => {
    expect((await review('python', 'n = 1\nfor i in range(n)\n    print(i)\n')).told).toEqual([
      expect.stringMatching(/^python\/does-not-compile 2:/),
    ]);
    const source =
      'def f(a):\n    b = 1\n    try:\n        return a is "x"\n    except:\n        return None\nprint(f("x"))\n';
    expect((await review('python', source)).told).toEqual(
      expect.arrayContaining([
        'program/unused-variable 2:5',
        expect.stringMatching(/^python\/warning 4:/),
        'python/bare-except 5:5',
      ]),
    );
  });
});
