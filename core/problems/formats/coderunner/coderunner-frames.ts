/** How a type of question puts a program together with the code of its tests. */
export interface FrameOfType {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  /** The part that runs one test; `number` is the first line of its input. */
  test(number: number, code: string): string;
  readonly replace?: Readonly<Record<string, string>>;
}

/** In C and C++: what is read before the test runs, and a test. */
const READ_NUMBER = `
static int assize_test_number(void) {
  int number = 0, letter;
  while ((letter = getchar()) != EOF && letter != '\\n') number = number * 10 + letter - '0';
  return number;
}

`;
const testInC = (number: number, code: string) => `if (assize_test == ${number}) {\n${code};\n}\n`;

const TEST_IN_JAVA = {
  after: `  }

  public static void main(String[] args) throws Exception {
    int number = 0;
    for (int letter; (letter = System.in.read()) >= 0 && letter != '\\n'; ) number = number * 10 + letter - '0';
    new AssizeTester().runTest(number);
  }
}
`,
  test: testInC,
};

/** The types that come with CodeRunner and are no whole programs, by name: what their own templates do. */
export const FRAMES: Readonly<Record<string, FrameOfType>> = {
  python3: {
    before: 'assize_test = __import__("sys").stdin.readline().strip()\n',
    between: '\n',
    after: '',
    test: (number, code) => `if assize_test == "${number}":\n    exec(${JSON.stringify(code)})\n`,
  },
  c_function: {
    before: `${['stdio', 'stdlib', 'ctype', 'string', 'stdbool', 'math'].map((name) => `#include <${name}.h>\n`).join('')}#line 1 "answer.c"\n`,
    between: `${READ_NUMBER}int main(void) {\nint assize_test = assize_test_number();\n`,
    after: 'return 0;\n}\n',
    test: testInC,
  },
  cpp_function: {
    before: `${['iostream', 'fstream', 'string', 'cmath', 'vector', 'algorithm', 'cstdio'].map((name) => `#include <${name}>\n`).join('')}using namespace std;\n#line 1 "answer.cpp"\n`,
    between: `${READ_NUMBER}int main() {\nint assize_test = assize_test_number();\n`,
    after: 'return 0;\n}\n',
    test: testInC,
  },
  java_method: {
    before: 'class AssizeTester {\n',
    between: '\n  void runTest(int assize_test) throws Exception {\n',
    ...TEST_IN_JAVA,
  },
  java_class: {
    before: '',
    between: '\nclass AssizeTester {\n  void runTest(int assize_test) throws Exception {\n',
    ...TEST_IN_JAVA,
    replace: { 'public class ': 'class ' },
  },
};
