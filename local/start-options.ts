import { parseArgs } from 'node:util';

/** What `npm start` was asked for. */
export interface StartOptions {
  /** Play one exam, print a summary as the last line, end. */
  readonly once: boolean;
  /** Everybody on every problem. */
  readonly full: boolean;
  /** One submission of each language and verdict. */
  readonly short: boolean;
  readonly fresh: boolean;
  /** Log records and events as JSON lines instead of a view for people. */
  readonly json: boolean;
  /** Hosts make ready what compilers take, as those in the cloud do. */
  readonly headStarts: boolean;
  readonly account: 'new' | 'standard';
  readonly dataDir: string;
  readonly durationMinutes: number;
}

/** Text of `npm start -- --help`. */
export const START_HELP = `npm start [-- OPTION ...]

Runs all of Assize on this machine and plays a sample exam.

  --once              play the exam, print a summary as the last line, end
  --full              everybody on every problem (several minutes)
  --short             one submission of each language and verdict
  --fresh             forget what earlier runs left in the data folder
  --json              all log records as JSON lines instead of the live view
  --head-starts       have hosts make ready what compilers take, as in the cloud: the first waits for it (half
                      a minute), later ones find it in the data folder
  --account KIND      whose limits hold: new (10 concurrent functions; default) or standard (1,000)
  --minutes N         length of the sample exam's window (default 1.25, with --full 3)
  --data DIR          data folder (default .assize)
  --help              this text
`;

/** Reads the command line. Throws an Error with a sentence for the user; answers 'help' when that was asked for. */
export function readStartOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'head-starts': { type: 'boolean', default: false },
      account: { type: 'string', default: 'new' },
      minutes: { type: 'string' },
      data: { type: 'string', default: '.assize' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.account !== 'new' && values.account !== 'standard') {
    throw new Error(`--account must be new or standard, not ${values.account}`);
  }
  const durationMinutes = Number(values.minutes ?? (values.full ? 3 : 1.25));
  if (!(durationMinutes >= 0.5 && durationMinutes <= 60)) {
    throw new Error(`--minutes must be a number from 0.5 to 60, not ${values.minutes}`);
  }
  if (values.full && values.short) throw new Error('--full and --short exclude each other');
  const { once, full, short, fresh, json, account, data } = values;
  const headStarts = values['head-starts'];
  return { once, full, short, fresh, json, headStarts, account, dataDir: data, durationMinutes };
}
