import type { SandboxProgram } from '../../submissions/run-sandbox-program.ts';
import { ANALYSE_C } from './analyse-c.ts';
import { ANALYSE_PYTHON } from './analyse-python.ts';
import { isSandboxLanguage, type SandboxLanguage } from './sandbox-languages.ts';

const LIMITS = { timeMs: 12_000, memoryKiB: 512 * 1024, outputKiB: 64 } as const;
/** Bytes of what a sandbox program prints that are read. */
export const OUTPUT_BYTES = 16 * 1024;

const PROGRAMS: Readonly<Record<SandboxLanguage, string>> = {
  c: ANALYSE_C.replace('@LANGUAGE@', 'c'),
  cpp: ANALYSE_C.replace('@LANGUAGE@', 'cpp'),
  python: ANALYSE_PYTHON,
};

/** The program that a judge runs over sources in a language; undefined where the language has none. */
export function sandboxProgramFor(language: string): SandboxProgram | undefined {
  if (!isSandboxLanguage(language)) return undefined;
  return { language: 'python', source: PROGRAMS[language], limits: LIMITS, outputBytes: OUTPUT_BYTES };
}
