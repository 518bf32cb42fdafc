/** What services of AWS measure of themselves, as CloudWatch has it of them. */
import type { SqsQueue } from '../messaging/fauxqs.ts';
import { type Datum, floorTo, MINUTE_MS } from './metric-store.ts';

/** Where measurements and log lines go. */
export interface MetricSink {
  record(data: readonly Datum[]): void;
  takeLine(logGroup: string, line: string): void;
}

type Figures = Readonly<Record<string, readonly [value: number, unit: string]>>;

function measure(
  namespace: string,
  at: number,
  figures: Figures,
  ...places: readonly Readonly<Record<string, string>>[]
): Datum[] {
  return Object.entries(figures).flatMap(([name, [value, unit]]) =>
    places.map((dimensions) => ({ namespace, name, dimensions, at, values: [value], unit })),
  );
}

/** An invocation that ran: of its function, and of all of the account. */
export function measureInvocation(
  FunctionName: string,
  run: {
    readonly at: number;
    readonly failed: boolean;
    readonly durationMs: number;
    readonly concurrent: number;
  },
): Datum[] {
  const figures: Figures = {
    Invocations: [1, 'Count'],
    Errors: [run.failed ? 1 : 0, 'Count'],
    Throttles: [0, 'Count'],
    Duration: [run.durationMs, 'Milliseconds'],
  };
  return [
    ...measure('AWS/Lambda', run.at, figures, { FunctionName }, {}),
    ...measure('AWS/Lambda', run.at, { ConcurrentExecutions: [run.concurrent, 'Count'] }, {}),
  ];
}

/** An invocation that Lambda refused for the account's concurrency. */
export function measureThrottle(FunctionName: string, at: number): Datum[] {
  return measure('AWS/Lambda', at, { Throttles: [1, 'Count'] }, { FunctionName }, {});
}

/** A request to an HTTP API. */
export function measureRequest(ApiId: string, at: number, status: number, latencyMs: number): Datum[] {
  const figures: Figures = {
    Count: [1, 'Count'],
    '4xx': [status >= 400 && status < 500 ? 1 : 0, 'Count'],
    '5xx': [status >= 500 ? 1 : 0, 'Count'],
    Latency: [latencyMs, 'Milliseconds'],
  };
  return measure('AWS/ApiGateway', at, figures, { ApiId });
}

/** A request that DynamoDB throttled. */
export function measureTableThrottle(TableName: string, at: number, kind: 'Read' | 'Write'): Datum[] {
  return measure('AWS/DynamoDB', at, { [`${kind}ThrottleEvents`]: [1, 'Count'] }, { TableName });
}

/** Received so often, a message counts for the age of its queue no more: SQS has put it to the back. */
const RECEIVES_OF_POISON = 3;

/** The queues of the minute that ends at `at`. */
export function measureQueues(queues: Iterable<SqsQueue>, at: number): Datum[] {
  const within = floorTo(at, MINUTE_MS) - 1;
  return [...queues].flatMap((queue) => {
    queue.processTimers();
    const hidden = [...queue.inflightMessages.values()].map(({ message }) => message);
    const ages = [...queue.messages, ...hidden]
      .filter(({ approximateReceiveCount }) => approximateReceiveCount <= RECEIVES_OF_POISON)
      .map(({ sentTimestamp }) => (at - sentTimestamp) / 1000);
    const figures: Figures = {
      ApproximateNumberOfMessagesVisible: [queue.messages.length, 'Count'],
      ApproximateNumberOfMessagesNotVisible: [hidden.length, 'Count'],
      ApproximateAgeOfOldestMessage: [Math.max(0, ...ages), 'Seconds'],
    };
    return measure('AWS/SQS', within, figures, { QueueName: queue.name });
  });
}
