import type { ApiClient } from '../core/api/client.ts';
import type { ProcessorReading } from './processor-time.ts';
import type { FunctionUsage } from './record.ts';

/** What a load is put on: an open session, its staff and its participants. */
export interface LoadTarget {
  /** What it is, for people: an address. */
  readonly name: string;
  readonly submitted: { readonly sessionId: string; readonly label: string; readonly language: string };
  readonly staff: ApiClient;
  /** From 0. */
  readonly participant: (user: number) => ApiClient;
  readonly sourceOf: (user: number, number: number) => string;
  /** Processor time by part of the system, where it runs on this machine. */
  readonly readProcessors: () => ProcessorReading | undefined;
  /** What functions have done so far, where somebody can be asked. */
  readonly readFunctions: () => Promise<readonly FunctionUsage[]>;
  /** Ends what was begun for the load, and gives everything back. */
  readonly close: () => Promise<void>;
}
