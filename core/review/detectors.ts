import type { DetectorSet } from './detector.ts';
import { REVIEWED_PROGRAMS } from './programs/program-languages.ts';

/** Detectors by language, each fetched when somebody asks for a review in it: parsers are large. */
const DETECTORS: Readonly<Record<string, () => Promise<DetectorSet>>> = {
  ...Object.fromEntries(
    REVIEWED_PROGRAMS.map((language) => [
      language,
      async () => (await import('./programs/program-detectors.ts')).loadProgramDetectors(language),
    ]),
  ),
  solidity: async () => (await import('./solidity/solidity-detectors.ts')).solidityDetectors,
};

/** Languages that can be reviewed. */
export const REVIEWED_LANGUAGES: readonly string[] = Object.keys(DETECTORS).sort();

/** The detectors of a language with their rules; undefined where there are none for it. */
export async function detectorsOf(language: string): Promise<DetectorSet | undefined> {
  return Object.hasOwn(DETECTORS, language) ? await DETECTORS[language]?.() : undefined;
}
