import type { Failure } from '../resilience/failure.ts';

/** A language that was examined on a host and is not judged there. */
export interface LanguageNotJudged {
  readonly language: string;
  readonly reason: string;
  /** The host cannot do it at all (no toolchain, limits too small); false: it went wrong, and may go right again. */
  readonly lacking: boolean;
}

/** A language in which a host compiles quicker with what it has made ready, to the same programs. */
export interface HeadStartFound {
  readonly language: string;
  /** CPU time of compiling a known program, over that without. */
  readonly share: number;
}

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
  readonly notJudged: readonly LanguageNotJudged[];
  /** Absent where a host was examined before there were any. */
  readonly headStarts?: readonly HeadStartFound[] | undefined;
  /** Where a program in its sandbox could connect to: `169.254.169.254 port 80`. Absent where no way out was found. */
  readonly openTo?: string | undefined;
  /** What the program met that looked around in the sandbox, as part of a sentence. */
  readonly sandbox: string;
  /** For how long one judge call can hold a worker of this host at most, ms; see core/grading/longest-call.ts. */
  readonly longestCallMs: number;
  /**
   * CPU time of known work, over that of the reference (measure-speed.ts): above 1 is slower. Absent where it could not be
   * measured, or a host was examined before it was.
   */
  readonly speedFactor?: number | undefined;
  readonly architecture: string;
  /** Programs that it runs at a time, as its judge tells: its slots. Absent when the judge does not tell. */
  readonly slots?: number | undefined;
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
  /** A ready host answers and took the probe program, which had not come back when patience ended. */
  | { readonly hostId: string; readonly kind: 'unfinished'; readonly detail: string; readonly at: number }
  /** A ready host ran the probe program: right, or wrong with the detail. */
  | {
      readonly hostId: string;
      readonly kind: 'probed';
      readonly healthy: boolean;
      readonly detail: string;
      readonly latencyMs: number;
      /** As an examination's; only where it was asked for. */
      readonly speedFactor?: number | undefined;
      readonly at: number;
    };

/** What a finding of each kind is a failure of: of an examination that was not passed, of a probe that was not right. */
export const FINDING_FAILURES: Readonly<Record<HostFinding['kind'], Failure | undefined>> = {
  unreachable: {
    class: 'network',
    severity: 'high',
    retry: 'again',
    plan: ['wait', 'clean-up', 'reboot', 'replace', 'escalate'],
  },
  reachable: undefined,
  examined: { class: 'judge', severity: 'high', retry: 'again', plan: ['wait', 'replace', 'escalate'] },
  unfinished: {
    class: 'judge',
    severity: 'low',
    retry: 'again',
    plan: ['wait', 'clean-up', 'reboot', 'replace', 'escalate'],
  },
  probed: {
    class: 'judge',
    severity: 'high',
    retry: 'again',
    plan: ['wait', 'clean-up', 'reboot', 'replace', 'escalate'],
  },
};

/** The failure that a finding tells of, if it does. */
export function failureFound(finding: HostFinding): Failure | undefined {
  const isSound =
    (finding.kind === 'examined' && finding.examination.passed) ||
    (finding.kind === 'probed' && finding.healthy);
  return isSound ? undefined : FINDING_FAILURES[finding.kind];
}

/** What host-prober is asked. The token travels in the invocation, since the prober reads no table. */
export interface ProbeRequest {
  readonly hostId: string;
  readonly url: string;
  readonly token: string;
  readonly task: 'reach' | 'examine' | 'probe';
  readonly languages: readonly string[];
  /** Of a probe: whether the host's speed is measured as well. Nothing is judged on it, as far as is known. */
  readonly measures?: boolean | undefined;
}

/** Asks hosts by running programs on them. Implementations: Lambda invoke of host-prober; in process for hosts outside the VPC. */
export interface HostProber {
  /** One finding a request, in any order; a host that cannot be asked is `unreachable`, never an exception. */
  probe(requests: readonly ProbeRequest[]): Promise<readonly HostFinding[]>;
}
