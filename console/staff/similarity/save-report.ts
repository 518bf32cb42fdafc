import type { StaffSession } from '../../../core/api/sessions.ts';
import { writeEvidence } from '../../../core/similarity/documents/write-evidence.ts';
import { writePairsCsv } from '../../../core/similarity/documents/write-pairs-csv.ts';
import { download } from '../../download.ts';
import type { Compared } from './use-comparison.ts';

/** Pairs that the examiners' file shows side by side, unless somebody has chosen one. */
const SHOWN_PAIRS = 20;

const nameOf = (session: StaffSession, label: string) =>
  session.problems.find((problem) => problem.label === label)?.name ?? label;

/** Saves the report for the examiners: with one pair side by side, or with those that are put together. */
export function saveEvidence(session: StaffSession, label: string, compared: Compared, pair?: number): void {
  const { report, programs, notStored } = compared;
  const shown = pair === undefined ? report.pairs.slice(0, SHOWN_PAIRS).map((_, at) => at) : [pair];
  const { fileName, text, mediaType } = writeEvidence({
    sessionName: session.name,
    problems: [{ label, name: nameOf(session, label), report, programs, notStored, shown }],
    now: Date.now(),
  });
  download(fileName, text, `${mediaType};charset=utf-8`);
}

/** Saves the list of pairs. */
export function savePairs(session: StaffSession, label: string, { report }: Compared): void {
  const { fileName, text, mediaType } = writePairsCsv(session.name, [
    { label, name: nameOf(session, label), report },
  ]);
  download(fileName, text, `${mediaType};charset=utf-8`);
}
