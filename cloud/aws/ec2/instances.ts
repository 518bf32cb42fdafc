import { join } from 'node:path';
import { AwsError } from '../http-types.ts';
import type { StateFile } from '../state-file.ts';
import { startMeter, stopMeter } from './billing.ts';
import type { Ec2Options } from './context.ts';
import { type Hardware, PROCESSES, type RunningMachine } from './hardware.ts';
import { INSTANCE_TYPES } from './instance-types.ts';
import type { Boot } from './machine.ts';
import type { Ec2State, Instance } from './state.ts';

type InstancesOptions = Pick<
  Ec2Options,
  'dataDir' | 'machine' | 'hardware' | 'network' | 'now' | 'random' | 'log' | 'bootDelayMs' | 'describeLagMs'
>;

/** What a launch decides of an instance; the rest is given here. */
export type LaunchRequest = Omit<
  Instance,
  'id' | 'launchedAt' | 'toldFrom' | 'privateIp' | 'networkInterfaceId' | 'volumeId' | 'state'
> & { readonly tags: Readonly<Record<'instance' | 'volume' | 'network-interface', Record<string, string>>> };

/** Who ended an instance, as StateReason says it. */
interface Shutdown {
  readonly code: string;
  readonly message: string;
}

const USER_SHUTDOWN: Shutdown = { code: 'Client.UserInitiatedShutdown', message: 'User initiated shutdown' };
const SELF_SHUTDOWN: Shutdown = {
  code: 'Client.InstanceInitiatedShutdown',
  message: 'Instance initiated shutdown',
};

const INTERRUPTION: Shutdown = {
  code: 'Server.SpotInstanceTermination',
  message: 'Spot instance termination',
};

/** Between the notice and the end of a spot instance, ms. */
const NOTICE_MS = 120_000;

const HARDWARE_FAILURE: Shutdown = {
  code: 'Server.InternalError',
  message: 'Internal error on launch host',
};

/** How often a running endpoint writes down that its hosts are alive, ms. */
const HEARTBEAT_MS = 5_000;
const OUTPUT_LINES = 200;

/**
 * The machines. Each is a process at its own loopback address; every state is on disk before
 * it is told, and processes are known by pid and start time, so a later start can tell the truth about this one.
 */
export class Instances {
  readonly #file: StateFile<Ec2State>;
  readonly #options: InstancesOptions;
  readonly #processes = new Map<string, RunningMachine>();
  readonly #output = new Map<string, string[]>();
  /** The chain of acts on each instance: reboot and terminate never overlap. */
  readonly #acts = new Map<string, Promise<void>>();
  readonly #hardware: Hardware;
  readonly #endHeartbeat: () => void;
  #stopping = false;

