import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../../../core/grading/bundle.ts';
import { LANGUAGES, type LanguageId } from '../../../../../core/grading/languages/index.ts';
import { UnsafeFileNameError } from '../../../../../core/grading/languages/layout.ts';

describe('laying out Java', () => {
  const layOut = (source: string) => {
    const layout = LANGUAGES.java.layOut(source);
    return [layout.files[0]?.name, layout.entry];
  };

  it.each([
    [
      'a public class',
      'import java.util.*; public class Sum { public static void main(String[] a) {} }',
      'Sum.java',
      'Sum',
    ],
    [
      'a class that is not public',
      'class Hello { public static void main(String... a) {} }',
      'Hello.java',
      'Hello',
    ],
    [
      'main in the second class',
      'class Edge { int a; } class Prog { public static void main(String[] a) {} }',
      'Prog.java',
      'Prog',
    ],
    [
      'a public class beside the one with main',
      'public class A { } class B { static public void main(String[] a) {} }',
      'A.java',
      'B',
    ],
    [
      'a package',
      'package org.exam; public class Main { public static void main(String[] a) {} }',
      'Main.java',
      'org.exam.Main',
    ],
    [
      'comments that lie',
      '/* public class No { */ // public class Neither {\npublic final class Yes { public static void main(String[] a) {} }',
      'Yes.java',
      'Yes',
    ],
    [
      'strings that lie',
      'class Real { static String s = "public class Fake { public static void main(String[] a)"; public static final void main(String[] a) {} }',
      'Real.java',
      'Real',
    ],
    [
      'a nested class before main',
      'public class Outer { static class Inner { } public static void main(String[] a) {} }',
      'Outer.java',
      'Outer',
    ],
    ['nothing of the kind', 'int x;', 'Main.java', 'Main'],
  ])('finds %s', (_, source, file, entry) => {
    expect(layOut(source)).toEqual([file, entry]);
  });
});

describe('laying out several files', () => {
  it('starts what the package names, else main, else the first', () => {
    const files = ['util.py', 'other.py', 'main.py'].map((name) => ({ name, content: '' }));
    expect(LANGUAGES.python.layOut(files).entry).toBe('main.py');
    expect(LANGUAGES.python.layOut(files, 'other.py').entry).toBe('other.py');
    expect(LANGUAGES.python.layOut(files.slice(0, 2)).entry).toBe('util.py');
  });

  it.each(['../run.sh', '/etc/passwd', 'a/../../b', '-rf', 'a b', "x'; exit", '', 'a//b', 'new\nline'])(
    'refuses %j',
    (name) => {
      for (const language of Object.values(LANGUAGES))
        expect(() => language.layOut([{ name, content: '' }])).toThrow(UnsafeFileNameError);
    },
  );
});

describe('a bundle', () => {
  it.each(Object.keys(LANGUAGES) as LanguageId[])(
    'of %s keeps the program in prog/ and has only our files beside it',
    (id) => {
      const language = LANGUAGES[id];
      const layout = language.layOut('the source');
      const files = Object.keys(unzipSync(makeBundle({ language, layout, memoryKiB: 65_536 })));
      const beside = files.filter((name) => !name.startsWith('prog/')).sort();
      expect(beside).toEqual([
        'assize-supervisor-aarch64',
        'assize-supervisor-x86_64',
        ...(language.compile ? ['compile.sh'] : []),
        'run.sh',
      ]);
      expect(files.filter((name) => name.startsWith('prog/'))).toHaveLength(layout.files.length);
    },
  );

  it('ends its run script in exec, so that the supervisor is alone', () => {
    const language = LANGUAGES.python;
    const files = unzipSync(makeBundle({ language, layout: language.layOut(''), memoryKiB: 65_536 }));
    expect(
      Buffer.from(files['run.sh'] ?? [])
        .toString()
        .trim()
        .split('\n')
        .at(-1),
    ).toMatch(/^exec "\$supervisor" /);
  });
});
