import { isLanguageId, LANGUAGES, type Language } from '../../grading/languages/index.ts';
import { languageOfFiles } from '../package/package-languages.ts';
import type { Translation } from './translation.ts';

/** How scripts run a program: what is called with it, and whether that makes something to be run. */
interface Tool {
  readonly call: string;
  readonly compiles: boolean;
}

/** Whether scripts of validators can run a program in this file. */
export function isScriptable(file: string): boolean {
  return toolFor(file) !== undefined;
}

function toolFor(file: string): Tool | undefined {
  const id = languageOfFiles([file]);
  if (!isLanguageId(id)) return undefined;
  const { scriptsCall, check }: Language = LANGUAGES[id];
  return scriptsCall === undefined ? undefined : { call: scriptsCall, compiles: check === undefined };
}

/**
 * Writes an output validator's scripts around a program of its folder with a protocol of its own.
 *
 * @param run makes the script `run` of the bash that calls the program
 * @param from the file of the original that the program is
 */
export function writeValidatorScripts(
  translation: Translation,
  program: string,
  { run, from, flags = [] }: { run: (call: string) => string; from: string; flags?: readonly string[] },
): void {
  const tool = toolFor(program);
  if (tool === undefined) throw new Error(`scripts cannot run ${program}`);
  const { call, compiles } = tool;
  const standard = call.endsWith('++') ? ['-std=gnu++17'] : [];
  const words = [call, ...standard, '-O2', ...flags, '-o', 'validator.run', program, '-lm'];
  if (compiles) translation.write('output_validator/build', `#!/bin/sh\nexec ${words.join(' ')}\n`, from);
  const command = compiles ? '"$here/validator.run"' : `${call} "$here/${program}"`;
  translation.write('output_validator/run', `#!/bin/bash\nhere=\${0%/*}\n${run(command)}`, from);
}
