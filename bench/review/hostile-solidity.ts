/** Something of a size that whoever sends it chooses: about that many of what it is made of. */
export type Growing = (size: number) => string;

/** `part` for 0 up to a size, one behind the other. */
function repeat(size: number, part: (at: number) => string): string {
  return Array.from({ length: size }, (_, at) => part(at)).join('');
}

/** A contract with one function of this body. */
function inFunction(body: string): string {
  return `contract C {\n  uint s;\n  function f(uint a) public {\n    ${body}\n  }\n}\n`;
}

/** Brackets, operators and statements within each other. */
const NESTED: Readonly<Record<string, Growing>> = {
  parentheses: (size) => inFunction(`a = ${'('.repeat(size)}1${')'.repeat(size)};`),
  'parentheses that nothing closes': (size) => inFunction(`a = ${'('.repeat(size)}1;`),
  'brackets that nothing opens': (size) => inFunction(`a = 1${')'.repeat(size)}; ${']'.repeat(size)}`),
  braces: (size) => inFunction('{'.repeat(size) + '}'.repeat(size)),
  'braces that nothing closes': (size) => inFunction('{'.repeat(size)),
  'statements with many indexes': (size) =>
    inFunction(`a = ${'m['.repeat(40)}1${']'.repeat(40)}; `.repeat(size)),
  'broken statements with many indexes': (size) =>
    inFunction(`a = ${'m['.repeat(40)}1 1${']'.repeat(40)}; `.repeat(size)),
  'statements with many indexes and one that is not whole': (size) =>
    inFunction(`uint = ; ${`a = ${'m['.repeat(30)}1${']'.repeat(30)}; `.repeat(size)}`),
  'indexes without statements': (size) => inFunction(`${'m['.repeat(40)}${']'.repeat(40)} `.repeat(size)),
  indexes: (size) => inFunction(`a = ${'m['.repeat(size)}1${']'.repeat(size)};`),
  'indexes of indexes': (size) => inFunction(`a = m${'[1]'.repeat(size)};`),
  members: (size) => inFunction(`a = m${'.b'.repeat(size)};`),
  'calls of calls': (size) => inFunction(`a = g${'()'.repeat(size)};`),
  'calls within calls': (size) => inFunction(`a = ${'g('.repeat(size)}1${')'.repeat(size)};`),
  nots: (size) => inFunction(`a = ${'!'.repeat(size)}a;`),
  minuses: (size) => inFunction(`a = ${'- '.repeat(size)}a;`),
  deletes: (size) => inFunction(`${'delete '.repeat(size)}a;`),
  sums: (size) => inFunction(`a = 1${' + a'.repeat(size)};`),
  powers: (size) => inFunction(`a = 1${' ** a'.repeat(size)};`),
  assignments: (size) => inFunction(`${'a = '.repeat(size)}1;`),
  conditionals: (size) => inFunction(`a = ${'a > 1 ? 1 : '.repeat(size)}1;`),
  'conditionals within conditionals': (size) =>
    inFunction(`a = ${'a ? '.repeat(size)}1${' : 1'.repeat(size)};`),
  'else after else': (size) => inFunction(`if (a > 1) s = 1;${' else if (a > 2) s = 2;'.repeat(size)}`),
  'ifs within ifs': (size) => inFunction(`${'if (a > 1) '.repeat(size)}s = 1;`),
  'empty loops within loops': (size) => inFunction('for (;;) {'.repeat(size) + '}'.repeat(size)),
  'loops without braces': (size) => inFunction(`${'while (a > s) '.repeat(size)}s += 1;`),
  'loops that call': (size) =>
    inFunction(
      `${'for (uint i; i < a; i++) {'.repeat(size)} msg.sender.call(""); s += 1; ${'}'.repeat(size)}`,
    ),
  'tries within tries': (size) => inFunction(`${'try this.g() {'.repeat(size)}${'} catch {}'.repeat(size)}`),
  'assembly blocks': (size) => inFunction(`assembly { ${'{'.repeat(size)}${'}'.repeat(size)} }`),
  'assembly calls': (size) =>
    inFunction(`assembly { let x := ${'add('.repeat(size)}1${', 1)'.repeat(size)} }`),
  mappings: (size) => `contract C { ${'mapping(uint => '.repeat(size)}uint${')'.repeat(size)} m; }`,
  'arrays of arrays': (size) => `contract C { uint${'[]'.repeat(size)} m; }`,
  'function types': (size) => `contract C { ${'function('.repeat(size)}${')'.repeat(size)} m; }`,
};

