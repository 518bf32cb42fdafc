import type { Callable, Contract } from './contract-model.ts';
import type { Scope } from './scope.ts';

/** What was found out of functions, by the contract that is deployed: what they call, and what stands behind a name, may be another in each. */
export class Known<T> {
  readonly #of = new WeakMap<Contract, WeakMap<Callable, T>>();

  get({ leaf, callable }: Scope): T | undefined {
    return this.#of.get(leaf)?.get(callable);
  }

  set({ leaf, callable }: Scope, value: T): T {
    const ofLeaf = this.#of.get(leaf) ?? new WeakMap<Callable, T>();
    this.#of.set(leaf, ofLeaf);
    ofLeaf.set(callable, value);
    return value;
  }
}
