import { problemFolders } from '../examples/problems.ts';
import { measureAgreement } from './agreement.ts';
import { type Figure, makeSingleFigure } from './figure.ts';

/** How many of the jury submissions of all packages here get what their packages say. */
export async function measure(): Promise<readonly Figure[]> {
  const { percent, note } = await measureAgreement(problemFolders());
  return [makeSingleFigure('corpus-agreement', percent, '%', { atLeast: 100 }, note)];
}
