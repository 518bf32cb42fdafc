import type { RecordedDecision } from '../../../core/exam/decision.ts';
import { type LaunchOutcome, type LaunchRound, unclearOnceMore } from '../../../core/fleet/cloud.ts';
import type { Host } from '../../../core/fleet/host.ts';
import type { HostStore } from '../../../core/fleet/host-store.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryHostStore implements HostStore {
  readonly #rounds: LaunchRound[] = [];
  readonly #hosts = new Map<string, Host>();
  readonly #onChanged: ((before: Host, after: Host) => void) | undefined;
  readonly #decisions = new Map<string, RecordedDecision & { readonly sessionId: string }>();

  /** @param onChanged told of each change of a host that took effect */
  constructor(onChanged?: (before: Host, after: Host) => void) {
    this.#onChanged = onChanged;
  }

  async claimRound(round: LaunchRound): Promise<LaunchRound> {
    const stored = this.#rounds.find((other) => sameRound(other, round));
    if (stored !== undefined) return stored;
    this.#rounds.push(round);
    return round;
  }

  async resolveRound(round: LaunchRound, outcome: LaunchOutcome, resolvedAt: number): Promise<void> {
    const at = this.#rounds.findIndex((other) => sameRound(other, round));
    const stored = this.#rounds[at];
    if (stored !== undefined) this.#rounds[at] = { ...stored, outcome, resolvedAt };
  }

  async noteUnclear(round: LaunchRound, at: number): Promise<void> {
    const index = this.#rounds.findIndex((other) => sameRound(other, round));
    const stored = this.#rounds[index];
    if (stored !== undefined) this.#rounds[index] = { ...stored, unclear: unclearOnceMore(round, at) };
  }

  async listRounds(sessionId: string): Promise<readonly LaunchRound[]> {
    return this.#rounds
      .filter((round) => round.sessionId === sessionId)
      .toSorted((a, b) => a.round - b.round);
  }

  async recordHost(host: Host): Promise<void> {
    if (!this.#hosts.has(host.hostId)) this.#hosts.set(host.hostId, host);
  }

  async listHosts(sessionId: string): Promise<readonly Host[]> {
    return [...this.#hosts.values()].filter((host) => host.sessionId === sessionId);
  }

  async updateHost(host: Host, change: Parameters<HostStore['updateHost']>[1]): Promise<Host | undefined> {
    const stored = this.#hosts.get(host.hostId);
    if (stored === undefined || stored.revision !== host.revision) return undefined;
    const changed = { ...stored, ...change, revision: stored.revision + 1 };
    this.#hosts.set(host.hostId, changed);
    this.#onChanged?.(stored, changed);
    return changed;
  }

  async recordDecision(sessionId: string, decision: RecordedDecision): Promise<void> {
    this.#decisions.set(JSON.stringify([sessionId, decision]), { sessionId, ...decision });
  }

  async listDecisions(sessionId: string, limit: number): Promise<readonly RecordedDecision[]> {
    return [...this.#decisions.values()]
      .filter((decision) => decision.sessionId === sessionId)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, limit);
  }
}

const sameRound = (a: LaunchRound, b: LaunchRound) => a.sessionId === b.sessionId && a.round === b.round;
