import { wordsOf } from '../../../exam/words.ts';
import type { FunctionDriver } from '../../function/driver.ts';
import type { Signature, Type } from '../../function/signature.ts';
import { fillParts, toLines } from '../fill.ts';
import type { SourceFile } from '../language.ts';
import { surround, textOf } from '../layout.ts';
import { SOURCES } from '../packed.ts';

const goType = (type: Type): string => {
  if (type.kind === 'list') return `[]${goType(type.of)}`;
  if (type.kind === 'record') return type.name;
  return { int32: 'int', int64: 'int64', float: 'float64', bool: 'bool', string: 'string' }[type.kind];
};
const fieldName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** A statement that reads into, or writes from, a place. */
const readInto = (type: Type, place: string, depth = 0): string => {
  const i = `i${depth}`;
  switch (type.kind) {
    case 'list':
      return `{ n${depth} := in.count(' '); ${place} = make(${goType(type)}, n${depth}); for ${i} := range ${place} { ${readInto(type.of, `${place}[${i}]`, depth + 1)} } }`;
    case 'record':
      return type.fields
        .map(({ name, type: of }) => readInto(of, `${place}.${fieldName(name)}`, depth + 1))
        .join('; ');
    case 'int32':
      return `${place} = int(in.integer())`;
    case 'int64':
      return `${place} = in.integer()`;
    case 'float':
      return `${place} = in.float()`;
    case 'bool':
      return `${place} = in.word(' ') == "1"`;
    case 'string':
      return `${place} = in.text()`;
  }
};
const writeFrom = (type: Type, place: string, depth = 0): string => {
  const item = `v${depth}`;
  switch (type.kind) {
    case 'list':
      return `out = assizeAppendInt(out, int64(len(${place}))); for _, ${item} := range ${place} { ${writeFrom(type.of, item, depth + 1)} }`;
    case 'record':
      return type.fields
        .map(({ name, type: of }) => writeFrom(of, `${place}.${fieldName(name)}`, depth + 1))
        .join('; ');
    case 'int32':
    case 'int64':
      return `out = assizeAppendInt(out, int64(${place}))`;
    case 'float':
      return `out = assizeAppendFloat(out, ${place})`;
    case 'bool':
      return `if ${place} { out = append(out, "1 "...) } else { out = append(out, "0 "...) }`;
    case 'string':
      return `out = append(out, assizeItoa(len(${place}))...); out = append(out, ':'); out = append(out, ${place}...); out = append(out, ' ')`;
  }
};

/** Serves as long as it is asked; it is asked once, since a Go program's globals know no fresh start. Go 1.13 compiles it. */
const makeDriver = ({ parameters, returns, records }: Signature): string =>
  fillParts(SOURCES.go['driver.go'], {
    records: toLines(
      records.map(
        ({ name, fields }) =>
          `type ${name} struct {\n${fields.map((field) => `\t${fieldName(field.name)} ${goType(field.type)}`).join('\n')}\n}`,
      ),
    ),
    solve: `var assizeSolve func(${parameters.map(({ type }) => goType(type)).join(', ')}) ${goType(returns)} = solve\n`,
    call: `${toLines(parameters.map(({ type }, i) => `\tvar p${i} ${goType(type)}\n\t${readInto(type, `p${i}`)}`))}	var result ${goType(returns)} = assizeSolve(${parameters.map((_, i) => `p${i}`).join(', ')})
	${writeFrom(returns, 'result')}
`,
  });

const withPackage = (source: SourceFile['content']) =>
  /^\s*package\s/m.test(textOf(source)) ? source : surround('package main\n', source);

export const functions: FunctionDriver = {
  mode: 'answer-once',
  reservedNames: wordsOf(`
    break case chan const continue default defer else fallthrough for func go goto if import interface map nil package
    range return select struct switch type var`),
  reservedRecords: [],
  layOut: (source, signature) => ({
    files: [
      { name: 'solution.go', content: withPackage(source) },
      { name: 'assize_driver.go', content: makeDriver(signature) },
    ],
    entry: 'assize_driver.go',
  }),
  makeStub: ({ parameters, returns }) =>
    `package main\n\nfunc solve(${parameters.map(({ name, type }) => `${name} ${goType(type)}`).join(', ')}) ${goType(returns)} {\n}\n`,
};