  constructor(file: StateFile<Ec2State>, options: InstancesOptions) {
    this.#file = file;
    this.#options = options;
    this.#hardware = options.hardware ?? PROCESSES;
    this.#endHeartbeat = this.#hardware.every(HEARTBEAT_MS, () => {
      this.#powerOff();
      this.#takeBack();
      this.#beat();
    });
  }

  /**
   * Ends what an earlier start left running and marks its instances terminated at the last moment at which that
   * start was alive: nobody was there to run them since.
   */
  async recover(): Promise<void> {
    const lost = Object.values(this.#file.value.instances).filter(({ state }) => state !== 'terminated');
    for (const instance of lost) {
      if (instance.process !== undefined && (await this.#hardware.reap(instance.process)))
        this.#options.log(
          'warn',
          'ec2',
          `ended ${instance.id}, left behind by the last start as process ${instance.process.pid}`,
        );
      const at = Math.max(instance.launchedAt, this.#file.value.aliveAt);
      this.#markTerminated(
        instance,
        at,
        'Server.InternalError',
        'Server.InternalError: Internal error on launch host',
      );
      await this.#removeData(instance);
    }
    if (lost.length > 0) this.#file.save();
  }

  /** Makes an instance `pending`; its host starts after the boot delay. */
  async launch(request: LaunchRequest): Promise<Instance> {
    const { tags, ...decided } = request;
    const state = this.#file.value;
    const taken = new Set(Object.values(state.instances).map(({ privateIp }) => privateIp));
    const instance: Instance = {
      ...decided,
      id: this.#hardware.makeId('i'),
      launchedAt: wholeSecond(this.#options.now()),
      toldFrom: this.#options.now() + this.#draw(this.#options.describeLagMs),
      privateIp: await this.#hardware.chooseAddress(taken, this.#options.machine.port),
      networkInterfaceId: this.#hardware.makeId('eni'),
      volumeId: this.#hardware.makeId('vol'),
      state: 'pending',
    };
    state.instances[instance.id] = instance;
    state.tags[instance.id] = tags.instance;
    state.tags[instance.volumeId] = tags.volume;
    state.tags[instance.networkInterfaceId] = tags['network-interface'];
    this.#beat();
    this.#file.save();
    this.#act(instance, async () => {
      await this.#bootDelay();
      if (instance.state === 'pending') this.#start(instance);
    });
    return instance;
  }

  /** The instance of that id. Throws AWS's error for a malformed or unknown one, which one is that the API does not know yet. */
  get(id: string): Instance {
    if (!/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id))
      throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
    this.#takeBack();
    const instance = this.#file.value.instances[id];
    if (instance === undefined || this.#isForgotten(instance) || !this.isTold(id))
      throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return instance;
  }

  /** Every instance that there is, and terminated ones for an hour. */
  list(): readonly Instance[] {
    this.#takeBack();
    return Object.values(this.#file.value.instances).filter((instance) => !this.#isForgotten(instance));
  }

  /** Those of `list` that the API tells of: it lags behind launches. */
  listTold(): readonly Instance[] {
    return this.list().filter(({ id }) => this.isTold(id));
  }

  /** False for an instance that is too new for the API to know it. */
  isTold(id: string): boolean {
    return this.#options.now() >= (this.#file.value.instances[id]?.toldFrom ?? 0);
  }

  /** Restarts the process of a running host; the instance stays `running` and answers again when the new process listens. */
  reboot(instance: Instance): void {
    this.#act(instance, async () => {
      await this.#end(instance);
      await this.#bootDelay();
      if (instance.state === 'running') this.#start(instance);
    });
  }

  /** Begins to terminate; billing ends now, the state becomes `terminated` once the process is gone. */
  terminate(instance: Instance, by: Shutdown = USER_SHUTDOWN): void {
    if (instance.state === 'terminated' || instance.state === 'shutting-down') return;
    const at = wholeSecond(this.#options.now());
    this.#markTerminated(instance, at, by.code, `${by.code}: ${by.message}`);
    instance.state = 'shutting-down';
    if (by === USER_SHUTDOWN) instance.stateTransitionReason = `User initiated (${asGmt(at)})`;
    this.#file.save();
    this.#act(instance, async () => {
      await this.#end(instance);
      instance.state = 'terminated';
      delete instance.process;
      await this.#removeData(instance);
      this.#file.save();
    });
  }

  /**
   * EC2 gives notice that it takes a spot instance back, and does so two minutes later, unless it has ended by then.
   * @throws Error for an instance that is not spot, or not there any more
   */
  giveNotice(id: string): Instance {
    const instance = this.#file.value.instances[id];
    if (instance?.spot === undefined || instance.state === 'terminated' || instance.state === 'shutting-down')
      throw new Error(`${id} is no spot instance that could be taken back`);
    instance.spot.interruptedAt ??= this.#options.now() + NOTICE_MS;
    this.#file.save();
    return instance;
  }

  /** Its hardware fails, and EC2 ends it. */
  lose(id: string): void {
    const instance = this.#file.value.instances[id];
    if (instance !== undefined) this.terminate(instance, HARDWARE_FAILURE);
  }

  /** The last lines that the host printed. */
  consoleOutput(id: string): string {
    return (this.#output.get(id) ?? []).join('\n');
  }

  /** Ends every host and marks its instance terminated: without this process there are no machines. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endHeartbeat();
    const living = Object.values(this.#file.value.instances).filter(({ state }) => state !== 'terminated');
    await Promise.all(
      living.map(async (instance) => {
        if (instance.state !== 'shutting-down')
          this.#markTerminated(
            instance,
            wholeSecond(this.#options.now()),
            'Server.InternalError',
            'Server.InternalError: The local EC2 stopped',
          );
        await this.#end(instance);
        await this.#acts.get(instance.id);
        instance.state = 'terminated';
        delete instance.process;
        await this.#removeData(instance);
      }),
    );
    this.#file.save();
  }

  #start(instance: Instance): void {
    if (this.#stopping) return;
    const { tags } = this.#file.value;
    const say = (level: 'info' | 'error', message: string) =>
      this.#options.log(level, 'ec2', `${instance.id} ${message}`);
    try {
      const host = this.#hardware.start({
        ...this.#options.machine.boot({
          address: instance.privateIp,
          ...sizeOf(instance),
          userData: this.#options.network.launchTemplates.get(instance.launchTemplateId)?.userData,
          tags: tags[instance.id] ?? {},
          directory: this.#directoryOf(instance),
        }),
        onReady: () => say('info', 'listens'),
        onLine: (line) => this.#keepLine(instance, line),
        onExit: (code, signal) => this.#onExit(instance, host, code, signal),
      });
      this.#processes.set(instance.id, host);
      instance.process = host.identity;
      say('info', `runs as process ${host.identity.pid} at ${instance.privateIp}`);
    } catch (error) {
      say('error', `could not start: ${String(error)}`);
    }
    instance.state = 'running';
    startMeter(this.#file.value, instance, this.#options.now());
    this.#file.save();
  }

  /** A process that ends unasked is a machine that crashed: `running`, unreachable, and billed. */
  #onExit(
    instance: Instance,
    host: RunningMachine,
    code: number | null,
    signal: NodeJS.Signals | null,
  ): void {
    if (this.#processes.get(instance.id) !== host) return;
    this.#processes.delete(instance.id);
    delete instance.process;
    this.#file.save();
    const last = this.#output.get(instance.id)?.at(-1);
    this.#options.log(
      'error',
      'ec2',
      `${instance.id} crashed (${signal ?? `exit ${code}`})${last === undefined ? '' : `: ${last}`}`,
    );
  }

  async #end(instance: Instance): Promise<void> {
    const host = this.#processes.get(instance.id);
    this.#processes.delete(instance.id);
    await host?.end();
    delete instance.process;
  }

  #act(instance: Instance, act: () => Promise<void>): void {
    const previous = this.#acts.get(instance.id) ?? Promise.resolve();
    const next = previous.then(act).catch((error: unknown) => {
      this.#options.log('error', 'ec2', `${instance.id}: ${String(error)}`);
    });
    this.#acts.set(instance.id, next);
    void next.then(() => {
      if (this.#acts.get(instance.id) === next) this.#acts.delete(instance.id);
    });
  }

  #markTerminated(instance: Instance, at: number, code: string, message: string): void {
    instance.state = 'terminated';
    instance.terminatedAt = at;
    stopMeter(this.#file.value, instance, at);
    instance.stateReason = { code, message };
    instance.stateTransitionReason = `${code} (${asGmt(at)})`;
    delete instance.process;
    delete instance.publicIp;
  }

  async #bootDelay(): Promise<void> {
    await this.#hardware.sleep(this.#draw(this.#options.bootDelayMs));
  }

  #draw([least, most]: readonly [number, number]): number {
    return least === most ? least : least + this.#options.random() * (most - least);
  }

  /** Hosts whose own timer powered them off; a machine that crashed has no timer. */
  #powerOff(): void {
    for (const id of this.#processes.keys()) {
      const instance = this.#file.value.instances[id];
      if (instance?.state !== 'running' || instance.shutdownBehavior !== 'terminate') continue;
      const tags = this.#file.value.tags[id] ?? {};
      if (!this.#options.machine.hasPoweredOff(tags, instance.launchedAt, this.#options.now())) continue;
      this.#options.log('warn', 'ec2', `${id} powers itself off: its deadline has passed`);
      this.terminate(instance, SELF_SHUTDOWN);
    }
  }

  /** Spot instances whose notice is over. */
  #takeBack(): void {
    for (const instance of Object.values(this.#file.value.instances)) {
      const at = instance.spot?.interruptedAt;
      if (at !== undefined && this.#options.now() >= at) this.terminate(instance, INTERRUPTION);
    }
  }

  #beat(): void {
    this.#file.value.aliveAt = this.#options.now();
    if (Object.values(this.#file.value.instances).some(({ state }) => state !== 'terminated'))
      this.#file.save();
  }

  #keepLine(instance: Instance, line: string): void {
    const lines = this.#output.get(instance.id) ?? [];
    lines.push(line);
    if (lines.length > OUTPUT_LINES) lines.shift();
    this.#output.set(instance.id, lines);
    this.#options.log('info', 'ec2', `${instance.id} ${line}`);
  }

  #directoryOf(instance: Instance): string {
    return join(this.#options.dataDir ?? '', 'ec2', 'hosts', instance.id);
  }

  async #removeData(instance: Instance): Promise<void> {
    await this.#hardware
      .removeDisk(this.#directoryOf(instance))
      .catch((error: unknown) =>
        this.#options.log('warn', 'ec2', `the disk of ${instance.id} is not gone: ${String(error)}`),
      );
  }

  #isForgotten(instance: Instance): boolean {
    const hour = 3_600_000;
    return instance.state === 'terminated' && this.#options.now() - (instance.terminatedAt ?? 0) > hour;
  }
}

function sizeOf({ type }: Instance): Pick<Boot, 'vcpus' | 'memoryMib'> {
  return INSTANCE_TYPES.get(type) ?? { vcpus: 1, memoryMib: 2048 };
}

function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/** '2026-11-22 13:00:00 GMT' */
function asGmt(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} GMT`;
}
