import { createHash } from 'node:crypto';
import type { Detection, ReviewedSource, RuleSet } from './detector.ts';
import type { ReviewKind } from './review.ts';

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** SHA-256 of a source, hexadecimal. */
export function hashSource(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}

/** SHA-256 of samples, hexadecimal; of none undefined. */
export function hashSamples(samples: ReviewedSource['samples']): string | undefined {
  return samples === undefined || samples.length === 0 ? undefined : hashOf(samples);
}

/** SHA-256 of what a compiler said in a judge's sandbox, hexadecimal. */
export function hashDetection(said: Detection): string {
  return hashOf(said);
}

/** Which rules look, in 16 hexadecimal digits: changes with any word of any of them, and with what they find. */
export function versionOf({ rules, version }: RuleSet): string {
  const told = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return hashOf([version, told]).slice(0, 16);
}

/** What a result depends on, and nothing else: whoever asks for the same gets the same. */
export interface ResultOf {
  readonly sourceHash: string;
  readonly language: string;
  readonly kind: ReviewKind;
  readonly ruleSet: string;
  /** Which models are asked beside the rules; empty for none. */
  readonly models: string;
  /** SHA-256 of the samples of the problem that it answers, where they were looked at. */
  readonly samplesHash?: string;
  /** SHA-256 of what a compiler said of it, where one was asked. */
  readonly ranHash?: string;
}

/** Where a result is kept. It holds nobody's name. */
export function resultKeyOf({
  sourceHash,
  language,
  kind,
  ruleSet,
  models,
  samplesHash = '',
  ranHash,
}: ResultOf): string {
  const asked = ranHash === undefined ? [] : [ranHash];
  return hashOf([sourceHash, language, kind, ruleSet, models, samplesHash, ...asked]);
}
