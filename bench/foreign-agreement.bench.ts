import { delimiter } from 'node:path';
import { measureAgreement } from './agreement.ts';
import { type Figure, makeSingleFigure } from './figure.ts';

/**
 * How many of the jury submissions of other people's packages get what those say. The packages are no part of Assize: whoever
 * has fetched some (docs/foreign-packages.md) names them, or folders of them, in `FOREIGN_PACKAGES`; without it nothing is
 * measured.
 */
export async function measure(): Promise<readonly Figure[]> {
  const places = (process.env['FOREIGN_PACKAGES'] ?? '').split(delimiter).filter((place) => place !== '');
  if (places.length === 0) return [];
  const { percent, note } = await measureAgreement(places);
  return [makeSingleFigure('foreign-agreement', percent, '%', { atLeast: 99 }, note)];
}
