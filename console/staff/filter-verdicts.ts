import type { VerdictLine } from '../../core/api/live.ts';

/** What of the verdicts is shown; an empty text is everything. */
export interface VerdictFilter {
  readonly participant: string;
  readonly label: string;
  readonly verdict: string;
  readonly language: string;
}

export const ALL_VERDICTS: VerdictFilter = { participant: '', label: '', verdict: '', language: '' };

/** The verdicts that a filter lets through: participants by a part of their user name, the rest by their exact word. */
export function filterVerdicts(lines: readonly VerdictLine[], filter: VerdictFilter): readonly VerdictLine[] {
  const words = filter.participant.trim().toLowerCase();
  return lines.filter(
    (line) =>
      line.participantId.toLowerCase().includes(words) &&
      (filter.label === '' || line.label === filter.label) &&
      (filter.verdict === '' || line.verdict === filter.verdict) &&
      (filter.language === '' || line.language === filter.language),
  );
}
