import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../../lambda/processes.ts';
import { findFreeAddress, HostProcess, type HostProcessOptions, reapHost } from './host-process.ts';
import { makeId } from './state.ts';

/** A machine that runs. */
export interface RunningMachine {
  readonly identity: ProcessIdentity;
  /** Resolves when it is gone. */
  readonly end: () => Promise<void>;
}

/** What instances run on, and the time that passes there. */
export interface Hardware {
  /** A new id as EC2 makes them. */
  readonly makeId: (prefix: string) => string;
  /** An address that nobody has, for a machine that listens at the port. */
  readonly chooseAddress: (taken: ReadonlySet<string>, port: number) => Promise<string>;
  readonly start: (options: HostProcessOptions) => RunningMachine;
  /** Ends a machine that an earlier start of the endpoint left behind. @returns whether it was still there */
  readonly reap: (identity: ProcessIdentity) => Promise<boolean>;
  readonly removeDisk: (directory: string) => Promise<void>;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Acts again and again, until the function that it returns is called. */
  readonly every: (ms: number, act: () => void) => () => void;
}

/** Processes at loopback addresses. */
export const PROCESSES: Hardware = {
  makeId,
  // Not the seeded randomness: two systems with one seed would meet at every address.
  chooseAddress: (taken, port) => findFreeAddress(taken, port, Math.random),
  start: HostProcess.start,
  reap: reapHost,
  removeDisk: (directory) => rm(directory, { recursive: true, force: true }),
  sleep,
  every: (ms, act) => {
    const timer = setInterval(act, ms).unref();
    return () => clearInterval(timer);
  },
};
