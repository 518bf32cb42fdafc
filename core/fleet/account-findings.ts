import { LAUNCH_FAILURES, type LaunchOutcome, type LaunchRound } from './cloud.ts';
import { isSpot } from './decide-market.ts';

/** What AWS said of the account: EC2 when hosts were launched, Service Quotas when it was asked. */
export type AccountFound = {
  /** ms since the epoch. */
  readonly at: number;
} & (
  | { readonly kind: 'type-refused'; readonly instanceType: string; readonly reason: string }
  | { readonly kind: 'vcpu-limit'; readonly vcpus: number }
  | { readonly kind: 'vcpu-quota'; readonly vcpus: number }
);

/** Keeps what was found; the last finding of a thing wins. Implementation: adapters/dynamodb/deployment-findings.ts. */
export interface AccountFindings {
  recordAccount(found: readonly AccountFound[]): Promise<void>;
  listAccount(): Promise<readonly AccountFound[]>;
}

/** How long it says something, ms: an account is upgraded, a quota raised. */
export const ACCOUNT_FINDING_HOLDS_MS = 7 * 24 * 3_600_000;

/** EC2 names the account's limit only in the sentence of its refusal. */
const VCPU_LIMIT = /current vCPU limit of (\d+)/;

/** What the answer to a round says of the account. */
export function accountFindingsOf(
  round: LaunchRound,
  { errors }: LaunchOutcome,
  at: number,
): readonly AccountFound[] {
  // Spot capacity has quotas and plans of its own.
  if (isSpot(round)) return [];
  return errors.flatMap(({ kind, code, message, instanceType }): AccountFound[] => {
    if (LAUNCH_FAILURES[kind].retry === 'no')
      return (instanceType === undefined ? round.instanceTypes : [instanceType]).map((type) => ({
        kind: 'type-refused',
        instanceType: type,
        reason: `${code}: ${message}`,
        at,
      }));
    const vcpus = kind === 'quota' ? VCPU_LIMIT.exec(message)?.[1] : undefined;
    return vcpus === undefined ? [] : [{ kind: 'vcpu-limit', vcpus: Number(vcpus), at }];
  });
}
