import { basename, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { convertPackage } from '../../core/problems/convert-package.ts';
import { partsOf } from '../../core/problems/formats/coderunner/questions.ts';
import { FORMAT_NAMES } from '../../core/problems/formats/markers.ts';
import { formatFault } from '../../core/problems/package/fault.ts';
import type { PackageTree } from '../../core/problems/package/package-tree.ts';
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
      const context = contextOf(command);
      const tree = openPackage(path);
      const name = options.out ?? `${basename(resolve(path)).replace(PACKAGE_FILES, '')}-${options.to}`;
      const parts = partsOf(tree);
      if (parts === undefined) convertOne(context, path, tree, name);
      else {
        const ids = idsOfNames(parts.map((part) => part.name));
        for (const [index, part] of parts.entries())
          convertOne(context, `${path}#${index + 1}`, part.tree, join(name, ids[index] ?? ''));
      }
    });
}

function convertOne(context: Context, path: string, tree: PackageTree, name: string): void {
  const { format, files, faults } = convertPackage(tree);
  if (files === null) {
    if (context.json) context.out(JSON.stringify({ path, format, faults }));
    else {
      context.out(`${pc.red('refused')} ${path}`);
      for (const fault of faults) context.out(`  ${formatFault(fault)}`);
    }
    process.exitCode = EXIT.badInput;
    return;
  }
  const folder = resolve(name);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  writeFolder(folder, name, sorted);
  print(context, { path, format, folder, files: sorted.map((file) => file.path), faults }, () => [
    `${pc.green('wrote')} ${name}: ${files.length} files, from the ${FORMAT_NAMES[format]}`,
    ...faults.map((fault) => `  ${formatFault(fault)}`),
    pc.dim(`next: assize problem verify ${name}`),
  ]);
}
