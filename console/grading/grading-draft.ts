import type { GradingView } from '../../core/api/grading-view.ts';

/** Rules of grading as they are typed: texts where the form has texts, times in minutes after the opening. */
export interface GradingDraft {
  readonly pick: 'best' | 'last' | 'icpc';
  /** What is handed in from this minute on does not count; empty: everything does. */
  readonly until: string;
  /** What problems are worth, by label; empty: what their packages say, or 100. */
  readonly points: Readonly<Record<string, string>>;
  /** Whether points are taken off what comes late. */
  readonly late: boolean;
  readonly lateFrom: string;
  readonly percent: string;
  readonly per: 'minute' | 'hour' | 'day';
  readonly maxPercent: string;
}

export const EMPTY_GRADING: GradingDraft = {
  pick: 'best',
  until: '',
  points: {},
  late: false,
  lateFrom: '',
  percent: '10',
  per: 'hour',
  maxPercent: '100',
};

/** A draft of rules as they hold. @param opensAt of their session */
export function draftOfGrading(grading: GradingView | undefined, opensAt: string): GradingDraft {
  if (grading === undefined) return EMPTY_GRADING;
  const { pick, before, points = {}, lateDeduction } = grading;
  const minuteOf = (instant: string) => String((Date.parse(instant) - Date.parse(opensAt)) / 60_000);
  return {
    ...EMPTY_GRADING,
    pick: pick === 'last-before' ? 'last' : pick,
    until: before === undefined ? '' : minuteOf(before),
    points: Object.fromEntries(Object.entries(points).map(([label, worth]) => [label, String(worth)])),
    ...(lateDeduction === undefined
      ? {}
      : {
          late: true,
          lateFrom: minuteOf(lateDeduction.dueAt),
          percent: String(lateDeduction.percent),
          per: lateDeduction.per,
          maxPercent: String(lateDeduction.maxPercent),
        }),
  };
}

/** Whether the rules name a time, so that they can be asked for only once the opening is known. */
export function namesTime({ until, late }: GradingDraft): boolean {
  return until.trim() !== '' || late;
}

/** What must be said, or said otherwise, before the API can be asked; its own faults are told by the API. */
export function missingOfGrading(draft: GradingDraft): string[] {
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
  const worths = Object.entries(draft.points).filter(([, text]) => text.trim() !== '' && !isNumber(text));
  return [
    ...worths.map(([label]) => `what problem ${label} is worth, as a number`),
    ...(draft.until.trim() === '' || isNumber(draft.until) ? [] : ['until which minute submissions count']),
    ...(draft.late && !isNumber(draft.lateFrom) ? ['from which minute submissions are late'] : []),
    ...(draft.late && !(isNumber(draft.percent) && isNumber(draft.maxPercent))
      ? ['how many percent lateness takes off']
      : []),
  ];
}

/**
 * The rules as the API takes them. Only of a draft that misses nothing.
 * @param labels of the session's problems: points of others are left out
 * @param opensAt undefined only where no time is named
 */
export function gradingOf(
  draft: GradingDraft,
  labels: readonly string[],
  opensAt: string | undefined,
): GradingView {
  const instantOf = (minute: string) =>
    new Date(Date.parse(opensAt ?? '') + Math.round(Number(minute) * 60_000)).toISOString();
  const hasEnd = draft.until.trim() !== '';
  const worths = labels.flatMap((label) => {
    const text = draft.points[label]?.trim() ?? '';
    return text === '' ? [] : [[label, Number(text)] as const];
  });
  return {
    pick: draft.pick === 'last' && hasEnd ? 'last-before' : draft.pick,
    ...(hasEnd ? { before: instantOf(draft.until) } : {}),
    ...(worths.length === 0 ? {} : { points: Object.fromEntries(worths) }),
    ...(draft.late
      ? {
          lateDeduction: {
            dueAt: instantOf(draft.lateFrom),
            percent: Number(draft.percent),
            per: draft.per,
            maxPercent: Number(draft.maxPercent),
          },
        }
      : {}),
  };
}

/** Whether these are the rules of a session for which nobody has decided any. */
export function isUsual({ pick, ...rest }: GradingView): boolean {
  return pick === 'best' && Object.keys(rest).length === 0;
}
