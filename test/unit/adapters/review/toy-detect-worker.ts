import { parentPort } from 'node:worker_threads';

/** Does the misdeed that a source names. */
parentPort?.on('message', ({ source }: { readonly source: string }) => {
  if (source === 'loop') for (;;);
  if (source === 'eat') {
    const eaten: number[][] = [];
    for (;;) eaten.push(Array.from({ length: 10_000 }, Math.random));
  }
  if (source === 'exit') process.exit(3);
  if (source === 'throw') throw new Error('no grammar');
  if (source === 'refuse') parentPort?.postMessage({ failed: 'no parser' });
  const message = source === 'environment' ? JSON.stringify(process.env) : `looked at ${source}`;
  parentPort?.postMessage({ detection: { findings: [], gaps: [{ what: 'toy', why: message }] } });
});
