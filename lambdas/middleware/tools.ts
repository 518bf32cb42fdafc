import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../core/operations/metric-names.ts';
import type { ExecutorEvent } from '../../core/submissions/executor-ports.ts';
import type { SenderEvent } from '../../core/webhooks/sender-ports.ts';

/** What a function tells its log: stable ids, for queries and alarms; what they say of the moment is in their fields. */
export type LogEvent =
  | 'invocation.failed'
  | 'message.failed'
  | 'request.failed'
  | 'invitation.failed'
  | 'machine.request'
  | 'row.unreadable'
  | 'doorbell.failed'
  | 'host.found'
  | 'import.finished'
  | 'launch.finished'
  | 'prober.failed'
  | 'shutdown.finished'
  | 'submissions.taken'
  | 'sweep.finished'
  | 'tick.finished'
  | 'webhooks.sent'
  | `webhook.${SenderEvent['event']}`
  | `submission.${ExecutorEvent['event']}`;

type Tell = (event: LogEvent, facts: Readonly<Record<string, unknown>>) => void;

/** What every function has at hand. */
export interface Tools {
  /** JSON lines that carry the stage, the function and its invocation. */
  readonly logger: { readonly info: Tell; readonly warn: Tell; readonly error: Tell };
  /** Adds counts that alarms watch; zeros are printed too, so that silence means that nobody looked. */
  readonly count: (counts: Partial<Readonly<Record<keyof typeof metricNames, number>>>) => void;
}

/** Logger and metrics of a function, by the names that the stack gives them in the environment. */
export function createTools(stage: string) {
  const logger = new Logger({ persistentKeys: { stage } });
  const metrics = new Metrics();
  // The library adds the service as a dimension; alarms sum a stage over its functions.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ stage });
  metrics.setThrowOnEmptyMetrics(false);
  const count: Tools['count'] = (counts) => {
    for (const [name, value] of Object.entries(counts))
      metrics.addMetric(metricNames[name as keyof typeof metricNames], MetricUnit.Count, value);
  };
  return { logger, metrics, count };
}
