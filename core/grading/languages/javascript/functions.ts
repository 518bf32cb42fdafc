import { wordsOf } from '../../../exam/words.ts';
import type { FunctionDriver } from '../../function/driver.ts';
import type { Signature, Type } from '../../function/signature.ts';
import { fillParts } from '../fill.ts';
import type { SourceFile } from '../language.ts';
import { SOURCES } from '../packed.ts';

/** Types as the generated table in the driver writes them. */
const tableOf = (type: Type): unknown =>
  type.kind === 'list'
    ? ['list', tableOf(type.of)]
    : type.kind === 'record'
      ? ['record', type.fields.map(({ name, type: of }) => [name, tableOf(of)])]
      : type.kind;

/**
 * In one process, a fresh context for each test case: globals of one are not there in the next. Node 12 runs it.
 * int64 is a BigInt, since a number would lose digits.
 */
export const makeDriver = ({ parameters, returns }: Signature): SourceFile => ({
  name: 'assize-driver.js',
  content: fillParts(SOURCES.javascript['driver.js'], {
    types: `const PARAMETERS = ${JSON.stringify(parameters.map(({ type }) => tableOf(type)))}, RETURNS = ${JSON.stringify(tableOf(returns))};\n`,
  }),
});

/** What a type is called in comments, and in TypeScript. */
export const jsType = (type: Type): string => {
  if (type.kind === 'list') return `${jsType(type.of)}[]`;
  if (type.kind === 'record') return type.name;
  return { int32: 'number', int64: 'bigint', float: 'number', bool: 'boolean', string: 'string' }[type.kind];
};

export const functions: FunctionDriver = {
  mode: 'answer',
  reservedNames: wordsOf(`
    arguments async await break case catch class const continue debugger default delete do else enum eval export extends
    false finally for function if implements import in instanceof interface let new null package private protected public
    return static super switch this throw true try typeof var void while with yield`),
  // What the driver, or a program's beginning, cannot do without.
  reservedRecords: ['Array', 'BigInt', 'Promise', 'Symbol'],
  layOut: (source, signature) => {
    const driver = makeDriver(signature);
    return { files: [{ name: 'solution.js', content: source }, driver], entry: driver.name };
  },
  makeStub: (signature) =>
    `/**\n${signature.parameters.map(({ name, type }) => ` * @param {${jsType(type)}} ${name}\n`).join('')} * @returns {${jsType(signature.returns)}}\n */\nfunction solve(${signature.parameters.map(({ name }) => name).join(', ')}) {\n}\n`,
};
