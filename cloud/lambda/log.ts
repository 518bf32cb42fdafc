export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of a function, or of the local system itself. */
export interface LogRecord {
  /** ISO 8601, when the line arrived. */
  readonly time: string;
  /** Function name without stack prefix, or the part of the local system that speaks ('gateway', 'assembly' ...). */
  readonly function: string;
  readonly requestId?: string;
  readonly level: LogLevel;
  readonly message: string;
  /** The other fields of a structured line. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export type LogSink = (record: LogRecord) => void;

/** A record of now. */
export function recordOf(
  part: string,
  level: LogLevel,
  message: string,
  more: Partial<Pick<LogRecord, 'requestId' | 'fields'>> = {},
): LogRecord {
  return { time: new Date().toISOString(), function: part, level, message, ...more };
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  critical: 'error',
  fatal: 'error',
};

/** Fields of structured loggers that the record holds itself or that are the same on every line. */
const ENVELOPE = new Set([
  'level',
  'message',
  'timestamp',
  'time',
  'service',
  'function_name',
  'function_arn',
  'function_memory_size',
  'function_request_id',
  'cold_start',
  'sampling_rate',
  'xray_trace_id',
]);

/** Reads one line of a function's output: a structured logger's JSON by its fields, anything else as it is. */
export function parseLogLine(
  line: string,
  context: { time: string; function: string; requestId?: string; stream: 'stdout' | 'stderr' },
): LogRecord {
  const origin = {
    time: context.time,
    function: context.function,
    ...(context.requestId === undefined ? {} : { requestId: context.requestId }),
  };
  if (line.startsWith('{')) {
    try {
      const entry = JSON.parse(line) as Record<string, unknown>;
      if (typeof entry['message'] === 'string') {
        const fields = Object.fromEntries(Object.entries(entry).filter(([name]) => !ENVELOPE.has(name)));
        return {
          ...origin,
          level: LEVELS[String(entry['level'] ?? 'info').toLowerCase()] ?? 'info',
          message: entry['message'],
          ...(Object.keys(fields).length === 0 ? {} : { fields }),
        };
      }
    } catch {
      // Not JSON after all: kept as text.
    }
  }
  // Warnings and errors share a stream; what ends an invocation is reported as an error of its own.
  return { ...origin, level: context.stream === 'stderr' ? 'warn' : 'info', message: line };
}
