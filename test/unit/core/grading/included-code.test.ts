import { describe, expect, it } from 'vitest';
import { joinIncluded, type LoadedCode } from '../../../../core/grading/included-code.ts';
import { LANGUAGES, type LanguageId } from '../../../../core/grading/languages/index.ts';
import type { ProgramSource } from '../../../../core/grading/languages/language.ts';

const code = (names: readonly string[], start: Omit<LoadedCode, 'files'> = {}): LoadedCode => ({
  files: names.map((name) => ({ name, content: 'theirs' })),
  ...start,
});

/** Names of the files that are judged, with an asterisk those of the problem; what starts; what is looked at beside it. */
function join(language: LanguageId, source: ProgramSource, included: LoadedCode, entryPoint?: string) {
  const joined = joinIncluded(
    { source, included, ...(entryPoint === undefined ? {} : { entryPoint }) },
    LANGUAGES[language],
  );
  if (typeof joined.source === 'string' || joined.source instanceof Uint8Array) throw new Error('one source');
  return [
    joined.source.map(({ name, content }) => (content === 'theirs' ? `${name}*` : name)),
    joined.entryPoint,
    joined.loaded,
  ];
}

function textsOf(source: ProgramSource): (readonly [string, string])[] {
  if (typeof source === 'string' || source instanceof Uint8Array) throw new Error('one source');
  return source.map(({ name, content }) => [
    name,
    typeof content === 'string' ? content : new TextDecoder().decode(content),
  ]);
}

describe('a program with what a problem puts beside it', () => {
  it('that is one source gets the name by which it is loaded', () => {
    const grader = code(['grader.py'], { starts: 'grader.py', sourceName: 'twice.py' });
    expect(join('python', 'x', grader)).toEqual([['grader.py*', 'twice.py'], 'grader.py', ['twice.py']]);
  });

  it('that is one source keeps the name of its class', () => {
    const grader = code(['grader.java'], { starts: 'grader.java' });
    expect(join('java', 'public class Twice {}', grader)).toEqual([
      ['grader.java*', 'Twice.java'],
      'grader.java',
      ['Twice.java'],
    ]);
  });

  it('that is one source is not lost to a file that has its usual name', () => {
    expect(join('cpp', 'x', code(['main.cpp']))[0]).toEqual(['main.cpp*', 'solution.cpp']);
    expect(join('python', 'x', code(['main.py'], { starts: 'main.py' }))[0]).toEqual([
      'main.py*',
      'solution.py',
    ]);
  });

  it('starts as it does alone where nothing of the problem starts', () => {
    const library = code(['a.py']);
    const files = ['one.py', 'two.py'].map((name) => ({ name, content: 'x' }));
    expect(join('python', 'x', library)).toEqual([['a.py*', 'main.py'], 'main.py', []]);
    expect(join('python', files, library)).toEqual([['a.py*', 'one.py', 'two.py'], 'one.py', ['two.py']]);
    expect(join('python', files, library, 'two.py')[1]).toBe('two.py');
    expect(join('java', 'class B { public static void main(String[] a) {} }', code(['A.java']))[1]).toBe('B');
  });

  it('has the problem’s words before each source of its own, and before no header', () => {
    const included = { ...code(['grader.cpp']), before: '#define main other\n' };
    const files = [
      { name: 'a.cpp', content: 'a' },
      { name: 'b.h', content: 'b' },
      { name: 'c.cc', content: new TextEncoder().encode('c') },
    ];
    const { source, loaded } = joinIncluded({ source: files, included }, LANGUAGES.cpp);
    expect(textsOf(source)).toEqual([
      ['grader.cpp', 'theirs'],
      ['a.cpp', '#define main other\na'],
      ['b.h', 'b'],
      ['c.cc', '#define main other\nc'],
    ]);
    expect(loaded).toEqual(['c.cc']);
    const one = joinIncluded({ source: 'x', included }, LANGUAGES.cpp);
    expect(textsOf(one.source)[1]).toEqual(['main.cpp', '#define main other\nx']);
  });

  it('has them before the text of a source, not before its byte-order mark', () => {
    const included = { ...code(['grader.cpp']), before: '#line 1\n' };
    for (const content of ['\uFEFFx', new TextEncoder().encode('\uFEFFx')])
      expect(textsOf(joinIncluded({ source: content, included }, LANGUAGES.cpp).source)[1]).toEqual([
        'main.cpp',
        '#line 1\nx',
      ]);
  });

  it('cannot take the place of a file, nor start past one', () => {
    const grader = code(['grader.py'], { starts: 'grader.py', sourceName: 'twice.py' });
    const files = ['grader.py', 'twice.py'].map((name) => ({ name, content: 'x' }));
    expect(join('python', files, grader, 'twice.py').slice(0, 2)).toEqual([
      ['grader.py*', 'twice.py'],
      'grader.py',
    ]);
  });
});
