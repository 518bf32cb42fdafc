import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { type ToldFailure, tellFailure } from '../../adapters/errors/tell-failure.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { MetricRecorder } from '../../core/metrics/metric-recorder.ts';
import type { CountedMetric, Measure } from '../../core/metrics/metric-table.ts';
import type { AskEvent } from '../../core/review/ask-reviews.ts';
import type { ReviewEvent } from '../../core/review/work-reviews.ts';
import type { ExecutorEvent } from '../../core/submissions/executor-ports.ts';
import type { SenderEvent } from '../../core/webhooks/sender-ports.ts';
import { createPrinter } from './print-metrics.ts';

/** What a function tells its log: stable ids, for queries and alarms; what they say of the moment is in their fields. */
export type LogEvent =
  | 'invocation.failed'
  | 'message.failed'
  | 'request.failed'
  | 'alerts.failed'
  | 'invitation.failed'
  | 'machine.request'
  | 'row.unreadable'
  | 'history.lost'
  | 'signal.lost'
  | 'doorbell.failed'
  | 'circuit.failed'
  | 'circuit.opened'
  | 'circuit.closed'
  | 'figures.failed'
  | 'health.failed'
  | 'host.found'
  | 'host.interrupted'
  | 'import.finished'
  | 'launch.finished'
  | 'metrics.failed'
  | 'model.failed'
  | 'prober.failed'
  | 'quota.failed'
  | 'recovery.not-started'
  | 'review.count-kept'
  | 'review.uploaded'
  | 'review.upload-refused'
  | 'reviews.worked'
  | 'runs.chosen'
  | 'runs.failed'
  | 'shutdown.finished'
  | 'submissions.taken'
  | 'sweep.finished'
  | 'tick.finished'
  | 'webhooks.sent'
  | `review.${ReviewEvent['event'] | AskEvent['event']}`
  | `webhook.${SenderEvent['event']}`
  | `submission.${ExecutorEvent['event']}`;

type Facts = Readonly<Record<string, unknown>>;
type Tell = (event: LogEvent, facts: Facts) => void;

/** What every function has at hand. */
export interface Tools {
  /**
   * JSON lines that carry the stage, the function and its invocation; with an `error` its kind, class and severity, too, by which
   * it is counted.
   */
  readonly logger: { readonly info: Tell; readonly warn: Tell; readonly error: Tell };
  /** Takes samples of any metric of the table. */
  readonly measure: Measure;
  /** Adds counts that alarms watch; zeros are printed too, so that silence means that nobody looked. */
  readonly count: (counts: Partial<Readonly<Record<CountedMetric, number>>>) => void;
  /** What collects them; a function with a table has it write there. */
  readonly recorder: Pick<MetricRecorder, 'keepIn'>;
}

/** Logger and metrics of a function, by the names that the stack gives them in the environment. */
export function createTools(stage: string) {
  const lines = new Logger({ persistentKeys: { stage } });
  const name = process.env['POWERTOOLS_SERVICE_NAME'] ?? 'unknown';
  const recorder = new MetricRecorder({
    clock: systemClock,
    function: name,
    instance: randomUUID(),
    print: createPrinter(stage),
    onFault: (error, lost) => logger.warn('metrics.failed', { error, ...(lost > 0 ? { lost } : {}) }),
  });
  const { measure } = recorder;
  /** Whoever logs a failure says what it is, and counts it: nobody has to remember to. */
  const classed = (event: LogEvent, facts: Facts): Facts => {
    // Who knows better what it is says so.
    const told = { ...(facts['error'] === undefined ? {} : tellFailure(facts['error'])), ...facts };
    const { errorKind, kind = 'unknown', failureClass, severity } = told as Facts & Partial<ToldFailure>;
    if (failureClass !== undefined && severity !== undefined)
      measure('errors', 1, {
        function: name,
        event,
        kind: String(errorKind ?? kind),
        class: failureClass,
        severity,
      });
    return told;
  };
  const logger = {
    addContext: (context: Context) => lines.addContext(context),
    info: (event: LogEvent, facts: Facts) => lines.info(event, classed(event, facts)),
    warn: (event: LogEvent, facts: Facts) => lines.warn(event, classed(event, facts)),
    error: (event: LogEvent, facts: Facts) => lines.error(event, classed(event, facts)),
  };
  const count: Tools['count'] = (counts) => {
    for (const [id, value] of Object.entries(counts)) measure(id as CountedMetric, value);
  };
  return { logger, measure, count, recorder };
}
