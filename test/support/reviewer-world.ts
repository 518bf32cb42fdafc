import type { DetectorSet } from '../../core/review/detector.ts';
import { type ReviewEvent, type ReviewerPorts, workReviews } from '../../core/review/work-reviews.ts';
import { MemoryReviewStore } from './memory-review-store.ts';
import { findingOf, RULE } from './reviews.ts';
import { EPOCH } from './sessions.ts';

/** Detectors of the language `toy`, for which `FAULT` is one. */
export const SET: DetectorSet = {
  rules: [RULE],
  version: 1,
  detect: ({ source }) => ({
    findings: source.includes('FAULT') ? [findingOf()] : [],
    gaps: [],
  }),
};
/** When a run's time is over. */
export const UNTIL = EPOCH + 600_000;

/** A turn in memory. */
class Turn {
  holder: { turnId: string; until: number } | undefined;
  asked = false;
  async take(turnId: string, until: number, now: number) {
    if (this.holder !== undefined && this.holder.until > now) return undefined;
    this.holder = { turnId, until };
    this.asked = false;
    return {};
  }
  async renew(turnId: string, until: number) {
    if (this.holder?.turnId !== turnId) return false;
    this.holder = { turnId, until };
    return true;
  }
  async end(turnId: string) {
    if (this.holder?.turnId !== turnId) return false;
    this.holder = undefined;
    return this.asked;
  }
  async ask(now: number) {
    if (this.holder === undefined || this.holder.until <= now) return false;
    this.asked = true;
    return true;
  }
}

/** A reviewer in memory, with a clock that moves by hand. */
export function makeReviewerWorld(detect: ReviewerPorts['detect'] = async (source) => SET.detect(source)) {
  let now = EPOCH;
  let id = 0;
  const store = new MemoryReviewStore();
  const turn = new Turn();
  const told: ReviewEvent[] = [];
  const ports: ReviewerPorts = {
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    ids: { next: () => `id-${id++}` },
    store,
    turn,
    rulesOf: async (language) => (language === 'toy' ? SET : undefined),
    detect,
    models: '',
    usdOf: (ms, modelUsd) => ms + modelUsd,
    tell: (event) => told.push(event),
  };
  return {
    store,
    turn,
    told,
    ports,
    pass: (ms: number) => {
      now += ms;
    },
    work: (first?: string, until = UNTIL) => workReviews(first, until, ports),
  };
}
