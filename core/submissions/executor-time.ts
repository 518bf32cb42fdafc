/** How long an executor runs at most, ms: all that Lambda gives. */
export const EXECUTOR_LIFE_MS = 900_000;
/** Nothing is taken up when less of an executor's time is left, ms: longer than the longest judge call on our hosts. */
export const LAST_START_MS = 300_000;
/** Everything is let go when this is left, ms: enough to give back what is being judged. */
export const LET_GO_MS = 5_000;
/** A message is hidden for so many times as long as its reader may run, so that a throttled hand-over can be tried again. */
export const HIDDEN_LIVES = 2;
/** Receives after which a message is set aside: the least that event sources with a cap should have. */
export const MOST_RECEIVES = 5;
