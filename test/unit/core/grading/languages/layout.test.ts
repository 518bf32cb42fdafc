import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../../../core/grading/bundle.ts';
import { LANGUAGES, type LanguageId } from '../../../../../core/grading/languages/index.ts';
import { UnsafeFileNameError } from '../../../../../core/grading/languages/layout.ts';

const COMPILE = { cpuMs: 15_000, wallMs: 20_000, memoryKiB: 524_288 };

describe('several files', () => {
  const main = (name: string) => `class ${name} { public static void main(String[] a) {} }`;
  const files = [
    { name: 'One.java', content: main('One') },
    { name: 'Two.java', content: `package exam; ${main('Two')}` },
  ];

  it('of Java start with the class with main, or with that of the file that is named', () => {
    expect(LANGUAGES.java.layOut(files).entry).toBe('One');
    expect(LANGUAGES.java.layOut(files, 'Two.java').entry).toBe('exam.Two');
  });

  it('start with main, or with the file that is named', () => {
    const parts = ['say.py', 'main.py'].map((name) => ({ name, content: '' }));
    expect(LANGUAGES.python.layOut(parts).entry).toBe('main.py');
    expect(LANGUAGES.python.layOut(parts, 'say.py').entry).toBe('say.py');
  });

  it('of Python get no server, which would import a file that is called like a module of the library', () => {
    const layOut = (...names: string[]) =>
      LANGUAGES.python.layOut(names.map((name) => ({ name, content: '' })));
    expect(LANGUAGES.python.forkServer?.(layOut('main.py', 're.py'))).toBeUndefined();
    expect(LANGUAGES.python.forkServer?.(layOut('main.py'))).toBeDefined();
  });
});

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
    [
      'a public class below a helper with a main of its own',
      'class Util { public static void main(String[] a) {} } public class Main { public static void main(String[] a) {} }',
      'Main.java',
      'Main',
    ],
    [
      'the class called Main where none is public',
      'class A { public static void main(String[] a) {} } class Main { public static void main(String[] a) {} }',
      'Main.java',
      'Main',
    ],
    [
      'modifiers in any legal order',
      'public class Program { strictfp static final public synchronized void main(String... argv) {} }',
      'Program.java',
      'Program',
    ],
    [
      'brackets behind the name, annotations and final',
      'public class P { @SafeVarargs @SuppressWarnings({"a", "b"}) static synchronized public void main(final String argv[]) {} }',
      'P.java',
      'P',
    ],
    [
      'an annotated parameter, a qualified String, a type parameter',
      'class Q { public static <T> void main(@Deprecated java.lang.String[] args) {} }',
      'Q.java',
      'Q',
    ],
    [
      'a dollar in a name',
      'public class My$Main { public static void main(String[] args) {} }',
      'My$Main.java',
      'My$Main',
    ],
    ['an interface', 'interface I { static void main(String[] a) {} }', 'I.java', 'I'],
    [
      'an enum',
      'public enum E { A { int f() { return 1; } }, B; public static void main(String[] a) {} }',
      'E.java',
      'E',
    ],
    [
      'a record',
      'record R<T extends Comparable<T>>(int x, T y) { public static void main(String[] a) {} }',
      'R.java',
      'R',
    ],
    [
      'a nested class where nothing else has main',
      'package p.q; public class Outer { static class Inner { public static void main(String[] a) {} } }',
      'Outer.java',
      'p.q.Outer$Inner',
    ],
    [
      'an inherited main',
      'class Base { public static void main(String[] a) {} } public class Main extends Base { }',
      'Main.java',
      'Main',
    ],
    [
      'no main in what only looks like one',
      'public class A { static void main(int[] x) {} Runnable r = () -> { class Z { } }; int[] b = { 1, 2 }; void f() { Class<?> c = A.class; } } class B { public static void main(String[] a) {} }',
      'A.java',
      'B',
    ],
    [
      'text blocks, quotes and braces in characters',
      'class T { char q = \'"\', c = \'{\'; String s = "\\"}"; String b = """\n public class No { "x" }\n"""; public static void main(String[] a) {} }',
      'T.java',
      'T',
    ],
    [
      'a main that only newer releases launch',
      'class Helper { } class App { void main() {} }',
      'App.java',
      'App',
    ],
    [
      'a name that no file can have here',
      'public class Caf\u00e9 { public static void main(String[] a) {} }',
      'Main.java',
      'Main',
    ],
    ['nothing of the kind', 'int x;', 'Main.java', 'Main'],
  ])('finds %s', (_, source, file, entry) => {
    expect(layOut(source)).toEqual([file, entry]);
  });
});

