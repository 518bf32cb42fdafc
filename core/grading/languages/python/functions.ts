import { wordsOf } from '../../../exam/words.ts';
import type { FunctionDriver } from '../../function/driver.ts';
import type { Signature, Type } from '../../function/signature.ts';
import { fillParts, toLines } from '../fill.ts';
import { SOURCES } from '../packed.ts';
import { READER, SERVER } from './fork-server.ts';

const tableOf = (type: Type): string =>
  type.kind === 'list'
    ? `('list', ${tableOf(type.of)})`
    : type.kind === 'record'
      ? `('record', ${type.name}, (${type.fields.map(({ name, type: of }) => `('${name}', ${tableOf(of)}),`).join(' ')}))`
      : `'${type.kind}'`;

const KINDS = ['int', 'float', 'bool', 'string', 'list', 'record'] as const;
type Kind = (typeof KINDS)[number];

/** The kinds of these types and of all that is in them. */
function listKinds(types: readonly Type[]): ReadonlySet<Kind> {
  const kinds = new Set<Kind>();
  const add = (type: Type): void => {
    kinds.add(type.kind === 'int32' || type.kind === 'int64' ? 'int' : type.kind);
    if (type.kind === 'list') add(type.of);
    if (type.kind === 'record') for (const field of type.fields) add(field.type);
  };
  types.forEach(add);
  return kinds;
}

/** Which of the driver's branches are kept: what Python does not compile, nobody waits for. */
function keepBranches(way: 'read' | 'write', kinds: ReadonlySet<Kind>): Record<string, boolean> {
  return Object.fromEntries(KINDS.map((kind) => [`${way}-${kind}`, kinds.has(kind)]));
}

/** The interpreter and the participant's module once; a forked process for each test case. Python 3.8 runs it. */
const makeDriver = ({ parameters, returns, records }: Signature): string => {
  const tuples = records.map(
    ({ name, fields }) => `${name} = namedtuple('${name}', '${fields.map((field) => field.name).join(' ')}')`,
  );
  return fillParts(SOURCES.python['driver.py'], {
    read: READER,
    serve: SERVER,
    records: `${records.length > 0 ? 'from collections import namedtuple\n' : ''}${toLines(tuples)}`,
    types: `PARAMETERS = (${parameters.map(({ type }) => `${tableOf(type)},`).join(' ')})
RETURNS = ${tableOf(returns)}
`,
    ...keepBranches('read', listKinds(parameters.map(({ type }) => type))),
    'read-nothing': parameters.length === 0 ? '    pass\n' : '',
    ...keepBranches('write', listKinds([returns])),
    builtins: toLines(records.map(({ name }) => `__builtins__.${name} = ${name}`)),
  });
};

const hint = (type: Type): string => {
  if (type.kind === 'list') return `list[${hint(type.of)}]`;
  if (type.kind === 'record') return type.name;
  return { int32: 'int', int64: 'int', float: 'float', bool: 'bool', string: 'str' }[type.kind];
};

export const functions: FunctionDriver = {
  mode: 'fork-answer',
  reservedNames: wordsOf(`
    and as assert async await break class continue def del elif else except false finally for from global if import in is
    lambda none nonlocal not or pass raise return true try while with yield`),
  reservedRecords: ['None', 'True', 'False'],
  layOut: (source, signature) => ({
    files: [
      { name: 'solution.py', content: source },
      { name: 'assize_driver.py', content: makeDriver(signature) },
    ],
    entry: 'assize_driver.py',
  }),
  makeStub: ({ parameters, returns }) =>
    `def solve(${parameters.map(({ name, type }) => `${name}: '${hint(type)}'`).join(', ')}) -> '${hint(returns)}':\n    pass\n`,
};
