import { parseArgs } from 'node:util';
import { CURVES, type Curve } from '../core/load/plan-arrivals.ts';

/** How participants wait for a verdict: by asking for it, or in the request that submits. */
export type Mode = 'sync' | 'async';

/** What a load is made of. */
export interface Load {
  readonly users: number;
  /** In which submissions are made, ms. */
  readonly durationMs: number;
  readonly mode: Mode;
  readonly curve: Curve;
  /** In mode async: submissions a second on average, of all together. */
  readonly rate: number;
  /** In mode sync: what each leaves between a verdict and the next submission, ms. */
  readonly thinkMs: number;
  readonly testCases: number;
  /** What each submission sleeps on a test case, beside what it computes, ms. */
  readonly sleepMs: number;
  readonly seed: number;
  /** How long verdicts are waited for once nobody submits any more, ms. */
  readonly drainMs: number;
}

/** What `npm run loadtest` was asked for. */
export interface LoadtestOptions extends Load {
  readonly preset: 'orders' | undefined;
  /** A deployed stage, with who logs in there and what is submitted in which session. */
  readonly remote: RemoteTarget | undefined;
  /** Folder of a local system that may run. */
  readonly dataDir: string;
  readonly hosts: number;
  readonly out: string;
  readonly json: boolean;
}

/** A session of a stage that somebody has booked. */
export interface RemoteTarget {
  readonly apiUrl: string;
  readonly sessionId: string;
  readonly loginsFile: string;
  readonly label: string;
  readonly language: string;
  readonly sourceFile: string;
}

/** Text of `npm run loadtest -- --help`. */
export const LOADTEST_HELP = `npm run loadtest [-- OPTION ...]

Puts a load on Assize and reports what became of it, as a page and as JSON. Without --url it is put on the system that
runs on this machine (npm start), or on one that is started for it; a session is booked for it there.

  --users N           participants who submit (20)
  --duration S        seconds in which they do (60)
  --mode MODE         async: each asks for the verdict as told (default); sync: each request waits for it (Prefer: wait=25)
  --rate R            async: submissions a second, of all together (users / 10)
  --think S           sync: seconds between a verdict and the next submission (0.5)
  --curve CURVE       steady, exam (half of everything in the last sixth; default) or flash (all in the first tenth)
  --test-cases N      of the problem (10)
  --sleep S           seconds that a program sleeps on each test case (0)
  --hosts N           judge hosts of the session that is booked (2)
  --drain S           seconds that verdicts are waited for after the load (300)
  --seed N            of the times of submissions (1)
  --preset orders     the study of slots, queues and costs instead of one load (docs/load.md)
  --data DIR          folder of the local system (.assize)
  --url URL           a deployed stage, with
    --session ID        an open session of it, whose staff you are (log in before: assize login URL)
    --logins FILE       one participant a line: user name, comma, password
    --problem LABEL --language ID --source FILE   what everybody submits
  --out DIR           where report.html and report.json are written (load-report)
  --json              the report as JSON on standard output
  --help              this text
`;

const S = 1_000;
const HOUR_S = 3_600;

/** Reads the command line. Throws an Error with a sentence that names the option; answers 'help' when that was asked for. */
export function readLoadtestOptions(args: readonly string[]): LoadtestOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: text,
      duration: text,
      mode: { ...text, default: 'async' },
      rate: text,
      think: text,
      curve: { ...text, default: 'exam' },
      'test-cases': text,
      sleep: text,
      hosts: text,
      drain: text,
      seed: text,
      preset: text,
      data: { ...text, default: '.assize' },
      url: text,
      session: text,
      logins: text,
      problem: text,
      language: text,
      source: text,
      out: { ...text, default: 'load-report' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const number = (name: keyof typeof values, usual: number, [least, most]: readonly [number, number]) => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    if (!(value >= least && value <= most))
      throw new Error(`--${name} must be a number from ${least} to ${most}, not ${values[name]}`);
    return value;
  };
  const whole = (...[name, usual, bounds]: Parameters<typeof number>) => {
    const value = number(name, usual, bounds);
    if (!Number.isInteger(value)) throw new Error(`--${name} must be a whole number, not ${values[name]}`);
    return value;
  };
  const oneOf = <T extends string>(name: keyof typeof values, known: readonly T[]): T => {
    const found = known.find((one) => one === values[name]);
    if (found === undefined) throw new Error(`--${name} must be ${known.join(' or ')}, not ${values[name]}`);
    return found;
  };
  const users = whole('users', 20, [1, 2_000]);
  return {
    users,
    durationMs: number('duration', 60, [1, 4 * HOUR_S]) * S,
    mode: oneOf('mode', ['async', 'sync']),
    curve: oneOf('curve', CURVES),
    rate: number('rate', users / 10, [0.01, 1_000]),
    thinkMs: number('think', 0.5, [0, 600]) * S,
    testCases: whole('test-cases', 10, [1, 200]),
    sleepMs: number('sleep', 0, [0, 10]) * S,
    hosts: whole('hosts', 2, [1, 50]),
    drainMs: number('drain', 300, [0, HOUR_S]) * S,
    seed: whole('seed', 1, [0, 2 ** 32 - 1]),
    preset: values.preset === undefined ? undefined : oneOf('preset', ['orders'] as const),
    dataDir: values.data,
    remote: readRemote(values),
    out: values.out,
    json: values.json,
  };
}

function readRemote(values: Partial<Record<string, string | boolean>>): RemoteTarget | undefined {
  const names = ['url', 'session', 'logins', 'problem', 'language', 'source'] as const;
  if (names.every((name) => values[name] === undefined)) return undefined;
  const [apiUrl, sessionId, loginsFile, label, language, sourceFile] = names.map((name) => {
    const value = values[name];
    if (typeof value !== 'string')
      throw new Error(
        `--${name} is wanted, too: a load on a stage needs ${names.map((one) => `--${one}`).join(', ')}`,
      );
    return value;
  }) as [string, string, string, string, string, string];
  if (!URL.canParse(apiUrl)) throw new Error(`--url must be an address such as https://..., not ${apiUrl}`);
  return { apiUrl, sessionId, loginsFile, label, language, sourceFile };
}
