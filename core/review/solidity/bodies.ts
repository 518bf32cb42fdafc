import type { Callable, Contract, Model } from './contract-model.ts';
import { isEntry } from './contract-model.ts';
import type { Scope } from './scope.ts';
import type { Block } from './tree.ts';

/** Most contracts in which a function that they inherit is looked at. */
export const MAX_HEIRS = 3;

/** Every function and modifier with a body, once, as the first contract that is deployed with it has it. */
export function* bodies(model: Model): Iterable<{ readonly scope: Scope; readonly body: Block }> {
  const seen = new Set<Contract>();
  const contracts = [...model.leaves, ...model.contracts];
  for (const leaf of contracts) {
    for (const contract of leaf.lineage) {
      // A thousand heirs of one contract with a thousand functions do not ask for each function again.
      if (seen.has(contract)) continue;
      seen.add(contract);
      for (const callable of contract.callables)
        if (callable.node.body) yield { scope: { model, leaf, callable }, body: callable.node.body };
    }
  }
}

/** Functions that anybody can call, each with the contract that is deployed; inherited ones with a few of their heirs. */
export function* entries(model: Model): Iterable<{ readonly leaf: Contract; readonly entry: Callable }> {
  const times = new Map<Contract, number>();
  for (const leaf of model.leaves) {
    if (leaf.kind === 'library') continue;
    for (const contract of leaf.lineage) {
      const before = times.get(contract) ?? 0;
      if (before >= MAX_HEIRS) continue;
      times.set(contract, before + 1);
      for (const entry of contract.callables) if (isEntry(entry)) yield { leaf, entry };
    }
  }
}
