/** Small packages of other formats than the problem package format, each without any fault. */

const TESTLIB =
  '#ifndef OK_EXIT_CODE\n#   define OK_EXIT_CODE 0\n#endif\nvoid registerTestlibCmd(int, char **);\n';

/** `problem.xml` of Polygon, with tests, parts of `judging/testset`, and parts of `assets`. */
export function polygonXml({
  tests = '<test method="manual" sample="true"/><test method="generated" cmd="gen 5"/>',
  groups = '',
  checker = '<checker name="std::wcmp.cpp" type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>',
  assets = '',
  judging = 'input-file="" output-file=""',
  tags = '',
}: {
  readonly tests?: string;
  readonly groups?: string;
  readonly checker?: string;
  readonly assets?: string;
  readonly judging?: string;
  readonly tags?: string;
} = {}): string {
  return `<?xml version="1.0" encoding="utf-8" standalone="no"?>
<problem revision="3" short-name="twice" url="https://polygon.codeforces.com/p1/somebody/twice">
    <names>
        <name language="english" value="Twice"/>
        <name language="russian" value="Вдвое"/>
    </names>
    <statements>
        <statement charset="UTF-8" language="english" path="statements/english/problem.tex" type="application/x-tex"/>
        <statement charset="UTF-8" language="russian" path="statements/russian/problem.tex" type="application/x-tex"/>
    </statements>
    <judging ${judging}>
        <testset name="tests">
            <time-limit>1500</time-limit>
            <memory-limit>268435456</memory-limit>
            <test-count>2</test-count>
            <input-path-pattern>tests/%02d</input-path-pattern>
            <answer-path-pattern>tests/%02d.a</answer-path-pattern>
            <tests>${tests}</tests>
            ${groups}
        </testset>
    </judging>
    <files>
        <resources><file path="files/testlib.h" type="h.g++"/></resources>
    </files>
    <assets>
        ${checker}
        <validators>
            <validator><source path="files/val.cpp" type="cpp.g++17"/></validator>
        </validators>
        <solutions>
            <solution tag="main"><source path="solutions/main.py" type="python.3"/></solution>
            <solution tag="wrong-answer"><source path="solutions/same.cpp" type="cpp.g++17"/></solution>
            <solution tag="time-limit-exceeded-or-accepted"><source path="solutions/slow.py" type="python.2"/></solution>
        </solutions>
        ${assets}
    </assets>
    <tags>${tags}</tags>
</problem>
`;
}

/** A full package of Codeforces Polygon. */
export const POLYGON: Readonly<Record<string, string>> = {
  'problem.xml': polygonXml(),
  'statement-sections/english/legend.tex': 'Print \\t{twice} the number, as in \\includegraphics{two.png}.',
  'statement-sections/english/input.tex': 'A number.',
  'statement-sections/english/two.png': 'png',
  'statements/russian/problem.tex':
    '\\begin{problem}{Вдвое}{стандартный ввод}{стандартный вывод}{1 секунда}{256 мегабайт}\n\nВыведите.\n\n\\InputFile\nЧисло.\n\n\\Example\n\n\\begin{example}\n\\exmpfile{example.01}{example.01.a}%\n\\end{example}\n\n\\end{problem}\n',
  'statements/english/problem.tex': 'made of the parts',
  'files/testlib.h': TESTLIB,
  'files/check.cpp': '#include "testlib.h"\nint main(int c, char **v) { registerTestlibCmd(c, v); }\n',
  'files/val.cpp': '#include "testlib.h"\nint main(int c, char **v) { registerValidation(c, v); }\n',
  'files/gen.cpp': 'int main() {}\n',
  'solutions/main.py': 'print(2 * int(input()))\n',
  'solutions/same.cpp': 'int main() {}\n',
  'solutions/slow.py': 'print 2 * input()\n',
  'tests/01': '1\n',
  'tests/01.a': '2\n',
  'tests/02': '5\n',
  'tests/02.a': '10\n',
};

/** A task of CMS in its Italian format. */
export const CMS: Readonly<Record<string, string>> = {
  'task.yaml':
    'name: twice\ntitle: Il doppio\ntime_limit: 1.5\nmemory_limit: 256\nn_input: 4\nprimary_language: it\ninfile: ""\noutfile: ""\n',
  'statement/statement.pdf': '%PDF-1.4',
  'statement/english.pdf': '%PDF-1.4 en',
  'att/twice.zip': 'zip',
  'gen/GEN': '#ST: 0\n1 # the sample\n#ST: 40\n# small\n5\n#COPY: extra.txt\n#ST: 60\n7\n',
  'input/input0.txt': '1\n',
  'output/output0.txt': '2\n',
  'input/input1.txt': '5\n',
  'output/output1.txt': '10\n',
  'input/input2.txt': '6\n',
  'output/output2.txt': '12\n',
  'input/input3.txt': '7\n',
  'output/output3.txt': '14\n',
  'sol/solution.cpp': 'int main() {}\n',
};

