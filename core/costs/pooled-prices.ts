/**
 * What somebody asks for a submission to a Judge0 that they run for many, as far as it could be read in public. Each is
 * dated and says who told it: none of them is a price list of the operator's that we could read whole.
 */
export interface PooledOffer {
  readonly name: string;
  /** USD for one submission to Judge0: one judge call, whatever it runs. */
  readonly callUsd: number;
  /** When that was said, ISO date. */
  readonly asOf: string;
  readonly source: string;
  /** Absent while it can be had. */
  readonly endedAt?: string;
}

/** Offers from the cheapest to the dearest. */
export const POOLED_OFFERS: readonly PooledOffer[] = [
  {
    name: 'Judge0 Cloud on Sulu, pay per use',
    callUsd: 0.0005,
    asOf: '2024-08-26',
    source: 'github.com/judge0/judge0/pull/497: 10 USD are 20,000 submissions',
    endedAt: '2025-11-03',
  },
  {
    name: 'Judge0, as a competitor compares with it',
    callUsd: 0.001,
    asOf: '2026-11-28',
    source: 'docs.fermion.app/creating-io-coding-labs/api-usage: 1 USD for 1,000 submissions',
  },
  {
    name: 'Judge0 through Locus, pay per call',
    callUsd: 0.006,
    asOf: '2026-11-28',
    source: 'beta.paywithlocus.com/mpp/judge0.md: 0.006 USD to execute, reading a result is 0.005 more',
  },
  {
    name: 'Judge0 CE on RapidAPI beyond its quota, as a user tells it',
    callUsd: 0.017,
    asOf: '2026-01-02',
    source: 'github.com/MaanasSehgal/Codeforces-Lite/issues/38',
  },
];

/**
 * Submissions a day of the plans of Judge0 CE on RapidAPI (rapidapi.com/judge0-official/api/judge0-ce/pricing, a stored
 * copy of unknown day, read 2026-11-28). What the plans cost a month, that copy does not say.
 */
export const POOLED_QUOTAS_A_DAY = [50, 500, 2_000, 5_000] as const;

/** What a comparison counts with where nobody says otherwise: the cheapest that can still be had. */
export const POOLED_OFFER: PooledOffer = POOLED_OFFERS.find(({ endedAt }) => endedAt === undefined)!;
