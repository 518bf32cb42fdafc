import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import type { LogLevel, LogRecord, LogSink } from '../cloud/lambda/log.ts';
import { makePrivateDirectory } from '../cloud/private-directory.ts';

const RANKS: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const COLOURS: Readonly<Record<LogLevel, (text: string) => string>> = {
  debug: pc.dim,
  info: (text) => text,
  warn: pc.yellow,
  error: pc.red,
};

/** Longest text of one field on a terminal; the whole of it is in the log file. */
const SHOWN_FIELD = 160;
/** Where in the code something failed is for the log file. */
const UNSHOWN_FIELDS = new Set(['trace', 'stack', 'xRayTraceId']);

function shorten(text: string): string {
  return text.length <= SHOWN_FIELD ? text : `${text.slice(0, SHOWN_FIELD)}…`;
}

/** One log record in one readable line. */
export function formatRecord({ time, function: name, level, message, fields }: LogRecord): string {
  const facts = Object.entries(fields ?? {})
    .filter(([key]) => !UNSHOWN_FIELDS.has(key))
    .map(([key, value]) => `${key}=${shorten(typeof value === 'string' ? value : JSON.stringify(value))}`);
  const line = COLOURS[level](`${level === 'info' ? '' : `${level} `}${message}`);
  return `${pc.dim(time.slice(11, 23))} ${pc.cyan(name.padEnd(20))} ${line}${facts.length === 0 ? '' : ` ${pc.dim(facts.join(' '))}`}`;
}

/** The stream of all logs: whole in `<dataDir>/log.jsonl`, and shown from a level on that can be changed. */
export function openLog(
  dataDir: string,
  show: (record: LogRecord) => void,
  level: LogLevel,
): {
  readonly sink: LogSink;
  readonly file: string;
  showFrom(level: LogLevel): void;
  close(): Promise<void>;
} {
  makePrivateDirectory(dataDir);
  const file = join(dataDir, 'log.jsonl');
  const stream = createWriteStream(file, { flags: 'w', mode: 0o600 });
  let shownFrom = RANKS[level];
  let broken = false;
  // A full disk must not end the exam: the log on the terminal goes on.
  stream.on('error', () => {
    broken = true;
  });
  return {
    file,
    sink(record) {
      if (!broken) stream.write(`${JSON.stringify(record)}\n`);
      if (RANKS[record.level] >= shownFrom) show(record);
    },
    showFrom(next) {
      shownFrom = RANKS[next];
    },
    close: () => new Promise((resolve) => (broken ? resolve() : stream.end(() => resolve()))),
  };
}
