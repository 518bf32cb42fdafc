/** From when on errors are counted for whoever asks: nothing that was counted before is deleted. */
export interface ErrorBaseline {
  /** ms since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/** Keeps the last. Implementation: adapters/dynamodb/error-baseline-store.ts. */
export interface ErrorBaselineStore {
  read(): Promise<ErrorBaseline | undefined>;
  write(baseline: ErrorBaseline): Promise<void>;
}
