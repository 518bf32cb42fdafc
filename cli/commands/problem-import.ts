import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import { systemClock } from '../../adapters/system-clock.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { ProblemImportView } from '../../core/api/problems.ts';
import { convertPackage } from '../../core/problems/convert-package.ts';
import { type Part, partsOf } from '../../core/problems/formats/coderunner/questions.ts';
import { IMPORT_LIFE_MS } from '../../core/problems/import.ts';
import { formatFault } from '../../core/problems/package/fault.ts';
import { contextOf } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { openPackage, PACKAGE_FILES } from '../open-package.ts';
import { idOfName, idsOfNames } from '../problem-id.ts';
import { zipPackage } from '../zip-package.ts';

const POLL_MS = 500;
/** Until then an import that has died is told to have. */
const PATIENCE_MS = IMPORT_LIFE_MS + 30_000;

export function addProblemImport(problem: Command): void {
  problem
    .command('import')
    .argument('<package...>', 'folders or zips of problem packages, or files of questions')
    .option('--id <problem>', 'id of the problem (default: the name of the folder)')
    .description('import packages; a known problem gets a new version, booked sessions keep theirs')
    .action(async (paths: string[], options: { id?: string }, command: Command) => {
      const context = contextOf(command);
      if (options.id !== undefined && paths.length > 1)
        throw new CommandError(EXIT.badInput, '--id is for one package at a time');
      const { client } = context.access();
      const packages = paths.flatMap((path) => openAll(path, options.id));
      if (options.id !== undefined && packages.length > 1)
        throw new CommandError(
          EXIT.badInput,
          '--id is for one problem at a time, and this file holds several',
        );
      for (const { problemId, zip } of packages) {
        if (!context.json)
          context.err(pc.dim(`${problemId}: uploading ${(zip.byteLength / 1024).toFixed(0)} KB ...`));
        const done = await importPackage(client, problemId, zip);
        if (context.json) context.out(JSON.stringify(done));
        else for (const line of describe(done)) context.out(line);
        if (done.state !== 'imported') process.exitCode = EXIT.negative;
      }
    });
}

interface PackageToImport {
  readonly problemId: string;
  readonly zip: Uint8Array;
}

/** The packages at a path: one, or of a file of questions each. A zip goes as it is: nobody reads it twice. */
function openAll(path: string, id: string | undefined): PackageToImport[] {
  const full = resolve(path);
  const tree = openPackage(path);
  const name = basename(full).replace(PACKAGE_FILES, '');
  const parts = partsOf(tree);
  if (parts !== undefined) {
    const ids = idsOfNames(parts.map((part) => part.name));
    return parts.map((part, index) => ({
      problemId: id ?? ids[index] ?? name,
      zip: zipConverted(path, part),
    }));
  }
  try {
    const isZip = !statSync(full).isDirectory() && !/\.xml$/i.test(full);
    const problemId = id ?? (/\.xml$/i.test(full) ? idOfName(name) : name);
    return [{ problemId, zip: isZip ? readFileSync(full) : zipPackage(tree) }];
  } catch (error) {
    throw new CommandError(
      EXIT.badInput,
      `the package cannot be read: ${(error as Error).message}`,
      'give the folder of a problem package, or its zip',
    );
  }
}

/** A question among others travels as a package of its own. */
function zipConverted(path: string, { name, tree }: Part): Uint8Array {
  const { files, faults } = convertPackage(tree);
  if (files !== null) return zipPackage({ files, faults: [] });
  throw new CommandError(
    EXIT.badInput,
    `${path}: ${name} cannot be imported, and nothing was:\n${faults.map((fault) => `  ${formatFault(fault)}`).join('\n')}`,
    'convert those that can be: assize problem convert FILE',
  );
}

async function importPackage(
  client: ApiClient,
  problemId: string,
  zip: Uint8Array,
): Promise<ProblemImportView> {
  const ticket = await client.call('createImport', { body: { problemId } });
  if (zip.byteLength > ticket.maxBytes)
    throw new CommandError(
      EXIT.badInput,
      `the package has ${zip.byteLength} bytes; at most ${ticket.maxBytes} are taken`,
    );
  const put = await fetch(ticket.uploadUrl, {
    method: 'PUT',
    headers: { 'content-type': 'application/zip' },
    body: Buffer.from(zip),
  });
  if (!put.ok)
    throw new CommandError(
      EXIT.unavailable,
      `the upload was refused: HTTP ${put.status} ${(await put.text()).slice(0, 200)}`,
    );
  const until = systemClock.now() + PATIENCE_MS;
  for (;;) {
    const state = await client.call('getImport', { params: { importId: ticket.importId } });
    if (state.state === 'imported' || state.state === 'refused') return state;
    if (systemClock.now() > until)
      throw new CommandError(
        EXIT.unavailable,
        `the import has not ended after ${PATIENCE_MS / 1000} s`,
        `look again: GET /v1/problems/imports/${ticket.importId}`,
      );
    await systemClock.sleep(POLL_MS);
  }
}

function describe({ problemId, state, version, faults }: ProblemImportView): string[] {
  const said = faults.map(
    ({ field, severity, detail }) =>
      `  ${severity === 'warning' ? pc.yellow(severity) : pc.red(severity)} ${field}: ${detail}`,
  );
  if (state === 'imported') return [`${pc.green('imported')} ${problemId}, version ${version}`, ...said];
  return [
    `${pc.red('refused')} ${problemId}: ${faults.length} fault${faults.length === 1 ? '' : 's'}`,
    ...said,
  ];
}
