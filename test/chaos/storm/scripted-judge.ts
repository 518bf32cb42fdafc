import { configOfLaunchedHosts } from '../../../local/judge-host/config.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import { readProgram, type ScriptedProgram } from './programs.ts';

/** The limits of our own hosts. */
const CONFIG = configOfLaunchedHosts();
const LANGUAGES = [
  { id: 63, name: 'JavaScript' },
  { id: 71, name: 'Python' },
  { id: 89, name: 'Multi-file program' },
];
/** Judge0's MAX_QUEUE_SIZE. */
const MAX_QUEUE = 100;

/** A request as Judge0 gets it. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** What it answers. */
export interface WireAnswer {
  readonly status: number;
  readonly text: string;
}

/** The members of a submission's body that the script reads. */
interface WireSubmission {
  readonly language_id: number;
  readonly source_code?: string;
  readonly stdin: string;
  readonly wall_time_limit: number;
}

interface Run {
  readonly startsAt: number;
  readonly endsAt: number;
  /** Its report once it has ended. */
  readonly report: () => Promise<object>;
}

/** What runs programs that are not scripted, on the machine of this judge. */
export interface RealJudge {
  /** Sends a submission on. @returns what reads its report when it has ended */
  readonly run: (body: string) => Promise<() => Promise<object>>;
}

/**
 * A Judge0 with workers and a queue, whose programs do what their sources' hashes say: answers its API as 1.13.1 does.
 * Whoever asks may go away, a program runs to its end; what ends the host loses them all.
 */
export class ScriptedJudge {
  /** Its disk is full: every run fails in the judge's own sandbox. */
  diskFull = false;
  readonly #clock: VirtualClock;
  readonly #busyUntil: number[];
  readonly #runs = new Map<string, Run>();
  readonly #real: RealJudge | undefined;
  readonly #name: string;
  /** Told of a program that takes its host down. */
  readonly #onPoison: () => void;
  #tokens = 0;

  constructor(name: string, clock: VirtualClock, workers: number, onPoison: () => void, real?: RealJudge) {
    this.#name = name;
    this.#clock = clock;
    this.#busyUntil = Array.from({ length: workers }, () => 0);
    this.#onPoison = onPoison;
    this.#real = real;
  }

  /** Until a worker is free, ms; 0: one is. */
  get queueMs(): number {
    return Math.max(0, Math.min(...this.#busyUntil) - this.#clock.now());
  }

  async answer({ method, path, body }: WireRequest): Promise<WireAnswer> {
    const [, resource = '', token = ''] = /^\/(\w+)(?:\/([\w-]+))?/.exec(path) ?? [];
    if (resource === 'config_info') return json(200, CONFIG);
    if (resource === 'languages') return json(200, LANGUAGES);
    if (resource === 'workers') return json(200, [{ available: this.#busyUntil.length }]);
    if (method === 'POST' && body !== undefined) return await this.#create(body);
    const run = this.#runs.get(token);
    if (run === undefined) return json(404, {});
    if (method === 'DELETE') {
      if (this.#clock.now() >= run.endsAt) this.#runs.delete(token);
      return json(200, { token });
    }
    const now = this.#clock.now();
    if (now >= run.endsAt) return json(200, { token, ...(await run.report()) });
    const status =
      now < run.startsAt ? { id: 1, description: 'In Queue' } : { id: 2, description: 'Processing' };
    return json(200, { token, status });
  }

  async #create(body: string): Promise<WireAnswer> {
    const now = this.#clock.now();
    const waiting = [...this.#runs.values()].filter(({ startsAt }) => startsAt > now).length;
    if (waiting >= MAX_QUEUE) return json(503, { error: 'queue is full' });
    const asked = JSON.parse(body) as WireSubmission;
    const worker = this.#busyUntil.indexOf(Math.min(...this.#busyUntil));
    const startsAt = Math.max(now, this.#busyUntil[worker] ?? 0);
    const source = asked.source_code && Buffer.from(asked.source_code, 'base64').toString();
    const program: ScriptedProgram = source ? readProgram(source) : { behaviour: 'right', runMs: 600 };
    const endsAt = startsAt + durationOf(program, asked);
    this.#busyUntil[worker] = endsAt;
    const token = `${this.#name}-${++this.#tokens}`;
    const { diskFull } = this;
    const report =
      source === undefined && !diskFull && this.#real !== undefined
        ? await this.#real.run(body)
        : async () => reportOf(program, asked, diskFull);
    this.#runs.set(token, { startsAt, endsAt, report });
    if (program.behaviour === 'poison')
      void this.#clock.sleep(startsAt - now + program.runMs / 2).then(this.#onPoison);
    return json(201, { token });
  }
}

function durationOf(
  { behaviour, runMs }: ScriptedProgram,
  { wall_time_limit: wallS }: WireSubmission,
): number {
  if (behaviour === 'does-not-compile') return 100;
  if (behaviour === 'too-slow') return wallS * 1_000;
  if (behaviour === 'holds') return (CONFIG.max_wall_time_limit + wallS) * 1_000;
  return runMs;
}

/** What Judge0 reports of a run, in its own words. */
function reportOf(
  { behaviour, runMs }: ScriptedProgram,
  { stdin }: WireSubmission,
  diskFull: boolean,
): object {
  const base = { time: String(runMs / 2_000), wall_time: String(runMs / 1_000), memory: 9_000 };
  const encode = (text: string) => Buffer.from(text).toString('base64');
  if (diskFull)
    return {
      status: { id: 13, description: 'Internal Error' },
      message: encode('No space left on device @ dir_s_mkdir - /var/local/lib/isolate/1/box'),
    };
  switch (behaviour) {
    case 'right':
      return { ...base, status: { id: 3, description: 'Accepted' }, stdout: stdin, exit_code: 0 };
    case 'wrong':
      return { ...base, status: { id: 3, description: 'Accepted' }, stdout: encode('no\n'), exit_code: 0 };
    case 'crashes':
    case 'poison':
      return { ...base, status: { id: 11, description: 'Runtime Error (NZEC)' }, exit_code: 1 };
    case 'does-not-compile':
      return {
        status: { id: 6, description: 'Compilation Error' },
        compile_output: encode('script.py: no\n'),
      };
    case 'too-slow':
    case 'holds':
      return { ...base, time: '2.5', status: { id: 5, description: 'Time Limit Exceeded' }, exit_signal: 9 };
  }
}

const json = (status: number, value: unknown): WireAnswer => ({ status, text: JSON.stringify(value) });
