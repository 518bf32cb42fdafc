import { expectSubmissions, RUSH } from '../fleet/plan-fleet.ts';

/** An exam as far as its load goes. */
export interface ExamLoad {
  readonly participants: number;
  readonly problems: number;
  readonly windowMs: number;
  readonly hosts: number;
}

/** The part of an exam's rush that one of its hosts gets. */
export interface ClassPlan {
  readonly users: number;
  readonly submissions: number;
  readonly durationMs: number;
  readonly perMinute: number;
}

/** Fewer submissions say nothing of a 95th percentile. */
const LEAST_SUBMISSIONS = 20;
/** Of one rehearsal: the roster of a rehearsal is written and read by hand. */
const MOST_USERS = 200;

/**
 * What a class does to the one host of a rehearsal: as many submissions a minute as each of the exam's hosts gets in its rush,
 * which is three times the exam's mean (core/fleet/plan-fleet.ts). A class too small for a figure hands in faster. Pure.
 * @param durationMs how long it is played
 */
export function planClass(exam: ExamLoad, durationMs: number): ClassPlan {
  const rush = (expectSubmissions(exam) / exam.windowMs) * RUSH;
  const submissions = Math.max(LEAST_SUBMISSIONS, Math.round((rush * durationMs) / exam.hosts));
  return {
    users: Math.min(MOST_USERS, Math.max(1, Math.ceil(exam.participants / exam.hosts))),
    submissions,
    durationMs,
    perMinute: (submissions * 60_000) / durationMs,
  };
}
