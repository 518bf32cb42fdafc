/** What launch decisions and hosts need to know of an instance type. */
export interface InstanceType {
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly architecture: 'x86_64' | 'arm64';
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

/** GiB a vCPU by family (EC2 instance types, 2026-11): compute 2, general 4, memory 8. */
const FAMILIES: Readonly<
  Record<string, { readonly gibPerVcpu: number; readonly architecture: 'x86_64' | 'arm64' }>
> = {
  c5: { gibPerVcpu: 2, architecture: 'x86_64' },
  c5a: { gibPerVcpu: 2, architecture: 'x86_64' },
  c6a: { gibPerVcpu: 2, architecture: 'x86_64' },
  c6i: { gibPerVcpu: 2, architecture: 'x86_64' },
  c7a: { gibPerVcpu: 2, architecture: 'x86_64' },
  c7i: { gibPerVcpu: 2, architecture: 'x86_64' },
  'c7i-flex': { gibPerVcpu: 2, architecture: 'x86_64' },
  c7g: { gibPerVcpu: 2, architecture: 'arm64' },
  c8i: { gibPerVcpu: 2, architecture: 'x86_64' },
  m5: { gibPerVcpu: 4, architecture: 'x86_64' },
  m6a: { gibPerVcpu: 4, architecture: 'x86_64' },
  m6i: { gibPerVcpu: 4, architecture: 'x86_64' },
  m7a: { gibPerVcpu: 4, architecture: 'x86_64' },
  'm7i-flex': { gibPerVcpu: 4, architecture: 'x86_64' },
  m7i: { gibPerVcpu: 4, architecture: 'x86_64' },
  r7i: { gibPerVcpu: 8, architecture: 'x86_64' },
};

/** The type of that name, or undefined: unknown here as it might be unknown in a region. */
export function findInstanceType(name: string): InstanceType | undefined {
  const [family = '', size = ''] = name.split('.');
  const vcpus = SIZES[size];
  const shape = FAMILIES[family];
  // Only Graviton and the AMD generation from 7 on have sizes of one vCPU.
  if (vcpus === undefined || shape === undefined || (size === 'medium' && !/^[cm]7[ag]$/.test(family)))
    return undefined;
  return { vcpus, memoryMib: vcpus * shape.gibPerVcpu * 1024, architecture: shape.architecture };
}

/** All types that can be launched here, by name. */
export function listInstanceTypes(): readonly string[] {
  return Object.keys(FAMILIES)
    .flatMap((family) => Object.keys(SIZES).map((size) => `${family}.${size}`))
    .filter((name) => findInstanceType(name) !== undefined);
}
