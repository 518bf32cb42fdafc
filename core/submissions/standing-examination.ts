import type { Decision } from '../exam/decision.ts';
import type { LanguageFound } from '../examination/deployment-findings.ts';
import type { LanguageFinding } from '../examination/examine-language.ts';
import type { SlotLanguages } from './slot.ts';

/** What looking at one language on a standing judge found. */
export type LanguageSeen = {
  readonly language: string;
  /** When it was looked at last, ms since the epoch. */
  readonly at: number;
  /** How often it was looked at in this session. */
  readonly looks: number;
} & (
  | { readonly way: 'batch' }
  /** `lacking`: the judge cannot do more, whoever asks; false: something went wrong, and may go right. */
  | { readonly way: 'single' | 'none'; readonly reason: string; readonly lacking: boolean }
);

/** What a program met that looked around in the sandbox of a standing judge. */
export interface SandboxSeen {
  /** What it met, as part of a sentence. */
  readonly sandbox: string;
  /** CPU time of known work, over that of the reference (core/examination/measure-speed.ts); absent where it is not known. */
  readonly speedFactor?: number;
}

/** How far the examination of a standing judge has come in a session. */
export interface StandingExamination extends Partial<SandboxSeen> {
  readonly languages: readonly LanguageSeen[];
}

/** Which judge of which session is examined. */
export interface ExaminedJudge {
  readonly sessionId: string;
  readonly hostId: string;
}

/**
 * Keeps the examinations of a session's standing judges, each with a lease, so that one executor at a time examines a
 * judge and the next goes on where it ended. Implementation: adapters/dynamodb/examination-store.ts.
 */
export interface ExaminationStore {
  /** Undefined when nobody has begun it. */
  get(judge: ExaminedJudge): Promise<StandingExamination | undefined>;
  /** @returns how far it has come; undefined when somebody else holds it at `now`. */
  claim(
    judge: ExaminedJudge,
    leaseId: string,
    until: number,
    now: number,
  ): Promise<StandingExamination | undefined>;
  /** Prolongs by condition on the lease. @returns false when it is lost. */
  renew(judge: ExaminedJudge, leaseId: string, until: number): Promise<boolean>;
  /** Adds what was found, by condition on the lease. @returns false when it is lost, and nothing was written. */
  note(
    judge: ExaminedJudge,
    leaseId: string,
    found: { readonly language: LanguageSeen } | SandboxSeen,
  ): Promise<boolean>;
  release(judge: ExaminedJudge, leaseId: string): Promise<void>;
}

/** Between two later looks at a language that only went wrong, ms. */
export const LOOK_AGAIN_AFTER_MS = 600_000;
/** Later looks at a language, at most. */
export const LATER_LOOKS = 3;

/** What to examine next, with the languages. */
export type LookDecision = Decision<'look' | 'rest'> & { readonly languages: readonly string[] };

/**
 * What is to be examined now: what nobody has looked at; once more, at once, what only went wrong; and later what still
 * only went wrong, every 10 minutes, three times at most, while the session lives. What a judge lacks is not looked at
 * again. A language in single submissions has had its batch tried twice in one look.
 * @param liveUntil when the session's last window ends, ms since the epoch
 */
export function decideLook(
  languages: readonly string[],
  seen: readonly LanguageSeen[],
  liveUntil: number,
  now: number,
): LookDecision {
  const missing = languages.filter((language) => !seen.some((one) => one.language === language));
  if (missing.length > 0)
    return { action: 'look', languages: missing, reason: `not examined yet: ${missing.join(', ')}` };
  const doubtful = seen.flatMap((one) =>
    one.way !== 'batch' && !one.lacking && languages.includes(one.language) ? [one] : [],
  );
  const firstLooks = ({ way }: LanguageSeen) => (way === 'none' ? 2 : 1);
  const look = (chosen: typeof doubtful): LookDecision => ({
    action: 'look',
    languages: chosen.map(({ language }) => language),
    reason: chosen.map(({ language, reason }) => `${language} only went wrong: ${reason}`).join('; '),
  });
  const atOnce = doubtful.filter((one) => one.looks < firstLooks(one));
  if (atOnce.length > 0) return look(atOnce);
  const rest = (reason: string): LookDecision => ({ action: 'rest', languages: [], reason });
  if (doubtful.length === 0) return rest('nothing only went wrong');
  if (now >= liveUntil) return rest('the session has closed');
  const open = doubtful.filter((one) => one.looks < firstLooks(one) + LATER_LOOKS);
  if (open.length === 0)
    return rest(`looked at often enough: ${doubtful.map(({ language }) => language).join(', ')}`);
  const due = open.filter(({ at }) => now - at >= LOOK_AGAIN_AFTER_MS);
  if (due.length > 0) return look(due);
  const next = Math.min(...open.map(({ at }) => at)) + LOOK_AGAIN_AFTER_MS;
  return rest(`the next look is at ${new Date(next).toISOString()}`);
}

/** A look at a language, counted. */
export function seenOf(
  language: string,
  finding: LanguageFinding,
  before: readonly LanguageSeen[],
  at: number,
): LanguageSeen {
  const looks = (before.find((one) => one.language === language)?.looks ?? 0) + 1;
  const common = { language, at, looks };
  if (finding.way === 'batch') return { ...common, way: 'batch' };
  const { reason, lacking } = finding.way === 'single' ? finding.batchFault : finding;
  return { ...common, way: finding.way, reason, lacking };
}

/** In what a judge's slots open. */
export function slotLanguagesOf(seen: readonly LanguageSeen[]): SlotLanguages {
  const inWay = (way: LanguageSeen['way']) =>
    seen.flatMap((one) => (one.way === way ? [one.language] : [])).toSorted();
  return {
    batchLanguages: inWay('batch'),
    singleLanguages: inWay('single'),
    notJudged: seen.flatMap((one) =>
      one.way === 'none' ? [{ language: one.language, reason: one.reason }] : [],
    ),
  };
}

/** What is known of the judge beyond this session. What merely went wrong is not spoken of. */
export function foundOf(seen: readonly LanguageSeen[]): readonly LanguageFound[] {
  return seen.flatMap((one): LanguageFound[] => {
    const { language, at: examinedAt } = one;
    if (one.way !== 'none') return [{ language, examinedAt, way: one.way }];
    return one.lacking ? [{ language, examinedAt, way: 'none', reason: one.reason }] : [];
  });
}
