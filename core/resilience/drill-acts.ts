/** What may be broken on purpose in a rehearsal. */
export const DRILL_ACTS = ['kill-host', 'open-circuit', 'hold-doorbells'] as const;
export type DrillActName = (typeof DRILL_ACTS)[number];

/** No act but the loss of a host lasts longer, ms: whoever began it may be gone. */
export const LONGEST_DRILL_MS = 120_000;
