import { useEffect, useRef, useState } from 'preact/hooks';
import type { SourcesQuery } from '../../../core/api/sources.ts';
import type { Program } from '../../../core/similarity/program.ts';
import type { RankingRules } from '../../../core/similarity/rank-pairs.ts';
import { readPrograms } from '../../../core/similarity/read-programs.ts';
import type { SimilarityReport } from '../../../core/similarity/similarity-report.ts';
import { patientApi } from '../../api.ts';
import { toApiError } from '../../console-api.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** What was compared. */
export interface Compared {
  readonly report: SimilarityReport;
  /** As the report names them. */
  readonly programs: readonly Program[];
  readonly notStored: number;
}

/** Where a comparison stands. */
export interface ComparisonState {
  readonly compared?: Compared;
  /** What it does now; absent when it has done it. */
  readonly doing?: string;
  readonly fault?: string;
}

/**
 * Compares the programs of a problem in a worker of this page: read anew for another choice of submissions, compared
 * anew by other rules. The report of before stays until there is another. Ends with the view.
 * @returns `again` begins anew: something failed
 */
export function useComparison(
  sessionId: string,
  label: string,
  pick: SourcesQuery['pick'],
  rules: RankingRules,
): ComparisonState & { readonly again: () => void } {
  const [state, setState] = useState<ComparisonState>({});
  const [begun, setBegun] = useState(0);
  const worker = useRef<Worker>(undefined);
  const asked = useRef('');
  const wanted = useRef(rules);
  wanted.current = rules;
  const key = JSON.stringify(rules);

  useEffect(() => {
    const ending = new AbortController();
    const made = new Worker('/similarity-worker.js', { type: 'module' });
    const end = () => {
      ending.abort();
      worker.current = undefined;
      made.terminate();
    };
    const fail = (fault: string) => {
      if (ending.signal.aborted) return;
      setState({ fault });
      end();
    };
    const doing = (text: string) => {
      if (!ending.signal.aborted) setState((before) => ({ ...before, doing: text }));
    };
    const read = async () => {
      doing('Reading the programs …');
      const { notStored, ...input } = await readPrograms(
        (name, request) => patientApi.call(name, request, ending.signal),
        { sessionId, label, pick },
        (count) => doing(`Reading the programs: ${count} …`),
      );
      ending.signal.throwIfAborted();
      const programOf = new Map(input.programs.map((program) => [program.submissionId, program]));
      made.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === 'failed') fail(`The programs could not be compared: ${data.detail}`);
        else if (data.kind === 'progress') doing(`Comparing: ${data.read} of ${programOf.size} read …`);
        else {
          const { report } = data;
          const programs = report.programs.flatMap(({ submissionId }) => programOf.get(submissionId) ?? []);
          setState({ compared: { report, programs, notStored } });
        }
      });
      doing('Comparing …');
      asked.current = JSON.stringify(wanted.current);
      made.postMessage({ kind: 'read', input, rules: wanted.current } satisfies ToWorker);
      worker.current = made;
    };
    made.addEventListener('error', () => fail('The part of the page that compares could not be fetched.'));
    setState({});
    read().catch((error: unknown) => fail(toApiError(error).message));
    return end;
  }, [sessionId, label, pick, begun]);

  useEffect(() => {
    if (worker.current === undefined || asked.current === key) return;
    asked.current = key;
    setState((before) => ({ ...before, doing: 'Comparing …' }));
    worker.current.postMessage({ kind: 'compare', rules } satisfies ToWorker);
  }, [key]);
  return { ...state, again: () => setBegun((times) => times + 1) };
}
