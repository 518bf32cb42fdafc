import type { FormatId } from './formats/markers.ts';
import { type Fault, refuses } from './package/fault.ts';
import type { PackageFile, PackageTree } from './package/package-tree.ts';
import { openPackage, readPackage } from './package/read-package.ts';
import type { ProblemManifest } from './problem.ts';
import { writePackage } from './write-package.ts';

/** What came of converting a package. */
export interface Conversion {
  readonly format: FormatId;
  /** The files of the new package; `null` when the old one cannot be imported. */
  readonly files: readonly PackageFile[] | null;
  /** What was said when the old package was read, and of what the new one cannot say. */
  readonly faults: readonly Fault[];
}

/**
 * Makes of a package of any format that is read one of the problem package format `2025-09` that reads back as the same
 * problem. One that does not read back is never answered.
 */
export function convertPackage(tree: PackageTree): Conversion {
  const { result, reading } = openPackage(tree);
  const { format, manifest, checks, contents, faults } = result;
  if (manifest === null || checks === null) return { format, files: null, faults };
  const files = format === 'icpc' ? writePackage({ reading, manifest, checks, contents }) : reading.all();
  const back = readPackage({ name: tree.name ?? '', files, faults: [] });
  if (back.manifest !== null && meaningOf(back.manifest) === meaningOf(manifest))
    return { format, files, faults };
  const lost: Fault = {
    severity: 'unsupported',
    code: 'convert-differs',
    file: '',
    message:
      'What this package says cannot be said in the format 2025-09 so that it reads back as the same problem; import it as it is.',
  };
  const told = back.faults.filter((fault) => refuses([fault]));
  return { format, files: null, faults: [...faults, ...told, lost] };
}

/** What judging makes of a problem, whatever words say it. */
function meaningOf(manifest: ProblemManifest): string {
  const { kind, names, limits, languages, validation, signature, frame, testCases, groups } = manifest;
  const { included, jurySubmissions } = manifest;
  return JSON.stringify({
    kind,
    names,
    limits,
    languages,
    validator: validation.kind === 'default' ? null : [validation.kind, validation.program],
    signature,
    frame,
    testCases: testCases.map(({ validatorArgs = validation.args, ...testCase }) => ({
      ...testCase,
      validatorArgs,
    })),
    groups,
    included,
    jurySubmissions,
  });
}