/** The same, whose participants write a function that graders call. */
export const CMS_GRADED: Readonly<Record<string, string>> = {
  ...CMS,
  'sol/grader.cpp':
    '#include <cstdio>\n#include "twice.h"\n#ifndef EVAL\n#error alone\n#endif\nint main() { int n; scanf("%d", &n); printf("%d\\n", twice(n)); }\n',
  'sol/twice.h': 'int twice(int n);\n',
  'sol/grader.java':
    'public class grader { public static void main(String[] a) { System.out.println(twice.twice(new java.util.Scanner(System.in).nextInt())); } }\n',
  'sol/grader.pas':
    'program grader;\nuses twice, twicelib;\nvar n: longint;\nbegin readln(n); say(double(n)); end.\n',
  'sol/twicelib.pas':
    'unit twicelib;\ninterface\nprocedure say(n: longint);\nimplementation\nprocedure say(n: longint);\nbegin writeln(n); end;\nend.\n',
  'sol/grader.py': 'import twice\nprint(twice.twice(int(input())))\n',
  'sol/grader.adb': 'null;\n',
  // What is under #ifndef EVAL is for trying at home, where no grader is beside it.
  'sol/solution.cpp':
    '#include "twice.h"\nint twice(int n) { return 2 * n; }\n#ifndef EVAL\nint main() { return twice(1); }\n#endif\n',
  'sol/solution.java': 'class twice { static int twice(int n) { return 2 * n; } }\n',
  'sol/solution.pas':
    'unit twice;\ninterface\nfunction double(n: longint): longint;\nimplementation\nfunction double(n: longint): longint;\nbegin double := 2 * n; end;\nend.\n',
  'sol/solution.py': 'def twice(n):\n    return 2 * n\n',
  'sol/solution.c': 'int main() {}\n',
};

/** A problem of DMOJ, without an archive. */
export const DMOJ: Readonly<Record<string, string>> = {
  'init.yml': [
    'pretest_test_cases:',
    '- {in: twice.0.in, out: twice.0.out}',
    'test_cases:',
    '- {in: twice.1.in, out: twice.1.out, points: 10}',
    '- {in: twice.2.in, out: twice.2.out, points: 10}',
    '- points: 30',
    '  batched:',
    '  - {in: twice.3a.in, out: twice.3a.out}',
    '  - {in: twice.3b.in, out: twice.3b.out}',
    '- points: 50',
    '  dependencies: [1]',
    '  batched:',
    '  - {in: twice.4.in, out: twice.4.out}',
    '',
  ].join('\n'),
  ...Object.fromEntries(
    ['0', '1', '2', '3a', '3b', '4'].flatMap((name, index) => [
      [`twice.${name}.in`, `${index}\n`],
      [`twice.${name}.out`, `${2 * index}\n`],
    ]),
  ),
};

/** The same, whose participants write a function that the judge's code calls. */
export const DMOJ_SIGNED: Readonly<Record<string, string>> = {
  ...DMOJ,
  'init.yml': `${DMOJ['init.yml']}signature_grader: {entry: handler.c, header: twice.h}\n`,
  'handler.c':
    '#include "twice.h"\n#include <stdio.h>\nint main() { int n; scanf("%d", &n); printf("%d\\n", twice(n).number); return 0; }\n',
  'twice.h':
    '#ifndef TWICE\n#define TWICE\n#ifndef SIGNATURE_GRADER\n#error alone\n#endif\nstruct answer { int number; };\nstruct answer twice(int n);\n#endif\n',
};

interface CodeRunnerTest {
  readonly code?: string;
  readonly stdin?: string;
  readonly expected: string;
  readonly example?: boolean;
  readonly mark?: number;
}

/** A question of Moodle's type CodeRunner; `more` are further elements. */
export function codeRunnerQuestion(
  type: string,
  answer: string,
  tests: readonly CodeRunnerTest[],
  { name = 'Twice', more = '' }: { readonly name?: string; readonly more?: string } = {},
): string {
  const cases = tests.map(
    ({ code = '', stdin = '', expected, example = false, mark = 1 }) =>
      `<testcase testtype="0" useasexample="${example ? 1 : 0}" hiderestiffail="0" mark="${mark}"><testcode><text><![CDATA[${code}]]></text></testcode><stdin><text>${stdin}</text></stdin><expected><text>${expected}</text></expected><extra><text></text></extra><display><text>SHOW</text></display></testcase>`,
  );
  return `<question type="coderunner">
    <name><text>${name}</text></name>
    <questiontext format="html"><text><![CDATA[<p>Twice the number: <img src="@@PLUGINFILE@@/two%20.png"></p>

<pre>a

  b</pre>]]></text><file name="two .png" path="/" encoding="base64">cG5n</file></questiontext>
    <coderunnertype>${type}</coderunnertype><prototypetype>0</prototypetype>
    <answer><![CDATA[${answer}]]></answer>
    ${more}
    <testcases>${cases.join('')}</testcases>
  </question>`;
}

/** A file of questions as Moodle exports it. */
export const quizOf = (...questions: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<quiz><question type="category"><category><text>$course$/x</text></category></question>${questions.join('\n')}</quiz>\n`;

/** One question, whose tests are code that calls a function. */
export const CODERUNNER: Readonly<Record<string, string>> = {
  'questions.xml': quizOf(
    codeRunnerQuestion('python3', 'def twice(n):\n    return 2 * n\n', [
      { code: 'print(twice(1))', expected: '2', example: true },
      { code: 'print(twice(int(input())))', stdin: '5', expected: '10' },
    ]),
  ),
};
