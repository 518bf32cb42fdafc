import { basename, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { type Conversion, convertPackage } from '../../core/problems/convert-package.ts';
import { partsOf } from '../../core/problems/formats/coderunner/questions.ts';
import { FORMAT_NAMES } from '../../core/problems/formats/markers.ts';
import { formatFault } from '../../core/problems/package/fault.ts';
import { type Context, contextOf, print } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openPackage, PACKAGE_FILES } from '../open-package.ts';
import { idsOfNames } from '../problem-id.ts';
import { writeFolder } from '../write-folder.ts';

const TARGETS = ['2025-09'];

export function addProblemConvert(problem: Command): void {
  problem
    .command('convert')
    .argument('<package>', 'folder, zip or file of a problem package, of any format that is read')
    .addOption(
      new Option('--to <format>', 'the version of the problem package format')
        .choices(TARGETS)
        .default(TARGETS[0]),
    )
    .option('--out <folder>', 'the folder to make (default: NAME-2025-09 here)')
    .description('write a package of another format or version as one of the problem package format')
    .addHelpText(
      'after',
      '\nWhat it writes reads back as the same problem; of a file of several questions each has a folder in it.\nIt never writes into a folder that is there. Ends with 2 when a package cannot be imported.',
    )
    .action((path: string, options: { to: string; out?: string }, command: Command) => {
      const name = options.out ?? `${basename(resolve(path)).replace(PACKAGE_FILES, '')}-${options.to}`;
      convertTo(contextOf(command), path, name);
    });
}

/** Converts a package, or each question of a file, into the folder `name`, which is not there yet. Throws CommandError. */
export function convertTo(context: Context, path: string, name: string): void {
  const tree = openPackage(path);
  const parts = partsOf(tree);
  const ids = idsOfNames(parts?.map((part) => part.name) ?? []);
  const converted: Converted[] =
    parts === undefined
      ? [{ path, name, below: '', ...convertPackage(tree) }]
      : parts.map((part, index) => {
          const below = ids[index] ?? '';
          return {
            path: `${path}#${index + 1}`,
            name: join(name, below),
            below,
            ...convertPackage(part.tree),
          };
        });
  const files = converted.flatMap(({ below, files }) =>
    (files ?? []).map((file) => ({ path: join(below, file.path), read: () => file.read() })),
  );
  if (files.length > 0) writeFolder(resolve(name), name, files);
  for (const each of converted) tell(context, each);
}

/** What came of a package, or of a question of several, and where it lies in the folder that is written. */
interface Converted extends Conversion {
  readonly path: string;
  readonly name: string;
  readonly below: string;
}

function tell(context: Context, { path, name, format, files, faults }: Converted): void {
  if (files === null) {
    if (context.json) context.out(JSON.stringify({ path, format, faults }));
    else {
      context.out(`${pc.red('refused')} ${path}`);
      for (const fault of faults) context.out(`  ${formatFault(fault)}`);
    }
    process.exitCode = EXIT.badInput;
    return;
  }
  const paths = files.map((file) => file.path).sort();
  print(context, { path, format, folder: resolve(name), files: paths, faults }, () => [
    `${pc.green('wrote')} ${name}: ${files.length} files, from the ${FORMAT_NAMES[format]}`,
    ...faults.map((fault) => `  ${formatFault(fault)}`),
    pc.dim(`next: assize problem verify ${name}`),
  ]);
}
