import type { SourceUnit } from './tree.ts';

/** Which compilers take a source: the second number of 0.4 to 0.8. */
export interface Versions {
  /** The oldest that its pragma takes; 8 where it has none. */
  readonly from: number;
  readonly to: number;
  /** Patch of the oldest. */
  readonly patch: number;
  readonly told: boolean;
}

/** Newest line of compilers. */
const NEWEST = 8;

/** Reads a pragma's range; several of them must all hold. */
export function readVersions(unit: SourceUnit): Versions {
  let from = 0;
  let patch = 0;
  let to = NEWEST;
  let told = false;
  for (const node of unit.children) {
    if (node?.type !== 'PragmaDirective' || node.name !== 'solidity') continue;
    // With `||` the oldest that any of them takes counts.
    const parts = [
      ...node.value.matchAll(/(\^|~|>=|<=|>|<|=)?\s*v?0\s*\.\s*(\d{1,2})(?:\s*\.\s*(\d{1,3}))?/g),
    ];
    for (const [, sign = '', minor = '0', at = '0'] of parts) {
      const line = Math.min(Number(minor), NEWEST);
      if (sign === '<') to = Math.min(to, Number(at) === 0 ? line - 1 : line);
      else if (sign === '<=') to = Math.min(to, line);
      else {
        if (!told || !node.value.includes('||')) {
          from = Math.max(from, line);
          patch = Number(at);
        }
        if (sign === '^' || sign === '~' || sign === '=' || sign === '') to = Math.min(to, line);
      }
      told = true;
    }
  }
  if (!told) return { from: NEWEST, to: NEWEST, patch: 0, told };
  return { from, to: Math.max(from, to), patch, told };
}
