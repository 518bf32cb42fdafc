/** The part of a round that is asked for in one call: so many hosts, subnets in the order in which they are tried. */
export interface LaunchShare {
  readonly hosts: number;
  readonly subnetIds: readonly string[];
}

/**
 * Splits a round over the subnets, one to a zone, as evenly as it goes: a share for each, with its own subnet first and
 * all others behind it, for when its zone has no machines. EC2 fills a fleet from one pool as far as that goes, and
 * resolves equal priorities the same way each time, so one call for all would put every host into one zone. Each round
 * begins with another subnet: a replacement stands elsewhere than what the first round began with.
 */
export function spreadLaunch(hosts: number, subnetIds: readonly string[], round: number): LaunchShare[] {
  const zones = subnetIds.length;
  const rotated = (by: number) => subnetIds.map((_, at) => subnetIds[(at + by) % zones] ?? '');
  return Array.from({ length: Math.min(hosts, zones) }, (_, share) => ({
    hosts: Math.floor(hosts / zones) + (share < hosts % zones ? 1 : 0),
    subnetIds: rotated(round - 1 + share),
  }));
}
