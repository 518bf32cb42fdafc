import { RecentlyUsed } from '../../adapters/recently-used.ts';
import { countOf } from '../../core/exam/count-of.ts';

/** Guesses of somebody, or of all, are counted together for so long, ms. */
const SPAN_MS = 10 * 60_000;
/**
 * Different codes of a span that are no mistake. One person has ten tries in the table's span, and mistypes the same code a few
 * ways; a class to which a wrong code was given tries that one code, however many they are.
 */
const GUESSES = { ofOne: 5, ofAll: 50 } as const;
/** Callers that an instance remembers; who has not tried for longest is forgotten. */
const MAX_CALLERS = 2_000;
/** No user name has a space. */
const ALL = 'all of them';

interface Guesses {
  readonly since: number;
  readonly codes: Set<string>;
}

/** Counts the different join codes that no session has, by caller and of all callers together. In memory, as refusals are. */
export class GuessWatch {
  readonly #guesses = new RecentlyUsed<Guesses>(MAX_CALLERS);

  /**
   * Counts a code. @param code as it is compared @param now ms since the epoch
   * @returns what is to be told, once for each so many; undefined otherwise
   */
  note(
    caller: string,
    code: string,
    now: number,
  ): { readonly count: number; readonly evidence: string } | undefined {
    const told = [
      this.#count(ALL, code, now, GUESSES.ofAll, `callers, the last of them ${caller},`),
      this.#count(caller, code, now, GUESSES.ofOne, caller),
    ];
    return told.find((one) => one !== undefined);
  }

  #count(key: string, code: string, now: number, least: number, who: string) {
    const before = this.#guesses.get(key);
    const span =
      before === undefined || now - before.since >= SPAN_MS
        ? { since: now, codes: new Set<string>() }
        : before;
    this.#guesses.set(key, span);
    if (span.codes.has(code)) return undefined;
    span.codes.add(code);
    if (span.codes.size % least !== 0) return undefined;
    const tried = countOf(span.codes.size, 'different join code');
    const within = `${Math.ceil((now - span.since) / 1000)} s`;
    return {
      count: least,
      evidence: `${who} tried ${tried} that no session has within ${within} since ${new Date(span.since).toISOString()}`,
    };
  }
}