describe('laying out Kotlin', () => {
  it.each([
    ['main of a file', 'fun main() { println(1) }', 'MainKt'],
    ['a package', 'package org.exam\n\nfun main(args: Array<String>) {}', 'org.exam.MainKt'],
    ['a name for the file', '@file:JvmName("Start")\npackage a\nfun main() {}', 'a.Start'],
    ['main of an object', 'object Solution { @JvmStatic fun main(args: Array<String>) {} }', 'Solution'],
    [
      'main of a companion',
      'class A { fun f() {}\n companion object { @JvmStatic fun main(args: Array<String>) {} } }',
      'A',
    ],
    ['main behind methods of that name', 'class B { fun main() { if (true) {} } }\nfun main() {}', 'MainKt'],
    [
      'comments and texts that lie',
      '/* /* fun main() {} */ object No { */ val s = "object {"\nfun main() {}',
      'MainKt',
    ],
    ['nothing of the kind', 'val x = 1', 'MainKt'],
  ])('finds %s', (_, source, entry) => {
    expect(LANGUAGES.kotlin.layOut(source).entry).toBe(entry);
  });

  it('starts that of several files which has main, or is named', () => {
    const files = [
      { name: 'util.kt', content: 'fun help() {}' },
      { name: 'first-try.kt', content: 'package a\nfun main() {}' },
      { name: '2nd.kt', content: 'fun main() {}' },
    ];
    expect(LANGUAGES.kotlin.layOut(files).entry).toBe('a.First_tryKt');
    expect(LANGUAGES.kotlin.layOut(files, '2nd.kt').entry).toBe('_2ndKt');
  });
});

describe('laying out Scala', () => {
  it.each([
    ['an object with main', 'object Sum { def main(args: Array[String]): Unit = {} }', 'Sum'],
    ['an App', 'object Sum extends App { println(1) }', 'Sum'],
    ['an App with more', 'object Sum extends Helper with App { println(1) }', 'Sum'],
    ['a package', 'package org.exam\nobject Sum extends App', 'org.exam.Sum'],
    ['a package in braces', 'package org { package exam { object Sum extends App { } } }', 'org.exam.Sum'],
    ['Main before others', 'object A extends App { }\nobject Main extends App { }', 'Main'],
    [
      'no class, and no object in one',
      'class A { def main(args: Array[String]) {}; object B { def main(args: Array[String]) {} } }\nobject C { object D { def main(a: Array[String]) {} }; def main(a: Array[String]) { } }',
      'C',
    ],
    ['nothing of the kind', 'class A', 'Main'],
  ])('finds %s', (_, source, entry) => {
    expect(LANGUAGES.scala.layOut(source).entry).toBe(entry);
  });
});

describe('laying out several files of Pascal and Haskell', () => {
  it('starts the program, not a unit', () => {
    const files = [
      { name: 'hello.pp', content: '{ prints }\nUnit hello;\ninterface\n' },
      { name: 'start.pas', content: '(* says *)\nprogram start;\nuses hello;\n' },
    ];
    expect(LANGUAGES.pascal.layOut(files).entry).toBe('start.pas');
    expect(LANGUAGES.pascal.layOut(files, 'hello.pp').entry).toBe('hello.pp');
  });

  it('starts the module Main', () => {
    const files = [
      { name: 'Aid.hs', content: 'module Aid (main, aid) where\nmain = 1\naid = 2\n' },
      { name: 'Start.hs', content: 'import Aid\nmain = print aid\n' },
    ];
    expect(LANGUAGES.haskell.layOut(files).entry).toBe('Start.hs');
  });
});

describe('laying out SQL', () => {
  it('reads the main file last', () => {
    const files = ['main.sql', 'views.sql'].map((name) => ({ name, content: '' }));
    expect(LANGUAGES.sql.layOut(files).files.map(({ name }) => name)).toEqual(['views.sql', 'main.sql']);
  });
});

describe('laying out several files', () => {
  it('starts what the package names, else main, else the first', () => {
    const files = ['util.py', 'other.py', 'main.py'].map((name) => ({ name, content: '' }));
    expect(LANGUAGES.python.layOut(files).entry).toBe('main.py');
    expect(LANGUAGES.python.layOut(files, 'other.py').entry).toBe('other.py');
    expect(LANGUAGES.python.layOut(files.slice(0, 2)).entry).toBe('util.py');
  });

  it.each(['../run', '/etc/passwd', 'a/../../b', '-rf', 'a b', "x'; exit", '', 'a//b', 'new\nline'])(
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
      const files = Object.keys(
        unzipSync(makeBundle({ language, layout, memoryKiB: 65_536, compileLimits: COMPILE })),
      );
      const beside = files.filter((name) => !name.startsWith('prog/')).sort();
      expect(beside).toEqual([
        'assize-supervisor-aarch64',
        'assize-supervisor-x86_64',
        ...((language.compile ?? language.check) ? ['compile'] : []),
        'run',
      ]);
      expect(files.filter((name) => name.startsWith('prog/'))).toHaveLength(layout.files.length);
    },
  );

  it('ends its run script in exec, so that the supervisor is alone', () => {
    const language = LANGUAGES.python;
    const files = unzipSync(
      makeBundle({ language, layout: language.layOut(''), memoryKiB: 65_536, compileLimits: COMPILE }),
    );
    expect(
      Buffer.from(files.run ?? [])
        .toString()
        .trim()
        .split('\n')
        .at(-1),
    ).toMatch(/^exec "\$supervisor" /);
  });
});
