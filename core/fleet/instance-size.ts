import type { FleetSize } from '../exam/session.ts';

const SIZES: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };

/**
 * vCPUs of an instance type by its size, as all families that can judge have them: `large` 2, `xlarge` 4,
 * `Nxlarge` 4N. Judge0 starts a worker a vCPU, so these are the slots that a host is planned with; what it has, its
 * examination counts. @returns undefined for a size that is not one of these (metal).
 */
export function vcpusOf(instanceType: string): number | undefined {
  const size = instanceType.split('.')[1] ?? '';
  const multiple = /^(\d+)xlarge$/.exec(size)?.[1];
  return multiple === undefined ? SIZES[size] : Number(multiple) * 4;
}

/**
 * vCPUs that the calendar holds for a fleet: of the hosts that it is to have, of those that are to go and are not gone, and
 * always of what was booked, so that a fleet that was reduced can have its hosts back.
 */
export function heldVcpus({
  hosts,
  instanceType,
  resized,
}: Pick<FleetSize, 'hosts' | 'instanceType' | 'resized'>): number {
  return fleetVcpus({ hosts: Math.max(hosts, resized?.booked ?? 0, resized?.held ?? 0), instanceType });
}

/** vCPUs that a fleet takes of the account's quota: a booking accepts no type whose size is not known. */
export function fleetVcpus({ hosts, instanceType }: Pick<FleetSize, 'hosts' | 'instanceType'>): number {
  return hosts * (vcpusOf(instanceType) ?? 2);
}
