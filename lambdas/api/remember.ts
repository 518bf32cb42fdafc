import { RecentlyUsed } from '../../adapters/recently-used.ts';

/** Answers kept at most: callers that ask for more sessions at a time read anew. */
const MAX_KEPT = 50;

/**
 * Remembers answers for a while, so that fifty open pages cost one look a second. Who asks meanwhile gets the same
 * answer; an error is not remembered.
 */
export function remember<T>(
  forMs: number,
  now: () => number,
  make: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const kept = new RecentlyUsed<{ readonly at: number; readonly answer: Promise<T> }>(MAX_KEPT);
  return async (key) => {
    const known = kept.get(key);
    if (known !== undefined && now() - known.at < forMs) return await known.answer;
    const answer = make(key);
    kept.set(key, { at: now(), answer });
    try {
      return await answer;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  };
}
