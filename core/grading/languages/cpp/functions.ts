import { wordsOf } from '../../../exam/words.ts';
import type { FunctionDriver } from '../../function/driver.ts';
import { describeSignature, type Signature, type Type } from '../../function/signature.ts';
import { fillParts, toLines } from '../fill.ts';
import { surround } from '../layout.ts';
import { SOURCES } from '../packed.ts';

const cppType = (type: Type): string => {
  if (type.kind === 'list') return `std::vector<${cppType(type.of)}>`;
  if (type.kind === 'record') return type.name;
  return { int32: 'int', int64: 'long long', float: 'double', bool: 'bool', string: 'std::string' }[
    type.kind
  ];
};

/**
 * One process that forks for each test case, with CLONE_PARENT so that the child is the supervisor's. Everything of the
 * driver stands before the participant's source, whose macros must not reach it.
 */
const makeDriver = ({ parameters, returns, records }: Signature): string => {
  const arguments_ = parameters.map((_, i) => `std::declval<assize::Parameter${i} &>()`).join(', ');
  return fillParts(SOURCES.cpp['driver.cpp'], {
    declared: toLines(
      records.map(
        ({ name }) =>
          `inline void read(Input &in, ${name} &value); inline void write(std::string &out, const ${name} &value);`,
      ),
    ),
    records: toLines(
      records.map(
        ({ name, fields }) =>
          `inline void read(Input &in, ${name} &value) { ${fields.map((field) => `read(in, value.${field.name});`).join(' ')} }
inline void write(std::string &out, const ${name} &value) { ${fields.map((field) => `write(out, value.${field.name});`).join(' ')} }`,
      ),
    ),
    types: `using Result = ${cppType(returns)};
${toLines(parameters.map(({ type }, i) => `using Parameter${i} = ${cppType(type)};`))}`,
    check: `static_assert(std::is_convertible<decltype(solve(${arguments_})), assize::Result>::value, "the problem wants ${describeSignature({ parameters, returns, records })}");\n`,
    call: `${toLines(parameters.map((_, i) => `    assize::Parameter${i} p${i}; assize::read(in, p${i});`))}    assize::write(out, (assize::Result)solve(${parameters.map((_, i) => `p${i}`).join(', ')}));\n`,
  });
};

/** What the participant's code may rely on: the usual headers and the records. */
const makeHeader = ({ records }: Signature): string =>
  fillParts(SOURCES.cpp['assize.h'], {
    records: toLines(
      records.map(
        ({ name, fields }) =>
          `struct ${name} { ${fields.map((field) => `${cppType(field.type)} ${field.name};`).join(' ')} };`,
      ),
    ),
  });

export const functions: FunctionDriver = {
  mode: 'fork-answer',
  // The last three are macros of the C library.
  reservedNames: wordsOf(`
    alignas alignof and asm auto bitand bitor bool break case catch char class compl concept const consteval constexpr
    constinit continue decltype default delete do double else enum explicit export extern false float for friend goto if
    inline int long mutable namespace new noexcept not nullptr operator or private protected public register requires
    return short signed sizeof static struct switch template this throw true try typedef typeid typename union unsigned
    using virtual void volatile while xor errno linux unix`),
  // How C names its macros.
  reservedRecords: [/^[A-Z0-9]{2,}$/],
  layOut: (source, signature) => ({
    files: [
      { name: 'main.cpp', content: makeDriver(signature) },
      { name: 'assize.h', content: makeHeader(signature) },
      { name: 'solution.inc', content: surround('#line 1 "solution.cpp"\n', source, '\n') },
    ],
    entry: 'main.cpp',
  }),
  makeStub: ({ parameters, returns }) =>
    `#include <bits/stdc++.h>\nusing namespace std;\n\n${cppType(returns)} solve(${parameters.map(({ name, type }) => `${cppType(type)} ${name}`).join(', ')}) {\n}\n`,
};
