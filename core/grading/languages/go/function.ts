import type { FunctionDriver } from '../../function/driver.ts';
import type { Signature, Type } from '../../function/signature.ts';
import type { SourceFile } from '../language.ts';
import { surround, textOf } from '../layout.ts';
import { go } from './language.ts';

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
const makeDriver = ({ parameters, returns, records }: Signature): string => `package main

import (
	assizeIO "io"
	assizeOS "os"
	assizeConv "strconv"
)

${records.map(({ name, fields }) => `type ${name} struct {\n${fields.map((field) => `\t${fieldName(field.name)} ${goType(field.type)}`).join('\n')}\n}`).join('\n')}

type assizeInput struct {
	data []byte
	at   int
}

func (in *assizeInput) word(stop byte) string {
	from := in.at
	for in.data[in.at] != stop {
		in.at++
	}
	in.at++
	return string(in.data[from : in.at-1])
}
func (in *assizeInput) count(stop byte) int { n, _ := assizeConv.Atoi(in.word(stop)); return n }
func (in *assizeInput) integer() int64     { n, _ := assizeConv.ParseInt(in.word(' '), 10, 64); return n }
func (in *assizeInput) float() float64     { x, _ := assizeConv.ParseFloat(in.word(' '), 64); return x }
func (in *assizeInput) text() string {
	n := in.count(':')
	s := string(in.data[in.at : in.at+n])
	in.at += n + 1
	return s
}
func assizeItoa(n int) string { return assizeConv.Itoa(n) }
func assizeAppendInt(out []byte, n int64) []byte { return append(assizeConv.AppendInt(out, n, 10), ' ') }
func assizeAppendFloat(out []byte, x float64) []byte {
	return append(assizeConv.AppendFloat(out, x, 'g', -1, 64), ' ')
}

// Another solve is told with both types.
var assizeSolve func(${parameters.map(({ type }) => goType(type)).join(', ')}) ${goType(returns)} = solve

func assizeAnswer(in *assizeInput) []byte {
	var out []byte
${parameters.map(({ type }, i) => `\tvar p${i} ${goType(type)}\n\t${readInto(type, `p${i}`)}`).join('\n')}
	var result ${goType(returns)} = assizeSolve(${parameters.map((_, i) => `p${i}`).join(', ')})
	${writeFrom(returns, 'result')}
	return out
}

func main() {
	requests, answers := assizeOS.NewFile(3, "requests"), assizeOS.NewFile(4, "answers")
	answers.Write([]byte("READY\\n"))
	one := make([]byte, 1)
	for {
		line := ""
		for {
			if _, err := assizeIO.ReadFull(requests, one); err != nil {
				assizeOS.Exit(0)
			}
			if one[0] == '\\n' {
				break
			}
			line += string(one)
		}
		token := line[:16]
		size, _ := assizeConv.Atoi(line[17:])
		data := make([]byte, size)
		if _, err := assizeIO.ReadFull(requests, data); err != nil {
			assizeOS.Exit(0)
		}
		result := assizeAnswer(&assizeInput{data, 0})
		answers.Write(append([]byte(token+" "+assizeItoa(len(result))+"\\n"), result...))
	}
}
`;

const withPackage = (source: SourceFile['content']) =>
  /^\s*package\s/m.test(textOf(source)) ? source : surround('package main\n', source);

export const goDriver: FunctionDriver = {
  mode: 'answer-once',
  layOut: (source, signature) => ({
    files: [
      { name: 'solution.go', content: withPackage(source) },
      { name: 'assize_driver.go', content: makeDriver(signature) },
    ],
    entry: 'assize_driver.go',
  }),
  run: (layout, heapKiB) => go.run(layout, heapKiB),
  makeStub: ({ parameters, returns }) =>
    `package main\n\nfunc solve(${parameters.map(({ name, type }) => `${name} ${goType(type)}`).join(', ')}) ${goType(returns)} {\n}\n`,
};
