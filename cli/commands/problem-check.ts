import type { Command } from 'commander';
import pc from 'picocolors';
import { partsOf } from '../../core/problems/formats/coderunner/questions.ts';
import { FORMAT_NAMES, type FormatId } from '../../core/problems/formats/markers.ts';
import { type Fault, formatFault, messageOf, refuses } from '../../core/problems/package/fault.ts';
import type { PackageTree } from '../../core/problems/package/package-tree.ts';
import { readPackage } from '../../core/problems/package/read-package.ts';
import { type Context, contextOf } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findPackages } from '../find-packages.ts';
import { openPackage } from '../open-package.ts';

export function addProblemCheck(problem: Command): void {
  problem
    .command('check')
    .argument('<folder...>', 'packages (folders or zips), or folders of them')
    .description('read packages, however many, and say of each whether it can be imported; runs nothing')
    .addHelpText(
      'after',
      '\nEnds with 0 when all can be imported, with 1 when one cannot, with 2 when there is none.',
    )
    .action((folders: string[], _options: object, command: Command) =>
      checkPackages(folders, contextOf(command)),
    );
}

/** Reads every package that lies in these places. Throws CommandError when one of them holds none. */
export function checkPackages(places: readonly string[], context: Context): void {
  const paths = places.flatMap((place) => {
    const found = findPackages(place);
    if (found.length > 0) return found;
    throw new CommandError(
      EXIT.badInput,
      `${place} holds no package`,
      'give a folder that has a package in it or below it, or a zip',
    );
  });
  let refused = 0;
  const checked = paths.flatMap((path) => readAll(path));
  for (const { path, format, testCases, faults, unreadable } of checked) {
    if (testCases === undefined) refused += 1;
    if (context.json)
      context.out(
        JSON.stringify({
          path,
          ...(format === undefined ? {} : { format }),
          imported: testCases !== undefined,
          faults,
          ...(unreadable === undefined ? {} : { unreadable }),
        }),
      );
    else if (unreadable !== undefined) context.out(`${pc.red('unreadable')} ${path}: ${unreadable}`);
    else for (const line of describe(path, format, testCases, faults)) context.out(line);
  }
  if (!context.json)
    context.out(`${checked.length - refused} of ${checked.length} packages can be imported.`);
  if (refused > 0) process.exitCode = EXIT.negative;
}

/** What came of one package. */
interface Checked {
  /** Where it lies; of several in a file with its number behind. */
  readonly path: string;
  readonly format?: FormatId;
  /** Absent where it cannot be imported. */
  readonly testCases?: number;
  readonly faults: readonly Fault[];
  /** Why nothing of it could be read. */
  readonly unreadable?: string;
}

function readAll(path: string): Checked[] {
  try {
    const tree = openPackage(path);
    const parts = partsOf(tree);
    return parts === undefined
      ? [readOne(path, tree)]
      : parts.map((part, index) => readOne(`${path}#${index + 1}`, part.tree));
  } catch (error) {
    return [{ path, faults: [], unreadable: messageOf(error) }];
  }
}

function readOne(path: string, tree: PackageTree): Checked {
  try {
    const { format, manifest, faults } = readPackage(tree);
    return { path, format, faults, ...(manifest === null ? {} : { testCases: manifest.testCases.length }) };
  } catch (error) {
    return { path, faults: [], unreadable: messageOf(error) };
  }
}

function describe(
  path: string,
  format: FormatId | undefined,
  testCases: number | undefined,
  faults: readonly Fault[],
): string[] {
  const named = format === undefined || format === 'icpc' ? path : `${path} (${FORMAT_NAMES[format]})`;
  const refusing = faults.filter((fault) => refuses([fault])).length;
  const warnings = faults.length - refusing;
  const said = faults.map((fault) => `  ${formatFault(fault)}`);
  const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const head =
    testCases === undefined
      ? `${pc.red('refused')} ${named}: ${plural(refusing, 'fault')}, ${plural(warnings, 'warning')}`
      : `${pc.green('read')} ${named}: ${plural(testCases, 'test case')}, ${plural(warnings, 'warning')}`;
  return [head, ...said];
}
