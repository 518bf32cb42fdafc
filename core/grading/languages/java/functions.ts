import { wordsOf } from '../../../exam/words.ts';
import type { FunctionDriver } from '../../function/driver.ts';
import { describeSignature, type Signature, type Type } from '../../function/signature.ts';
import { fillParts, toLines } from '../fill.ts';
import { SOURCES } from '../packed.ts';

const javaType = (type: Type): string => {
  if (type.kind === 'list') return `${javaType(type.of)}[]`;
  if (type.kind === 'record') return type.name;
  return { int32: 'int', int64: 'long', float: 'double', bool: 'boolean', string: 'String' }[type.kind];
};

/** An expression that reads a value. Lists are filled by methods, one for each type, that `listsOf` collects. */
const listName = (type: Type): string =>
  type.kind === 'list'
    ? `ListOf${listName(type.of)}`
    : type.kind === 'record'
      ? type.name
      : type.kind.charAt(0).toUpperCase() + type.kind.slice(1);
const read = (type: Type): string =>
  type.kind === 'list' || type.kind === 'record'
    ? `read${listName(type)}(in)`
    : {
        int32: '(int) in.integer()',
        int64: 'in.integer()',
        float: 'in.number()',
        bool: 'in.bool()',
        string: 'in.text()',
      }[type.kind];

function collect(type: Type, found: Map<string, Type>): void {
  if (type.kind === 'list') collect(type.of, found);
  if (type.kind === 'record') for (const field of type.fields) collect(field.type, found);
  if (type.kind === 'list' || type.kind === 'record') found.set(listName(type), type);
}

/** `new int[n][][]` for the elements of a list of lists of lists. */
const newArray = (of: Type): string => {
  let base = of;
  let brackets = '';
  while (base.kind === 'list') {
    brackets += '[]';
    base = base.of;
  }
  return `new ${javaType(base)}[n]${brackets}`;
};

const makeMethods = (name: string, type: Type): string => {
  if (type.kind === 'list')
    return `  static ${javaType(type)} read${name}(AssizeIo in) { int n = in.count(); ${javaType(type)} list = ${newArray(type.of)}; for (int i = 0; i < n; i++) list[i] = ${read(type.of)}; return list; }
  static void write(AssizeIo out, ${javaType(type)} list) { if (list == null) throw new NullPointerException("solve returned null, or a list that holds null"); out.count(list.length); for (${javaType(type.of)} item : list) write(out, item); }`;
  if (type.kind === 'record')
    return `  static ${name} read${name}(AssizeIo in) { ${name} value = new ${name}(); ${type.fields.map((field) => `value.${field.name} = ${read(field.type)};`).join(' ')} return value; }
  static void write(AssizeIo out, ${name} value) { if (value == null) throw new NullPointerException("solve returned null, or a list that holds null"); ${type.fields.map((field) => `write(out, value.${field.name});`).join(' ')} }`;
  return '';
};

/** Loaded anew for each test case, with the participant's classes: their statics start from nothing every time. */
const makeCall = (signature: Signature): string => {
  const { parameters, returns } = signature;
  const found = new Map<string, Type>();
  for (const { type } of parameters) collect(type, found);
  collect(returns, found);
  return fillParts(SOURCES.java['AssizeCall.java'], {
    methods: toLines([...found].map(([name, type]) => makeMethods(name, type))),
    call: `${toLines(parameters.map(({ type }, i) => `    ${javaType(type)} p${i} = ${read(type)};`))}    ${javaType(returns)} result = new Solution().solve(${parameters.map((_, i) => `p${i}`).join(', ')}); // the problem wants ${describeSignature(signature)}\n`,
  });
};

const makeRecord = ({ name, fields }: Signature['records'][number]): string =>
  `public class ${name} {\n${fields.map((field) => `  public ${javaType(field.type)} ${field.name};`).join('\n')}
  public ${name}() {}
  public ${name}(${fields.map((field) => `${javaType(field.type)} ${field.name}`).join(', ')}) { ${fields.map((field) => `this.${field.name} = ${field.name};`).join(' ')} }
}
`;

/** One process, a class loader for each test case, warmed up before it says that it is ready. */
export const functions: FunctionDriver = {
  mode: 'answer',
  reservedNames: wordsOf(`
    abstract assert boolean break byte case catch char class const continue default do double else enum extends false
    final finally float for goto if implements import instanceof int interface long native new null package private
    protected public return short static strictfp super switch synchronized this throw throws transient true try void
    volatile while`),
  // Types that programs use without importing them, or by `import java.util.*`: a record of that name would hide them
  // from the driver and from every participant.
  reservedRecords: wordsOf(`
    Solution
    Boolean Byte Character Class ClassLoader Comparable Double Enum Error Exception Float Integer Iterable Long Math
    Module Number Object Override Process Record Runnable Runtime Short String StringBuffer StringBuilder System Thread
    Throwable Void ClassNotFoundException RuntimeException
    ArrayDeque ArrayList Arrays BitSet Collection Collections Comparator Date Deque HashMap HashSet Iterator LinkedList
    List Locale Map Objects Optional PriorityQueue Queue Random Scanner Set Stack StringTokenizer Timer TreeMap TreeSet
    Vector
    BufferedReader ByteArrayOutputStream File FileInputStream FileOutputStream IOException InputStream InputStreamReader
    PrintStream PrintWriter Reader Writer URL URLClassLoader Consumer Function`),
  layOut: (source, signature) => ({
    files: [
      { name: 'Solution.java', content: source },
      { name: 'AssizeCall.java', content: makeCall(signature) },
      { name: 'AssizeIo.java', content: SOURCES.java['AssizeIo.java'] },
      { name: 'AssizeDriver.java', content: SOURCES.java['AssizeDriver.java'] },
      ...signature.records.map((record) => ({ name: `${record.name}.java`, content: makeRecord(record) })),
    ],
    entry: 'AssizeDriver',
  }),
  makeStub: ({ parameters, returns }) =>
    `public class Solution {\n    public ${javaType(returns)} solve(${parameters.map(({ name, type }) => `${javaType(type)} ${name}`).join(', ')}) {\n    }\n}\n`,
};
