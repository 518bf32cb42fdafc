import type { FunctionDriver } from '../../function/driver.ts';
import { describeSignature, type Signature, type Type } from '../../function/signature.ts';
import { java } from './language.ts';

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
  return `public class AssizeCall implements java.util.function.Consumer<AssizeIo> {
${[...found].map(([name, type]) => makeMethods(name, type)).join('\n')}
  static void write(AssizeIo out, int value) { out.integer(value); }
  static void write(AssizeIo out, long value) { out.integer(value); }
  static void write(AssizeIo out, double value) { out.number(value); }
  static void write(AssizeIo out, boolean value) { out.bool(value); }
  static void write(AssizeIo out, String value) { if (value == null) throw new NullPointerException("solve returned null, or a list that holds null"); out.text(value); }
  public void accept(AssizeIo in) {
${parameters.map(({ type }, i) => `    ${javaType(type)} p${i} = ${read(type)};`).join('\n')}
    ${javaType(returns)} result = new Solution().solve(${parameters.map((_, i) => `p${i}`).join(', ')}); // the problem wants ${describeSignature(signature)}
    write(in, result);
  }
}
`;
};

const IO = `import java.nio.charset.StandardCharsets;
public class AssizeIo {
  byte[] data; int at; final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
  public AssizeIo(byte[] data) { this.data = data; }
  private String word(char stop) { int from = at; while (data[at] != stop) at++; return new String(data, from, at++ - from, StandardCharsets.ISO_8859_1); }
  public long integer() { boolean minus = data[at] == '-'; if (minus) at++; long value = 0; while (data[at] != ' ') value = value * 10 - (data[at++] - '0'); at++; return minus ? value : -value; }
  public int count() { return (int) integer(); }
  public double number() { return Double.parseDouble(word(' ')); }
  public boolean bool() { return word(' ').equals("1"); }
  public String text() { int n = Integer.parseInt(word(':')); String value = new String(data, at, n, StandardCharsets.UTF_8); at += n + 1; return value; }
  private void put(String text) { byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); out.write(bytes, 0, bytes.length); out.write(' '); }
  public void integer(long value) { put(Long.toString(value)); }
  public void count(int value) { put(Integer.toString(value)); }
  public void number(double value) { put(Double.toString(value)); }
  public void bool(boolean value) { put(value ? "1" : "0"); }
  public void text(String value) { byte[] bytes = value.getBytes(StandardCharsets.UTF_8); byte[] head = (bytes.length + ":").getBytes(StandardCharsets.ISO_8859_1); out.write(head, 0, head.length); out.write(bytes, 0, bytes.length); out.write(' '); }
}
`;

/** One process, a class loader for each test case, warmed up before it says that it is ready. */
const DRIVER = `import java.io.*;
import java.net.*;
import java.util.function.Consumer;
public class AssizeDriver {
  static final class Fresh extends URLClassLoader {
    Fresh(URL[] urls, ClassLoader parent) { super(urls, parent); }
    @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && !name.equals("AssizeIo")) try { loaded = findClass(name); } catch (ClassNotFoundException notOurs) { loaded = null; }
        return loaded != null ? loaded : super.loadClass(name, resolve);
      }
    }
  }
  static URL[] urls;
  @SuppressWarnings("unchecked")
  static Consumer<AssizeIo> load() throws Exception {
    return (Consumer<AssizeIo>) new Fresh(urls, AssizeDriver.class.getClassLoader()).loadClass("AssizeCall").getDeclaredConstructor().newInstance();
  }
  static byte[] readExactly(InputStream in, int size) throws IOException {
    byte[] data = new byte[size];
    for (int at = 0; at < size; ) { int got = in.read(data, at, size - at); if (got < 0) Runtime.getRuntime().halt(0); at += got; }
    return data;
  }
  public static void main(String[] arguments) throws Exception {
    urls = new URL[] { new File(System.getProperty("java.class.path")).toURI().toURL() };
    FileInputStream in = new FileInputStream("/proc/self/fd/3");
    FileOutputStream out = new FileOutputStream("/proc/self/fd/4");
    load();
    AssizeIo warm = new AssizeIo("1 2.5 ".getBytes("ISO-8859-1"));
    warm.integer(warm.integer()); warm.number(warm.number());
    out.write("READY\\n".getBytes("ISO-8859-1"));
    while (true) {
      StringBuilder line = new StringBuilder();
      for (int b; (b = in.read()) != '\\n'; ) { if (b < 0) Runtime.getRuntime().halt(0); line.append((char) b); }
      String token = line.substring(0, 16);
      AssizeIo io = new AssizeIo(readExactly(in, Integer.parseInt(line.substring(17))));
      try {
        load().accept(io);
      } catch (Throwable problem) {
        problem.printStackTrace();
        System.err.flush();
        Runtime.getRuntime().halt(1);
      }
      System.out.flush();
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write((token + " " + io.out.size() + "\\n").getBytes("ISO-8859-1"));
      io.out.writeTo(whole);
      out.write(whole.toByteArray());
    }
  }
}
`;

const makeRecord = ({ name, fields }: Signature['records'][number]): string =>
  `public class ${name} {\n${fields.map((field) => `  public ${javaType(field.type)} ${field.name};`).join('\n')}
  public ${name}() {}
  public ${name}(${fields.map((field) => `${javaType(field.type)} ${field.name}`).join(', ')}) { ${fields.map((field) => `this.${field.name} = ${field.name};`).join(' ')} }
}
`;

export const javaDriver: FunctionDriver = {
  mode: 'answer',
  layOut: (source, signature) => ({
    files: [
      { name: 'Solution.java', content: source },
      { name: 'AssizeCall.java', content: makeCall(signature) },
      { name: 'AssizeIo.java', content: IO },
      { name: 'AssizeDriver.java', content: DRIVER },
      ...signature.records.map((record) => ({ name: `${record.name}.java`, content: makeRecord(record) })),
    ],
    entry: 'AssizeDriver',
  }),
  run: (layout, heapKiB) => java.run(layout, heapKiB),
  makeStub: ({ parameters, returns }) =>
    `public class Solution {\n    public ${javaType(returns)} solve(${parameters.map(({ name, type }) => `${javaType(type)} ${name}`).join(', ')}) {\n    }\n}\n`,
};
