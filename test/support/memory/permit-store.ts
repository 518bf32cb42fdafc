import type { PermitStore, RecoveryPermits } from '../../../core/fleet/recovery-permits.ts';

/** In memory: passes the contract suite of the store that production uses. */
export class MemoryPermitStore implements PermitStore {
  #permits: RecoveryPermits = { holders: [], waiting: [], revision: 0 };

  async read(): Promise<RecoveryPermits> {
    return this.#permits;
  }

  async write(permits: RecoveryPermits): Promise<boolean> {
    if (permits.revision !== this.#permits.revision) return false;
    this.#permits = { ...permits, revision: permits.revision + 1 };
    return true;
  }
}
