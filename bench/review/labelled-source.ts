import { createHash } from 'node:crypto';
import type { Category } from '../../core/review/rule.ts';

/** What somebody found wrong in a source: lines from 1, both included. */
export interface Label {
  readonly category: Category;
  readonly line: number;
  readonly endLine: number;
}

/** A source of a public set, with comments blanked, and what is known to be wrong with it. */
export interface LabelledSource {
  readonly set: string;
  /** As its set writes it: `dataset/reentrancy/simple_dao.sol`. */
  readonly path: string;
  readonly source: string;
  readonly labels: readonly Label[];
}

/** A file of a public set, with comments blanked, of which only is known whether it has a fault, not where. */
export interface LabelledFile {
  /** What says its half: the page or the folder that tells of this fault. */
  readonly path: string;
  readonly name: string;
  /** What meets it: a finding of a rule with one of these numbers, or of one of these categories. */
  readonly swc: readonly number[];
  readonly categories: readonly Category[];
  readonly faulty: boolean;
  readonly source: string;
}

/** Detectors are made better by what they do on the tuned half, and are judged by what they do on the held one. */
export type Half = 'tuned' | 'held';

/** Which half a file belongs to: by its path alone, so that neither who reads the sets nor their order changes it. */
export function halfOf({ path }: { readonly path: string }): Half {
  const [digit = ''] = createHash('sha256').update(path).digest('hex');
  return Number.parseInt(digit, 16) % 2 === 0 ? 'tuned' : 'held';
}
