/** What launch decisions and hosts need to know of an instance type. */
export interface InstanceType {
  readonly vcpus: number;
  readonly memoryMib: number;
}

const SIZES: Readonly<Record<string, number>> = {
  medium: 1,
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
  '8xlarge': 32,
  '12xlarge': 48,
};

/** GiB a vCPU by the letter of the family: compute, general, memory. */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** Families of EC2 (2026-11). */
const FAMILIES = [
  ...['c5', 'c5a', 'c6a', 'c6i', 'c7a', 'c7i', 'c7i-flex', 'c7g', 'c8i'],
  ...['m5', 'm6a', 'm6i', 'm7a', 'm7i-flex', 'm7i'],
  'r7i',
];

/** All types that can be launched here, by name; another is unknown here as it might be unknown in a region. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  FAMILIES.flatMap((family) =>
    Object.entries(SIZES)
      // Only Graviton and the AMD generation from 7 on have sizes of one vCPU.
      .filter(([size]) => size !== 'medium' || /^[cm]7[ag]$/.test(family))
      .map(([size, vcpus]): [string, InstanceType] => [
        `${family}.${size}`,
        { vcpus, memoryMib: vcpus * (GIB_PER_VCPU[family.charAt(0)] ?? 2) * 1024 },
      ]),
  ),
);
