import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** What every function has at hand. */
export interface Tools {
  /** Messages are stable event ids (`fleet.pass`); what they say of the moment is in their fields. */
  readonly logger: Logger;
  /** Embedded metrics with the one dimension that alarms ask for: the stage. */
  readonly metrics: Metrics;
}

/** Logger and metrics of a function; both take their names from the environment that the stack gives. */
export function createTools(stage: string): Tools {
  const logger = new Logger({ persistentKeys: { stage } });
  const metrics = new Metrics();
  // The library adds the service as a dimension; alarms sum a stage over its functions.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ stage });
  metrics.setThrowOnEmptyMetrics(false);
  return { logger, metrics };
}
