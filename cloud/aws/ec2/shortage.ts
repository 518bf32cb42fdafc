/** Machines that EC2 has none of: InsufficientInstanceCapacity. What is not named is meant whole: both markets, all types, all zones, always. */
export interface Shortage {
  readonly instanceType?: string;
  /** `on-demand` or `spot` */
  readonly market?: Market;
  /** `eu-central-1a` */
  readonly availabilityZone?: string;
  /** From this time on, ms since 1970. */
  readonly from?: number;
  /** Until this time, ms since 1970. */
  readonly until?: number;
}

/** What an instance is bought as. */
export type Market = 'on-demand' | 'spot';

/** Whether EC2 has no machine of that type in that zone at that time. */
export function isShort(
  shortages: readonly Shortage[],
  market: Market,
  instanceType: string,
  availabilityZone: string | undefined,
  now: number,
): boolean {
  return shortages.some(
    (shortage) =>
      (shortage.market ?? market) === market &&
      (shortage.instanceType ?? instanceType) === instanceType &&
      (shortage.availabilityZone ?? availabilityZone) === availabilityZone &&
      (shortage.from ?? now) <= now &&
      now < (shortage.until ?? Number.POSITIVE_INFINITY),
  );
}
