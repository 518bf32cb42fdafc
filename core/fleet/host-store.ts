import type { CloudInstance, Host } from './host.ts';
import type { LaunchRound } from './cloud.ts';

/** A recorded automatic act. */
export interface RecordedDecision {
  readonly at: number;
  /** `session`, `fleet`, `host:<id>` */
  readonly subject: string;
  readonly action: string;
  readonly reason: string;
}

/** Keeps hosts, launch rounds and the decisions about them. Implementation: adapters/dynamodb/host-store.ts. */
export interface HostStore {
  /** Claims a round once. @returns the stored round: the caller's, or the one that was claimed before. */
  claimRound(round: LaunchRound): Promise<LaunchRound>;
  listRounds(sessionId: string): Promise<readonly LaunchRound[]>;
  /** Records an instance that EC2 told of; an existing row is left alone. */
  recordHost(host: Host): Promise<void>;
  listHosts(sessionId: string): Promise<readonly Host[]>;
  /** Changes a host by condition on its revision. @returns the changed host, undefined when somebody was faster. */
  updateHost(host: Host, change: Partial<Omit<Host, 'sessionId' | 'hostId' | 'revision'>>): Promise<Host | undefined>;
  recordDecision(sessionId: string, decision: RecordedDecision): Promise<void>;
  listDecisions(sessionId: string, limit: number): Promise<readonly RecordedDecision[]>;
}

/** A host row as first recorded from cloud truth. */
export type HostFromCloud = (instance: CloudInstance, round: LaunchRound, now: number) => Host;
