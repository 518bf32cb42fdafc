import type { DecisionLog } from '../exam/decision.ts';
import type { LaunchOutcome, LaunchRound } from './cloud.ts';
import type { Host } from './host.ts';

/** What may change of a host's row. */
export type HostChange = Partial<Omit<Host, 'sessionId' | 'hostId' | 'revision'>>;

/** Keeps hosts, launch rounds and the decisions about them. Implementation: adapters/dynamodb/host-store.ts. */
export interface HostStore extends DecisionLog {
  /** Claims a round once. @returns the stored round: the caller's, or the one that was claimed before. */
  claimRound(round: LaunchRound): Promise<LaunchRound>;
  /** Records EC2's clear answer to a round. Recording it again changes nothing that matters. */
  resolveRound(round: LaunchRound, outcome: LaunchOutcome, resolvedAt: number): Promise<void>;
  /** Records that a round was sent once more without a clear answer. Of two at a time one may be lost. */
  noteUnclear(round: LaunchRound, at: number): Promise<void>;
  listRounds(sessionId: string): Promise<readonly LaunchRound[]>;
  /** Records an instance that EC2 told of; an existing row is left alone. */
  recordHost(host: Host): Promise<void>;
  listHosts(sessionId: string): Promise<readonly Host[]>;
  /** Changes a host by condition on its revision. @returns the changed host, undefined when somebody was faster. */
  updateHost(host: Host, change: HostChange): Promise<Host | undefined>;
}
