/** What examining a host found, language by language. */
export interface HostExamination {
  readonly passed: boolean;
  /** A sentence; names the first thing that failed. */
  readonly reason: string;
  readonly examinedAt: number;
  /** Language ids that judge in batches here. */
  readonly batchLanguages: readonly string[];
  /** Language ids that judge here only as single submissions. */
  readonly singleLanguages: readonly string[];
  readonly egressBlocked: boolean;
  /** CPU ms of the known calibration program; compared with the fleet's median. */
  readonly calibrationMs: number;
  readonly architecture: string;
}

/** What host-prober returns for one host. */
export type HostFinding =
  /** Nothing answered on the judge port. */
  | { readonly hostId: string; readonly kind: 'unreachable'; readonly detail: string; readonly at: number }
  /** Judge0 answers; asked when a host is not sealed yet. */
  | { readonly hostId: string; readonly kind: 'reachable'; readonly at: number }
  | {
      readonly hostId: string;
      readonly kind: 'examined';
      readonly examination: HostExamination;
      readonly at: number;
    }
  /** A ready host ran the probe program: right, or wrong with the detail. */
  | {
      readonly hostId: string;
      readonly kind: 'probed';
      readonly healthy: boolean;
      readonly detail: string;
      readonly latencyMs: number;
      readonly at: number;
    };

/** What host-prober is asked. The token travels in the invocation, since the prober reads no table. */
export interface ProbeRequest {
  readonly hostId: string;
  readonly url: string;
  readonly token: string;
  readonly task: 'reach' | 'examine' | 'probe';
  readonly languages: readonly string[];
}

/** Asks hosts by running programs on them. Implementations: Lambda invoke of host-prober; in process for hosts outside the VPC. */
export interface HostProber {
  /** One finding a request, in any order; a host that cannot be asked is `unreachable`, never an exception. */
  probe(requests: readonly ProbeRequest[]): Promise<readonly HostFinding[]>;
}
