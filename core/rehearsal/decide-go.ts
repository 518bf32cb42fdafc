import { REHEARSAL_CHECKS, type RehearsalCheck, type RehearsalFinding } from './rehearsal.ts';

/** What an exam cannot do without having been seen to work. What an account has can be tried by operators alone. */
const NEEDED: readonly RehearsalCheck[] = ['booking', 'host', 'languages', 'jury', 'class', 'wait'];

/**
 * Whether the exam may be held as it is booked: nothing was found that speaks against it, and everything that it stands on
 * was seen. Pure.
 */
export function decideGo(findings: readonly RehearsalFinding[]): {
  readonly go: boolean;
  readonly reasons: readonly string[];
} {
  const bad = findings.filter(({ kind }) => kind === 'bad').map(({ detail }) => detail);
  const unseen = NEEDED.filter(
    (check) => !findings.some((one) => one.check === check && (one.kind === 'good' || one.kind === 'bad')),
  ).map((check) => {
    const why = findings.find((one) => one.check === check && one.kind === 'untried')?.detail;
    return `${REHEARSAL_CHECKS[check]}: not seen${why === undefined ? '' : `, ${why}`}`;
  });
  const against = [...bad, ...unseen];
  if (against.length > 0) return { go: false, reasons: against };
  return {
    go: true,
    reasons: findings.filter(({ kind }) => kind !== 'good').map(({ detail }) => detail),
  };
}
