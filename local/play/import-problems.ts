import type { ApiClient } from '../../core/api/client.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { PlannedProblem } from '../../examples/planned-exam.ts';
import type { PlayEvent } from './play-exam.ts';

const POLL_MS = 150;
const PATIENCE_MS = 60_000;

/**
 * Imports packages as an instructor does: asks for an upload address, uploads, waits for the outcome.
 * Resolves with the version of each problem; throws an Error that lists the faults of a refused package.
 */
export async function importProblems(
  problems: readonly PlannedProblem[],
  options: {
    readonly client: ApiClient;
    readonly upload: (url: string, zip: Uint8Array) => Promise<void>;
    readonly clock: Clock;
    readonly on: (event: PlayEvent) => void;
    readonly signal?: AbortSignal;
  },
): Promise<Map<string, number>> {
  const versions = await Promise.all(
    problems.map(async (problem): Promise<[string, number]> => {
      const version = await importProblem(problem, options);
      options.on({ type: 'imported', problemId: problem.problemId, version });
      return [problem.problemId, version];
    }),
  );
  return new Map(versions);
}

async function importProblem(
  { problemId, zip }: PlannedProblem,
  { client, upload, clock, signal }: Parameters<typeof importProblems>[1],
): Promise<number> {
  const ticket = await client.call('createImport', { body: { problemId } });
  await upload(ticket.uploadUrl, zip);
  const patienceEndsAt = clock.now() + PATIENCE_MS;
  while (clock.now() < patienceEndsAt) {
    signal?.throwIfAborted();
    const state = await client.call('getImport', { params: { importId: ticket.importId } });
    if (state.state === 'imported') return state.version!;
    if (state.state === 'refused') {
      const faults = state.faults.map(
        ({ file, line, detail }) => `${file}${line === undefined ? '' : `:${line}`}: ${detail}`,
      );
      throw new Error(`The package of ${problemId} was refused:\n${faults.join('\n')}`);
    }
    await clock.sleep(POLL_MS, signal);
  }
  throw new Error(
    `The import of ${problemId} has not ended after ${PATIENCE_MS / 1000} s: see the logs of problem-importer.`,
  );
}
