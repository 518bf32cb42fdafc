import { createHash } from 'node:crypto';

/** What a program does: a function of its source's hash, and of nothing else. */
export type Behaviour =
  | 'right'
  | 'wrong'
  | 'crashes'
  | 'does-not-compile'
  | 'too-slow'
  /** Compiles for as long as a judge lets it, and then sleeps. */
  | 'holds'
  /** Takes the judge's host down with it. */
  | 'poison';

/** The first bytes of a hash that stand for each behaviour, up to this one. */
const SHARES: readonly (readonly [number, Behaviour])[] = [
  [150, 'right'],
  [195, 'wrong'],
  [220, 'crashes'],
  [235, 'does-not-compile'],
  [250, 'too-slow'],
  [253, 'holds'],
  [256, 'poison'],
];

/** A program as the scripted judge sees it. */
export interface ScriptedProgram {
  readonly behaviour: Behaviour;
  /** How long one run takes that ends by itself, ms. */
  readonly runMs: number;
}

/** Reads a source as the scripted judge does. */
export function readProgram(source: string): ScriptedProgram {
  const hash = createHash('sha256').update(source).digest();
  const [first = 0, second = 0] = hash;
  const behaviour = SHARES.find(([until]) => first < until)?.[1] ?? 'right';
  return { behaviour, runMs: 150 + second * 4 };
}

/** Behaviours that a class hands in by chance: what holds or kills hosts is handed in on purpose. */
const USUAL: readonly Behaviour[] = ['right', 'wrong', 'crashes', 'does-not-compile', 'too-slow'];

/** Another source for every number: one that behaves so, or in some usual way. */
export function writeProgram(number: number, wanted?: Behaviour): string {
  for (let attempt = 0; ; attempt++) {
    const source = `# program ${number}, version ${attempt}\n`;
    const { behaviour } = readProgram(source);
    if (wanted === undefined ? USUAL.includes(behaviour) : behaviour === wanted) return source;
  }
}
