import type { DeploymentFindings, LanguageFound } from '../../../core/examination/deployment-findings.ts';
import type { AccountFindings, AccountFound } from '../../../core/fleet/account-findings.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryDeploymentFindings implements DeploymentFindings, AccountFindings {
  readonly #found = new Map<string, Map<string, LanguageFound>>();

  async record(deployment: string, found: readonly LanguageFound[]): Promise<void> {
    const rows = this.#found.get(deployment) ?? new Map<string, LanguageFound>();
    for (const one of found) rows.set(one.language, one);
    this.#found.set(deployment, rows);
  }

  readonly #account = new Map<string, AccountFound>();

  async recordAccount(found: readonly AccountFound[]): Promise<void> {
    for (const one of found)
      this.#account.set(one.kind === 'type-refused' ? one.instanceType : one.kind, one);
  }

  async listAccount(): Promise<readonly AccountFound[]> {
    return [...this.#account.values()];
  }

  async list(deployment: string): Promise<readonly LanguageFound[]> {
    return [...(this.#found.get(deployment)?.values() ?? [])].toSorted((a, b) =>
      a.language < b.language ? -1 : 1,
    );
  }
}
