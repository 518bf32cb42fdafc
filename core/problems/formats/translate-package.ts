import type { Fault } from '../package/fault.ts';
import type { PackageReading, PackageTree } from '../package/package-tree.ts';
import { translateCms } from './cms/translate-cms.ts';
import { findQuiz } from './coderunner/questions.ts';
import { translateCodeRunner } from './coderunner/translate-coderunner.ts';
import { translateDmoj } from './dmoj/translate-dmoj.ts';
import { type FormatId, markerOf } from './markers.ts';
import { translatePolygon } from './polygon/translate-polygon.ts';
import { Translation } from './translation.ts';

/** A package of another format, as a package of `2025-09`. */
export interface Translated {
  readonly format: FormatId;
  /** `null` where the original does not say what the problem is. */
  readonly tree: PackageTree | null;
  /** Faults of the translation as faults of the original; what the original cannot say is left out. */
  blame(faults: readonly Fault[]): readonly Fault[];
}

const TRANSLATORS: Readonly<Record<Exclude<FormatId, 'icpc'>, (translation: Translation) => void>> = {
  polygon: translatePolygon,
  cms: translateCms,
  dmoj: translateDmoj,
  coderunner: translateCodeRunner,
};

/** What the problem package format asks for and other formats have no place for. */
const NOT_ASKED = new Set(['uuid-missing', 'licence', 'name-languages', 'no-input-validator']);

/**
 * Translates a package of another format, with the faults of that in `reading`; `null` where it is none, but the problem
 * package format's own.
 */
export function translatePackage(reading: PackageReading): Translated | null {
  const quiz = () => {
    const file = findQuiz(reading);
    return file === undefined ? undefined : { file, format: 'coderunner' as const };
  };
  const marker = markerOf((file) => reading.get(file) !== undefined) ?? quiz();
  if (marker === undefined || marker.format === 'icpc') return null;
  const translation = new Translation(reading, marker.file);
  TRANSLATORS[marker.format](translation);
  return {
    format: marker.format,
    tree: translation.has('problem.yaml')
      ? { name: reading.name, files: translation.files, faults: [] }
      : null,
    blame: (faults) => blame(faults, translation),
  };
}

function blame(faults: readonly Fault[], translation: Translation): readonly Fault[] {
  return faults
    .filter(({ code }) => !NOT_ASKED.has(code))
    .map(({ line, ...fault }) => {
      const file = translation.originOf(fault.file);
      const message = fault.message.replace(/[^\s,;()"]*[^\s,;()".]/g, (word) =>
        translation.has(word) ? translation.originOf(word) : word,
      );
      // A line counts where the file stands in the original as it is.
      const isCopy = line !== undefined && file !== translation.settingsFile;
      return { ...fault, file, message, ...(isCopy ? { line } : {}) };
    });
}
