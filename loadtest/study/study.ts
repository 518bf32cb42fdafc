import { SLOTS_PER_EXECUTOR } from '../../core/submissions/slot.ts';
import type { LoadReport } from '../measure.ts';
import type { Load } from '../options.ts';
import type { FunctionUsage } from '../record.ts';
import type { CostComparison } from './compare-costs.ts';

/** One load of the study, on so many slots: what the study that it repeats calls workers. An executor drives several. */
export interface StudyCase {
  readonly slots: number;
  readonly executors: number;
  readonly load: Load;
}

/** A case with what became of it. */
export interface StudyRow extends StudyCase {
  readonly report: LoadReport;
}

/** The study with what it shows. */
export interface Study {
  readonly at: string;
  readonly rows: readonly StudyRow[];
  readonly flat: FlatQueue;
  readonly costs: CostComparison;
}

/** How many slots keep the queue flat. */
export interface FlatQueue {
  /** Of those that were tried; absent where none did. */
  readonly measured?: number;
  /** What comes in a second, times what one sleeps (Little's law): what else a judging takes comes on top. */
  readonly computed: number;
}

/** An event source takes no fewer. */
const LEAST_EXECUTORS = 2;
const SYNC_USERS = [5, 20];
const SYNC_SLOTS = 2;
const SLOTS = [1, 2, 5, 20, 100];
/** What judging one submission takes beside its overhead, ms. */
const SERVICE_MS = 1_000;
/** Of the flash, submissions a second: more than two slots can do, and fewer than five. */
const RATE = 4;
const FLASH_USERS = 60;
const MINUTE_MS = 60_000;

const base = {
  curve: 'steady',
  testCases: 1,
  sleepMs: SERVICE_MS,
  seed: 1,
  thinkMs: 500,
  rate: RATE,
} as const;

/** All loads of the study: requests that wait, then a flash of a minute on ever more slots. */
export function planStudy(): readonly StudyCase[] {
  return [
    ...SYNC_USERS.map((users) =>
      caseOf(SYNC_SLOTS, { ...base, mode: 'sync', users, durationMs: MINUTE_MS / 2, drainMs: MINUTE_MS }),
    ),
    ...SLOTS.map((slots) =>
      caseOf(slots, {
        ...base,
        mode: 'async',
        users: FLASH_USERS,
        durationMs: MINUTE_MS,
        // What is left when the flash is over, and half as long again; where the machine is the limit and not the slots, more.
        drainMs: 4 * MINUTE_MS + Math.max(0, (1.5 * (RATE - slots) * MINUTE_MS) / slots),
      }),
    ),
  ];
}

function caseOf(slots: number, load: Load): StudyCase {
  return { slots, executors: Math.max(LEAST_EXECUTORS, Math.ceil(slots / SLOTS_PER_EXECUTOR)), load };
}

/** What executors have done in a load. */
export function executorsOf({ functions }: LoadReport): readonly FunctionUsage[] {
  return functions.filter(({ name }) => name.startsWith('submission-executor'));
}

/** How many slots keep the queue of a flash flat: it is empty as soon as its last ones are judged. Pure. */
export function findFlatQueue(rows: readonly StudyRow[]): FlatQueue {
  const flashes = rows.filter(({ load }) => load.mode === 'async').toSorted((a, b) => a.slots - b.slots);
  const last = flashes.findLastIndex(
    ({ load, report: { queue } }) => queue.drainMs === undefined || queue.drainMs > drainOfOne(load),
  );
  const flat = flashes[last + 1];
  const [{ load } = { load: { ...base } }] = flashes;
  return {
    computed: Math.ceil((load.rate * load.testCases * load.sleepMs) / 1_000),
    ...(flat === undefined ? {} : { measured: flat.slots }),
  };
}

/** What the last submission takes when it finds a free slot, with the looks of whoever watches the queue, ms. */
function drainOfOne({ testCases, sleepMs }: Pick<Load, 'testCases' | 'sleepMs'>): number {
  return 2 * testCases * sleepMs + 2_000;
}
