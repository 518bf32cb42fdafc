import type { StoredFile } from '../../grading/output-validation.ts';
import type { SettledReading } from './settings.ts';

const ENDING = '.interaction';

/** Whether samples are conversations: of what program and judge say in turn, or of several passes. */
export function showsInteractions({ settings }: SettledReading): boolean {
  return settings.interactive || settings.passes !== null;
}

/**
 * Conversations that participants are shown as samples, by the sample's name (`sample/1`); there need be no test case of
 * that name.
 */
export function readSampleInteractions(reading: SettledReading): StoredFile[] {
  if (!showsInteractions(reading)) return [];
  return reading
    .below('data/sample')
    .filter((file) => file.endsWith(ENDING))
    .flatMap((file) => reading.store(`data/sample/${file}`, `sample/${file.slice(0, -ENDING.length)}`) ?? []);
}
