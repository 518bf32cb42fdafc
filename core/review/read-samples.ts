import { TestDataMissingError } from '../problems/ports.ts';
import type { ProblemVersion } from '../problems/problem.ts';
import type { ReviewedSource } from './detector.ts';

/** A sample whose input or answer is larger, bytes, is known by heart by nobody. */
const MAX_SAMPLE_BYTES = 16 * 1024;

type Samples = NonNullable<ReviewedSource['samples']>;

/**
 * Samples of a problem, to tell a program that knows them by heart. What an interactor reads is written for it, and no program sees it; what
 * is not stored any more keeps nobody from a review.
 */
export async function readSamples(
  version: Pick<ProblemVersion, 'manifest'> | null,
  readTestData: (hash: string) => Promise<Uint8Array>,
): Promise<Samples> {
  if (version === null || version.manifest.validation.kind === 'interactive') return [];
  const text = async (hash: string) => new TextDecoder().decode(await readTestData(hash));
  const read = await Promise.all(
    version.manifest.testCases
      .filter(({ sample, ...of }) => sample && Math.max(of.inputBytes, of.answerBytes) <= MAX_SAMPLE_BYTES)
      .map(async ({ inputHash, answerHash }): Promise<Samples> => {
        try {
          return [{ input: await text(inputHash), answer: await text(answerHash) }];
        } catch (error) {
          if (error instanceof TestDataMissingError) return [];
          throw error;
        }
      }),
  );
  return read.flat();
}
