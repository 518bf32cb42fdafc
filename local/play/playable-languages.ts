import { CLASS_LANGUAGES } from '../../examples/sample-exam/class.ts';
import { findToolchains, type ToolchainName } from '../judge-host/toolchains.ts';
import type { MissingLanguage } from './report.ts';

/** The toolchain behind each language of the class. */
const TOOLCHAINS: Readonly<Record<string, ToolchainName>> = {
  javascript: 'node',
  python: 'python',
  cpp: 'g++',
  java: 'java',
};

/** Which languages of the class can be judged on this machine, and how to get the others. */
export async function findPlayableLanguages(): Promise<{
  readonly ran: readonly string[];
  readonly missing: readonly MissingLanguage[];
}> {
  const { missing } = await findToolchains();
  const installs = new Map(missing.map(({ name, install }) => [name, install]));
  const installOf = (language: string) => installs.get(TOOLCHAINS[language]!);
  return {
    ran: CLASS_LANGUAGES.filter((language) => installOf(language) === undefined),
    missing: CLASS_LANGUAGES.flatMap((language) => {
      const install = installOf(language);
      return install === undefined ? [] : [{ language, install }];
    }),
  };
}
