import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { tellFailure } from '../../adapters/errors/tell-failure.ts';
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
  | 'signal.lost'
  | 'doorbell.failed'
  | 'circuit.failed'
  | 'circuit.opened'
  | 'circuit.closed'
  | 'host.found'
  | 'host.interrupted'
  | 'import.finished'
  | 'launch.finished'
  | 'prober.failed'
  | 'quota.failed'
  | 'shutdown.finished'
  | 'submissions.taken'
  | 'sweep.finished'
  | 'tick.finished'
  | 'webhooks.sent'
  | `webhook.${SenderEvent['event']}`
  | `submission.${ExecutorEvent['event']}`;

type Facts = Readonly<Record<string, unknown>>;
type Tell = (event: LogEvent, facts: Facts) => void;

/** What every function has at hand. */
export interface Tools {
  /** JSON lines that carry the stage, the function and its invocation; with an `error` its kind, class and severity, too. */
  readonly logger: { readonly info: Tell; readonly warn: Tell; readonly error: Tell };
  /** Adds counts that alarms watch; zeros are printed too, so that silence means that nobody looked. */
  readonly count: (counts: Partial<Readonly<Record<keyof typeof metricNames, number>>>) => void;
}

/** Logger and metrics of a function, by the names that the stack gives them in the environment. */
export function createTools(stage: string) {
  const lines = new Logger({ persistentKeys: { stage } });
  const logger = {
    addContext: (context: Context) => lines.addContext(context),
    info: (event: LogEvent, facts: Facts) => lines.info(event, classed(facts)),
    warn: (event: LogEvent, facts: Facts) => lines.warn(event, classed(facts)),
    error: (event: LogEvent, facts: Facts) => lines.error(event, classed(facts)),
  };
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

/** Whoever logs an error says what it is: nobody has to remember to. */
function classed(facts: Facts): Facts {
  return facts['error'] === undefined ? facts : { ...tellFailure(facts['error']), ...facts };
}
