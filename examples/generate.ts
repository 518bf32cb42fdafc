/**
 * Writes the test data of the sample exam into its packages: `node examples/generate.ts`. The data are committed;
 * they follow from the seeds below, and a test holds both together.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { busiestWordData } from './generators/busiest-word.ts';
import { exactChangeData } from './generators/exact-change.ts';
import type { GeneratedCase } from './generators/random.ts';
import { readingRoomData } from './generators/reading-room.ts';
import { ropeFenceData } from './generators/rope-fence.ts';

/** Test data by the problem's folder below `examples/sample-exam`. */
export const GENERATED: Readonly<Record<string, () => GeneratedCase[]>> = {
  'busiest-word': busiestWordData,
  'exact-change': exactChangeData,
  'reading-room': readingRoomData,
  'rope-fence': ropeFenceData,
};

if (import.meta.main) {
  for (const [problem, generate] of Object.entries(GENERATED)) {
    for (const { id, input, answer } of generate()) {
      const path = join(import.meta.dirname, 'sample-exam', problem, 'data', id);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.in`, input);
      writeFileSync(`${path}.ans`, answer);
    }
  }
}
