import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { convertPackage } from '../../core/problems/convert-package.ts';
import { FORMAT_NAMES } from '../../core/problems/formats/markers.ts';
import { formatFault } from '../../core/problems/package/fault.ts';
import { contextOf, print } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openPackage } from '../open-package.ts';
import { writeFolder } from '../write-folder.ts';

const TARGETS = ['2025-09'];

export function addProblemConvert(problem: Command): void {
  problem
    .command('convert')
    .argument('<package>', 'folder or zip of a problem package, of any format that is read')
    .addOption(
      new Option('--to <format>', 'the version of the problem package format')
        .choices(TARGETS)
        .default(TARGETS[0]),
    )
    .option('--out <folder>', 'the folder to make (default: NAME-2025-09 here)')
    .description('write a package of another format or version as one of the problem package format')
    .addHelpText(
      'after',
      '\nWhat it writes reads back as the same problem. It never writes into a folder that is there.\nEnds with 2 when the package cannot be imported.',
    )
    .action((path: string, options: { to: string; out?: string }, command: Command) => {
      const context = contextOf(command);
      const { format, files, faults } = convertPackage(openPackage(path));
      if (files === null) {
        if (context.json) context.out(JSON.stringify({ path, format, faults }));
        else for (const fault of faults) context.out(formatFault(fault));
        process.exitCode = EXIT.badInput;
        return;
      }
      const name = options.out ?? `${basename(resolve(path)).replace(/\.(zip|kpp)$/, '')}-${options.to}`;
      const folder = resolve(name);
      const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
      writeFolder(folder, name, sorted);
      print(context, { path, format, folder, files: sorted.map((file) => file.path), faults }, () => [
        ...faults.map(formatFault),
        `${pc.green('wrote')} ${name}: ${files.length} files, from the ${FORMAT_NAMES[format]}`,
        pc.dim(`next: assize problem verify ${name}`),
      ]);
    });
}
