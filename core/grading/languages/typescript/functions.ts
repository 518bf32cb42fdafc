import type { FunctionDriver } from '../../function/driver.ts';
import { functions as javascript, jsType, makeDriver } from '../javascript/functions.ts';
import { addCompilerFiles } from './compiler-files.ts';

/** JavaScript's driver beside what the compiler makes of the participant's file. */
export const functions: FunctionDriver = {
  ...javascript,
  layOut: (source, signature) => {
    const driver = makeDriver(signature);
    const layout = addCompilerFiles({
      files: [{ name: 'solution.ts', content: source }],
      entry: driver.name,
    });
    return { ...layout, files: [...layout.files, driver] };
  },
  makeStub: ({ parameters, returns, records }) =>
    `${records.map(({ name, fields }) => `interface ${name} { ${fields.map((field) => `${field.name}: ${jsType(field.type)}`).join('; ')} }\n`).join('')}function solve(${parameters.map(({ name, type }) => `${name}: ${jsType(type)}`).join(', ')}): ${jsType(returns)} {\n}\n`,
};
