import { judgeUrl } from '../../../core/fleet/record-instance.ts';
import type { Machine, SimulatedMachines } from '../../support/simulated-machines.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import { type Adversary, CALM } from './adversary.ts';
import type { Process } from './process.ts';
import type { RealHosts } from './real-hosts.ts';
import { type RealJudge, ScriptedJudge, type WireAnswer } from './scripted-judge.ts';

/** A frozen host is asked whether it goes on, this often, ms. */
const THAW_POLL_MS = 250;
/** A queue that is full is so for a while, ms. */
const BUSY_MS = 8_000;

/** What is wrong with a host, besides what EC2 knows. */
interface HostTrouble {
  /** Says that its queue is full until then. */
  fullUntil: number;
  /** When it last came up: what ran before is lost. */
  bootedAt: number;
  judge: ScriptedJudge;
}

/** Every judge of the fleet, as executors reach it: real requests on a network that breaks. */
export class JudgeNetwork {
  readonly #clock: VirtualClock;
  readonly #cloud: SimulatedMachines;
  readonly #adversary: Adversary;
  readonly #hosts = new Map<Machine, HostTrouble>();
  readonly #startReal: ((machine: Machine) => RealJudge) | undefined;
  /** The latest judge call that a host took: when, and its wall limit in ms. */
  lastCall: { readonly at: number; readonly wallMs: number } | undefined;
  /** Hosts to which nothing leads any more. */
  readonly #vanished = new Set<Machine>();
  /** Hosts that something was done to. */
  readonly struck = new Set<string>();
  /** Told when a host loses what ran on it. */
  readonly #onDown: (machine: Machine) => void;
  readonly #poisonWorks: boolean;

  constructor(clock: VirtualClock, cloud: SimulatedMachines, adversary: Adversary, real?: RealHosts) {
    this.#clock = clock;
    this.#cloud = cloud;
    this.#adversary = adversary;
    this.#startReal = real === undefined ? undefined : (machine) => real.judgeOf(machine, clock);
    this.#onDown = real === undefined ? () => undefined : (machine) => real.stop(machine);
    this.#poisonWorks = adversary.rates !== CALM;
    cloud.queueMs = (machine) => this.#troubleOf(machine).judge.queueMs;
  }

  /** The `fetch` of a process. */
  fetchOf(process: Process): typeof fetch {
    const request = async (input: URL, init: RequestInit) => {
      const path = input.pathname;
      const { status, text } = await process.call('judge', `${init.method} ${path.split('/')[1]}`, () =>
        this.#exchange(input, init, process.name),
      );
      const body = status < 300 && this.#breaks(process.name, path) ? text.slice(0, text.length / 2) : text;
      return { status, body: [Buffer.from(body)], headers: { get: () => null } };
    };
    return request as unknown as typeof fetch;
  }

  /** Acts when so much virtual time has passed, unless it is called off. */
  after(ms: number, act: () => void): () => void {
    const timer = new AbortController();
    void this.#clock.sleep(ms, timer.signal).then(() => {
      if (!timer.signal.aborted) act();
    });
    return () => timer.abort();
  }

  /** Whether a host's kernel answers: a frozen one's does, what vanished says nothing. */
  async canConnect(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const machine = this.#cloud.machines.find(({ address }) => judgeUrl(address) === url);
    if (machine === undefined || !this.#vanished.has(machine)) return true;
    await this.#clock.sleep(timeoutMs, signal);
    return signal.aborted;
  }

  /** EC2 takes the host away, and nothing that is sent there comes back. */
  vanish(machine: Machine): void {
    this.#vanished.add(machine);
    this.kill(machine);
  }

  /** EC2 takes the host away. */
  kill(machine: Machine): void {
    this.#cloud.kill(machine);
    this.#fall(machine);
  }

  /** It answers nothing until it is rebooted, or never again. */
  hang(machine: Machine, how: Exclude<Machine['hung'], 'no'> = 'until-reboot'): void {
    machine.hung = how;
    this.#fall(machine);
  }

  /** It stands still for a while, and goes on as if nothing had been. */
  freeze(machine: Machine, ms: number): void {
    this.struck.add(machine.instanceId);
    machine.hung = 'until-reboot';
    const { answersFrom } = machine;
    void this.#clock.sleep(ms).then(() => {
      if (machine.answersFrom === answersFrom) machine.hung = 'no';
    });
  }

  /** Every run fails on it until it is rebooted. */
  fillDisk(machine: Machine): void {
    this.struck.add(machine.instanceId);
    this.#troubleOf(machine).judge.diskFull = true;
    machine.wrong = true;
  }

  /** For a while it takes nothing more. */
  fillQueue(machine: Machine): void {
    this.#troubleOf(machine).fullUntil = this.#clock.now() + BUSY_MS;
  }

  #fall(machine: Machine): void {
    this.struck.add(machine.instanceId);
    this.#onDown(machine);
  }

  #breaks(who: string, path: string): boolean {
    return this.#adversary.strikes('brokenAnswer', 'half an answer', `${who} ${path}`);
  }

  async #exchange(url: URL, { method = 'GET', body, signal }: RequestInit, who: string): Promise<WireAnswer> {
    const machine = this.#cloud.machines.find(({ address }) => judgeUrl(address) === url.origin);
    if (machine === undefined) throw broken('ENOTFOUND');
    for (;;) {
      signal?.throwIfAborted();
      this.#cloud.settle();
      if (this.#vanished.has(machine)) {
        await this.#clock.sleep(THAW_POLL_MS, signal ?? undefined);
        continue;
      }
      if (machine.state !== 'running' || this.#clock.now() < machine.answersFrom)
        throw broken('ECONNREFUSED');
      if (machine.hung === 'no') break;
      await this.#clock.sleep(THAW_POLL_MS, signal ?? undefined);
    }
    const trouble = this.#troubleOf(machine);
    const isNew = method === 'POST';
    if (isNew && trouble.fullUntil > this.#clock.now()) {
      this.#adversary.note('queue is full', `${who} ${machine.instanceId}`);
      return { status: 503, text: '{"error":"queue is full"}' };
    }
    const answer = await trouble.judge.answer({
      method,
      path: url.pathname,
      body: typeof body === 'string' ? body : undefined,
    });
    if (isNew && typeof body === 'string')
      this.lastCall = { at: this.#clock.now(), wallMs: JSON.parse(body).wall_time_limit * 1_000 };
    // It died while it answered.
    if ((machine.state as string) !== 'running') throw broken('ECONNRESET');
    return answer;
  }

  /** What is wrong with a host; after a boot nothing is, and nothing runs. */
  #troubleOf(machine: Machine): HostTrouble {
    const known = this.#hosts.get(machine);
    if (known !== undefined && known.bootedAt === machine.answersFrom) return known;
    const name = `${machine.instanceId}-${machine.answersFrom}`;
    const onPoison = () => {
      const now = this.#hosts.get(machine);
      if (now !== fresh || machine.state !== 'running' || !this.#poisonWorks) return;
      this.#adversary.note('host taken down by a program', machine.instanceId);
      this.hang(machine);
    };
    const judge = new ScriptedJudge(name, this.#clock, machine.slots, onPoison, this.#startReal?.(machine));
    const fresh: HostTrouble = { fullUntil: 0, bootedAt: machine.answersFrom, judge };
    if (known !== undefined) {
      machine.wrong = false;
      this.#onDown(machine);
    }
    this.#hosts.set(machine, fresh);
    return fresh;
  }
}

function broken(code: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(code) });
}
