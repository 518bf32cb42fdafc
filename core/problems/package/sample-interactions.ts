import type { StoredFile } from '../../grading/output-validation.ts';
import type { SettledReading } from './settings.ts';

const ENDING = '.interaction';

/**
 * Conversations that participants are shown as samples, by the sample's name (`sample/1`); there need be no test case of
 * that name.
 */
export function readSampleInteractions(reading: SettledReading): StoredFile[] {
  if (!reading.settings.interactive) return [];
  return reading
    .below('data/sample')
    .filter((file) => file.endsWith(ENDING))
    .flatMap((file) => reading.store(`data/sample/${file}`, `sample/${file.slice(0, -ENDING.length)}`) ?? []);
}