/** Many of what stands beside each other, and what each makes the others be looked at again for. */
const MANY: Readonly<Record<string, Growing>> = {
  'functions that do nothing': (size) =>
    `contract C { ${repeat(size, (at) => `function f${at}() public {}\n`)} }`,
  'functions that each call the next twice': (size) =>
    `contract C { uint s; ${repeat(size, (at) => `function f${at}() public { f${at + 1}(); f${at + 1}(); s += 1; }\n`)} }`,
  'functions that all call all': (size) => {
    const side = Math.ceil(Math.sqrt(size));
    const calls = repeat(side, (at) => `f${at}();`);
    return `contract C { uint s; ${repeat(side, (at) => `function f${at}() public { ${calls} s += 1; }\n`)} }`;
  },
  'functions of one name': (size) =>
    `contract C { uint s; ${repeat(size, () => 'function f() public { f(); s += 1; }\n')} }`,
  'functions with calls': (size) =>
    `contract C { uint s; ${repeat(size, (at) => `function f${at}() public { msg.sender.call(""); s += 1; }\n`)} }`,
  'modifiers on one function': (size) =>
    `contract C { ${repeat(size, (at) => `modifier m${at}() { _; _; }\n`)} function f() public ${repeat(size, (at) => `m${at} `)} {} }`,
  'modifiers that ask': (size) =>
    `contract C { uint s; ${repeat(size, (at) => `modifier m${at}() { require(s > ${at}); _; if (s > 1) { _; } }\n`)} function f() public ${repeat(size, (at) => `m${at} `)} { msg.sender.call(""); s = 1; } }`,
  variables: (size) =>
    `contract C { ${repeat(size, (at) => `uint v${at};\n`)} function f() public { ${repeat(size, (at) => `v${at} = v${at} + 1; `)} } }`,
  'local variables': (size) =>
    inFunction(repeat(size, (at) => `uint v${at} = ${at === 0 ? 'a' : `v${at - 1}`}; `)),
  'local variables of each other, last first': (size) =>
    inFunction(
      `${repeat(size, (at) => `uint v${at}; `)}${repeat(size, (at) => `v${size - 1 - at} = v${size - 2 - at < 0 ? 0 : size - 2 - at} + a; `)}`,
    ),
  'conditions in a row': (size) => inFunction('if (a > s) { s += 1; } '.repeat(size)),
  'requires in a row': (size) => inFunction('require(a > s); '.repeat(size)),
  'calls in a row': (size) => inFunction('msg.sender.call(""); '.repeat(size)),
  'calls and writes in a row': (size) => inFunction('msg.sender.call(""); s += a; '.repeat(size)),
  'loops in a row': (size) => inFunction('for (uint i = 0; i < a; i++) { s += i; } '.repeat(size)),
  statements: (size) => inFunction('s += a; '.repeat(size)),
  semicolons: (size) => inFunction(';'.repeat(size)),
  'arguments of a call': (size) => inFunction(`g(${repeat(size, () => 'a, ')}a);`),
  'parameters of a function': (size) =>
    `contract C { function f(${repeat(size, (at) => `uint p${at}, `)}uint q) public { q += 1; } }`,
  'items of a list': (size) => inFunction(`uint[] memory m = [${repeat(size, () => '1, ')}1];`),
  contracts: (size) => repeat(size, (at) => `contract C${at} { uint s; }\n`),
  'contracts that each inherit the one before': (size) =>
    `contract C0 {}\n${repeat(size, (at) => `contract C${at + 1} is C${at} {}\n`)}`,
  'contracts that inherit in a circle': (size) =>
    repeat(size, (at) => `contract C${at} is C${(at + 1) % size} { function f() public { super.f(); } }\n`),
  'a contract that inherits many': (size) =>
    `${repeat(size, (at) => `contract C${at} { function f${at}() public {} }\n`)}contract D is ${repeat(size, (at) => `C${at}, `)}C0 {}`,
  'contracts that inherit one with many functions': (size) =>
    `contract B { uint s; ${repeat(size, (at) => `function f${at}() public { s += 1; msg.sender.call(""); }\n`)} }\n${repeat(size, (at) => `contract C${at} is B {}\n`)}`,
  'libraries that are used for a type': (size) =>
    `${repeat(size, (at) => `library L${at} { function g${at}(uint a) internal {} }\n`)}contract C { using L0 for uint; function f(uint a) public { ${repeat(size, (at) => `a.g${at}(); `)} } }`,
  'structs of structs': (size) =>
    `contract C { ${repeat(size, (at) => `struct S${at} { S${(at + 1) % size} s; }\n`)} S0 s; function f() public { delete s; } }`,
  events: (size) => `contract C { ${repeat(size, (at) => `event E${at}();\n`)} }`,
  'items of an enum': (size) => `contract C { enum E { ${repeat(size, (at) => `E${at}, `)}F } }`,
  imports: (size) => repeat(size, (at) => `import "./f${at}.sol";\n`),
  pragmas: (size) => repeat(size, () => 'pragma solidity ^0.4.0;\n'),
  'versions of a pragma': (size) =>
    `pragma solidity ${repeat(size, () => '^0.4.1 || ')}0.4.1;\ncontract C {}`,
  'errors of syntax': (size) => repeat(size, (at) => `contract C${at} { function f( { s = ; }\n`),
  'statements that are not whole': (size) => inFunction('uint = ; '.repeat(size)),
  'functions that are not whole': (size) =>
    `contract C { ${repeat(size, (at) => `function f${at}() public { s += 1; if (; }\n`)} }`,
  'functions with an error each': (size) =>
    `contract C { ${repeat(size, (at) => `function f${at}() public { uint = ; s += 1 }\n`)} }`,
  'functions that ask an owner whom anybody replaces': (size) =>
    `contract C {\n  address o;\n  function open() public { o = msg.sender; }\n${repeat(
      size,
      (at) =>
        `function f${at}() public { require(msg.sender == o); ${repeat(6, (call) => `f${(6 * at + call + 1) % size}(); `)}selfdestruct(o); }\n`,
    )}}`,
};

/** Long runs of one sign, in which a careless pattern looks for its end from every place again. */
const RUNS: Readonly<Record<string, Growing>> = {
  'spaces in a pragma': (size) => `pragma solidity ${' '.repeat(size)}x;\ncontract C {}`,
  'zeros in a pragma': (size) => `pragma solidity ^0.${'0'.repeat(size)};\ncontract C {}`,
  'spaces between words': (size) => inFunction(`a${' '.repeat(size)}=${' '.repeat(size)}1;`),
  'empty lines': (size) => inFunction('\n'.repeat(size)),
  'carriage returns': (size) => inFunction('\r'.repeat(size)),
  'a long name': (size) => inFunction(`uint ${'a'.repeat(size)} = 1;`),
  'a long number': (size) => inFunction(`a = ${'1'.repeat(size)};`),
  'a long hexadecimal number': (size) => inFunction(`a = 0x${'f'.repeat(size)};`),
  'underscores in a number': (size) => inFunction(`a = 1${'_1'.repeat(size)};`),
  'a long string': (size) => inFunction(`string memory b = "${'x'.repeat(size)}";`),
  'a string that nothing ends': (size) => inFunction(`string memory b = "${'\\"'.repeat(size)}`),
  'quotes that nothing ends': (size) => inFunction(`${"'x\n".repeat(size)}`),
  'a comment that nothing ends': (size) => inFunction('/*'.repeat(size)),
  'slashes and stars': (size) => inFunction('/ * '.repeat(size)),
  'comments of a line': (size) => inFunction('// a\n'.repeat(size)),
  'comments that tell to ignore': (size) => inFunction('// solhint-disable-next-line\n'.repeat(size)),
  'dollars and underscores': (size) => inFunction(`${'$_'.repeat(size)};`),
  'signs that no language has': (size) => inFunction('§'.repeat(size)),
  'operators one behind the other': (size) => inFunction(`a ${'=<>'.repeat(size)} 1;`),
  zeros: (size) => '\0'.repeat(size),
  'halves of characters': (size) => '\ud800'.repeat(size),
  letters: (size) => 'contract '.repeat(size),
};

/** What attackers write to make a review slow or fall over, by what it is made of. */
export const HOSTILE_SOLIDITY: Readonly<Record<string, Growing>> = { ...NESTED, ...MANY, ...RUNS };
