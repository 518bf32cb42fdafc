import type { Severity } from '../resilience/failure.ts';

/** A kind of signal: how much it weighs, and what has happened when it is raised. */
interface SignalClass {
  readonly severity: Severity;
  readonly what: string;
}

/** Everything that is told as a security signal. */
export const SIGNAL_KINDS = {
  'broken-seal': {
    severity: 'critical',
    what: 'a host that was sealed was seen in other security groups, and was ended',
  },
  'open-egress': {
    severity: 'high',
    what: 'a program in the sandbox of a host could reach the network, so that the host did not open',
  },
  'hostile-submission': {
    severity: 'high',
    what: 'hosts were lost while a submission was judged, at least once with nothing else on them',
  },
  'forged-output': {
    severity: 'high',
    what: 'among the frames of a batch stood something that the supervisor has not written',
  },
  'cut-output': {
    severity: 'low',
    what: "batches of one participant's programs broke off again and again, as when the supervisor is killed",
  },
  forbidden: { severity: 'low', what: 'a caller asked again and again for what they may not' },
  'bad-token': { severity: 'low', what: 'tokens were sent again and again that are no access tokens' },
  'wrong-code': { severity: 'low', what: 'join codes that no session has were tried, one after the other' },
} as const satisfies Record<string, SignalClass>;
export type SignalKind = keyof typeof SIGNAL_KINDS;

/** Something that was seen and may be an attack. Times in ms since the epoch. */
export interface Sign {
  readonly kind: SignalKind;
  /** Who or what did it, and what signals are counted by: `participant ada`, `host i-0abc`. */
  readonly subject: string;
  /** Absent where it belongs to no session. */
  readonly sessionId?: string;
  readonly at: number;
  /** A sentence that a person can check. */
  readonly evidence: string;
  /** How often it was seen. */
  readonly count: number;
}

/** All signs of one kind by one subject within one window. */
export interface SecuritySignal extends Omit<Sign, 'at'> {
  /** When the window began. */
  readonly windowAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the first sign. */
  readonly evidence: string;
  /** Of the last one. */
  readonly latest: string;
  /** When it was published; absent until then. */
  readonly toldAt?: number;
}

/** From when on something is a signal. */
export interface SignalPolicy {
  /** Requests of one caller, within a minute, that are refused for want of rights or for their token. */
  readonly refusals: number;
  /** Requests without a valid token, of all callers together, within five minutes. */
  readonly unauthorized: number;
  /** Batches of one participant that broke off, within an hour. */
  readonly cutOutputs: number;
}

export const DEFAULT_SIGNALS: SignalPolicy = { refusals: 20, unauthorized: 300, cutOutputs: 5 };

/** Signs of one kind by one subject within so long are one signal, ms. */
export const SIGNAL_WINDOW_MS = 3_600_000;
/** How long a signal is kept, ms. */
export const SIGNAL_KEPT_MS = 30 * 86_400_000;
/**
 * Signals of one severity that are told of one window: whoever makes more than these floods nobody, and the rest can still be
 * listed. Critical ones are all told: no caller makes them, and what callers make takes no place of theirs.
 */
export const MAX_TOLD = 20;

/** The weightiest first. */
export const SIGNAL_SEVERITIES = ['critical', 'high', 'low'] as const satisfies readonly Severity[];

/** When the window began that a time is in, ms since the epoch. */
export function signalWindowAt(at: number): number {
  return at - (at % SIGNAL_WINDOW_MS);
}

/** Whether it was seen often enough: a supervisor that was killed once may have been out of memory. */
export function isRaised(
  { kind, count }: Pick<SecuritySignal, 'kind' | 'count'>,
  policy: SignalPolicy,
): boolean {
  return kind !== 'cut-output' || count >= policy.cutOutputs;
}

/** The weightiest first, and of these the latest. */
export function sortSignals(signals: readonly SecuritySignal[]): readonly SecuritySignal[] {
  const placeOf = (signal: SecuritySignal) => SIGNAL_SEVERITIES.indexOf(severityOf(signal));
  return signals.toSorted((a, b) => placeOf(a) - placeOf(b) || b.lastAt - a.lastAt);
}

/** How much what was seen weighs. */
export function severityOf({ kind }: Pick<Sign, 'kind'>): Severity {
  return SIGNAL_KINDS[kind].severity;
}

/**
 * Which signals are to be told now: each once, the weightiest first, and below critical no more than MAX_TOLD of a severity in a window.
 * @param signals all that are raised in the windows that still matter, told or not
 */
export function chooseToTell(signals: readonly SecuritySignal[]): readonly SecuritySignal[] {
  const told = new Map<string, number>();
  const countTold = (signal: SecuritySignal) => {
    const place = `${signal.windowAt} ${severityOf(signal)}`;
    const count = (told.get(place) ?? 0) + 1;
    told.set(place, count);
    return count;
  };
  for (const signal of signals) if (signal.toldAt !== undefined) countTold(signal);
  return sortSignals(signals)
    .filter(({ toldAt }) => toldAt === undefined)
    .filter((signal) => countTold(signal) <= MAX_TOLD || severityOf(signal) === 'critical');
}

/** Characters that are kept of a subject, and of evidence. */
const LONGEST = { subject: 160, evidence: 300 } as const;

/** The sign as it is kept: whoever is accused has written parts of it, so that it is cut, and nothing in it means anything to whoever shows it. */
export function harmless(sign: Sign): Sign {
  return {
    ...sign,
    subject: plainText(sign.subject, LONGEST.subject),
    evidence: plainText(sign.evidence, LONGEST.evidence),
  };
}

/** Letters, digits, spaces and a little punctuation: no markup, no mentions in brackets, no control of a terminal or of the direction of writing. */
function plainText(text: string, most: number): string {
  const plain = text.replace(/\s+/gu, ' ').replace(/[^\p{L}\p{M}\p{N} .,:;/()+'"%=#@_-]/gu, '?');
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}
