import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer } from '../../adapters/review/thread-detectors.ts';
import type { ReviewedSource } from '../../core/review/detector.ts';
import { detectorsOf } from '../../core/review/detectors.ts';

/** What runs in a thread of its own: looks at the sources that it is sent, one after the other. */
parentPort?.on('message', async (source: ReviewedSource) => {
  parentPort?.postMessage(await look(source));
});

async function look(source: ReviewedSource): Promise<ThreadAnswer> {
  try {
    const set = await detectorsOf(source.language);
    if (set === undefined) return { failed: `there are none for ${source.language}` };
    return { detection: set.detect(source) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
