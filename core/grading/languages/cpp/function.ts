import type { FunctionDriver } from '../../function/driver.ts';
import { describeSignature, type Signature, type Type } from '../../function/signature.ts';
import { surround } from '../layout.ts';
import { cpp } from './language.ts';

const cppType = (type: Type): string => {
  if (type.kind === 'list') return `std::vector<${cppType(type.of)}>`;
  if (type.kind === 'record') return type.name;
  return { int32: 'int', int64: 'long long', float: 'double', bool: 'bool', string: 'std::string' }[
    type.kind
  ];
};

/** What the participant's code may rely on: the usual headers and the records. */
const makeHeader = ({ records }: Signature): string => `#ifndef ASSIZE_H
#define ASSIZE_H
#include <bits/stdc++.h>
${records.map(({ name, fields }) => `struct ${name} { ${fields.map((field) => `${cppType(field.type)} ${field.name};`).join(' ')} };`).join('\n')}
#endif
`;

/**
 * One process that forks for each test case, with CLONE_PARENT so that the child is the supervisor's. Everything of the
 * driver stands before the participant's source, whose macros must not reach it.
 */
const makeDriver = (signature: Signature): string => `#include "assize.h"
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
namespace assize {
struct Input {
  const char *at, *end;
  std::string word(char stop) { const char *from = at; while (at < end && *at != stop) ++at; return std::string(from, at++); }
};
inline void read(Input &in, int &value) { value = (int)std::stol(in.word(' ')); }
inline void read(Input &in, long long &value) { value = std::stoll(in.word(' ')); }
inline void read(Input &in, double &value) { value = std::strtod(in.word(' ').c_str(), nullptr); }
inline void read(Input &in, bool &value) { value = in.word(' ') == "1"; }
inline void read(Input &in, std::string &value) { size_t n = std::stoul(in.word(':')); value.assign(in.at, n); in.at += n + 1; }
${signature.records.map(({ name }) => `inline void read(Input &in, ${name} &value); inline void write(std::string &out, const ${name} &value);`).join('\n')}
template <class T> void read(Input &in, std::vector<T> &value) {
  size_t n = std::stoul(in.word(' ')); value.reserve(n);
  for (size_t i = 0; i < n; ++i) { T item; read(in, item); value.push_back(std::move(item)); }
}
inline void write(std::string &out, long long value) { out += std::to_string(value); out += ' '; }
inline void write(std::string &out, int value) { write(out, (long long)value); }
inline void write(std::string &out, bool value) { out += value ? "1 " : "0 "; }
inline void write(std::string &out, double value) { char text[64]; std::snprintf(text, sizeof text, "%.17g ", value); out += text; }
inline void write(std::string &out, const std::string &value) { out += std::to_string(value.size()) + ':' + value + ' '; }
template <class T> void write(std::string &out, const std::vector<T> &value) {
  out += std::to_string(value.size()); out += ' ';
  for (size_t i = 0; i < value.size(); ++i) write(out, (T)value[i]);
}
${signature.records
  .map(
    ({ name, fields }) =>
      `inline void read(Input &in, ${name} &value) { ${fields.map((field) => `read(in, value.${field.name});`).join(' ')} }
inline void write(std::string &out, const ${name} &value) { ${fields.map((field) => `write(out, value.${field.name});`).join(' ')} }`,
  )
  .join('\n')}
inline bool read_exactly(char *data, size_t size) {
  while (size > 0) { ssize_t got = ::read(3, data, size); if (got < 0 && errno == EINTR) continue; if (got <= 0) return false; data += got; size -= (size_t)got; }
  return true;
}
inline void write_all(const std::string &text) {
  for (size_t at = 0; at < text.size();) { ssize_t put = ::write(4, text.data() + at, text.size() - at); if (put < 0 && errno == EINTR) continue; if (put <= 0) _exit(98); at += (size_t)put; }
}
template <class Answer> void serve(Answer answer) {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  write_all("READY\\n");
  for (;;) {
    std::string line; char byte;
    for (;;) { if (!read_exactly(&byte, 1)) _exit(0); if (byte == '\\n') break; line += byte; }
    std::string token = line.substr(0, line.find(' '));
    std::string data((size_t)std::stoul(line.substr(token.size())), 0);
    if (!read_exactly(&data[0], data.size())) _exit(0);
    std::fflush(nullptr);
    if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) != 0) continue;
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    write_all(token + " P " + std::to_string(syscall(SYS_getpid)) + "\\n");
    close(3);
    Input in{data.data(), data.data() + data.size()};
    std::string out;
    answer(in, out);
    write_all(token + ' ' + std::to_string(out.size()) + '\\n' + out);
    std::cout.flush();
    std::fflush(nullptr);
    _exit(0);
  }
}
using Result = ${cppType(signature.returns)};
${signature.parameters.map(({ type }, i) => `using Parameter${i} = ${cppType(type)};`).join('\n')}
}
#include "solution.inc"
static_assert(std::is_convertible<decltype(solve(${signature.parameters.map((_, i) => `std::declval<assize::Parameter${i} &>()`).join(', ')})), assize::Result>::value, "the problem wants ${describeSignature(signature)}");
#undef int
#undef main
int main() {
  assize::serve([](assize::Input &in, std::string &out) {
${signature.parameters.map((_, i) => `    assize::Parameter${i} p${i}; assize::read(in, p${i});`).join('\n')}
    assize::write(out, (assize::Result)solve(${signature.parameters.map((_, i) => `p${i}`).join(', ')}));
  });
}
`;

export const cppDriver: FunctionDriver = {
  mode: 'fork-answer',
  layOut: (source, signature) => ({
    files: [
      { name: 'main.cpp', content: makeDriver(signature) },
      { name: 'assize.h', content: makeHeader(signature) },
      { name: 'solution.inc', content: surround('#line 1 "solution.cpp"\n', source, '\n') },
    ],
    entry: 'main.cpp',
  }),
  run: (layout, heapKiB) => cpp.run(layout, heapKiB),
  makeStub: ({ parameters, returns }) =>
    `#include <bits/stdc++.h>\nusing namespace std;\n\n${cppType(returns)} solve(${parameters.map(({ name, type }) => `${cppType(type)} ${name}`).join(', ')}) {\n}\n`,
};
