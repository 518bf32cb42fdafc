/**
 * What a session asks of the services beside its hosts, in the units that AWS bills. Counted on the local system by
 * `npm run bench -- exam-use` (30 programs with 50 test cases each, 2026-11-28), which fails where it counts more than
 * stands here; what it cannot tell is said.
 */
export const REQUEST_USE = {
  /** Of a submission, from intake until everybody is told: counted 43 writes, of which most are those of indexes, and 24 reads. */
  submission: {
    /** One hands it in, two look for its verdict. */
    apiCalls: 3,
    /** Write units, with those of the indexes; more test cases make larger rows. */
    writes: 45,
    reads: 26,
    publishes: 2,
    queueRequests: 4,
    gets: 6,
    logKb: 3,
    executorCalls: 1,
  },
  /** A page that somebody sits at asks for their desk each 10 s and up to a fifth more; one that nobody looks at, each 30 s. */
  page: { everyMs: 11_000, reads: 4.5 },
  /** Of an API call of 512 MB, ms: 12.5 were counted on a whole processor, of which such a function has less than a third. */
  apiCallMs: 45,
  apiGb: 0.5,
  executorGb: 1,
  /** A minute of the session: the monitor looks about for 55 s of it, the prober greets hosts, and the sender of webhooks looks for work. */
  tick: {
    gbSeconds: 0.5 * (55 + 2 + 4),
    invocations: 1 + 7 + 4,
    writes: 34,
    reads: 115,
    queueRequests: 6,
    logKb: 6,
  },
} as const;
