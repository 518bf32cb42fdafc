import { type Comparison, readComparison } from '../../../core/similarity/compare-programs.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** Programs between two words about how far it is. */
const TELL_EVERY = 20;

const tell = (message: FromWorker) => postMessage(message);
let comparison: Promise<Comparison> | undefined;

/** Compares programs beside the page, so that the page goes on answering. */
addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'read')
    comparison = readComparison(data.input, (read) => {
      if (read % TELL_EVERY === 0) tell({ kind: 'progress', read });
    });
  comparison
    ?.then((read) => tell({ kind: 'report', report: read.report(data.rules) }))
    .catch((error: unknown) => tell({ kind: 'failed', detail: String(error) }));
});
