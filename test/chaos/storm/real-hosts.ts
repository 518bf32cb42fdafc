import { REPORT_FIELDS } from '../../../adapters/judge0/wire.ts';
import { HOSTS_JUDGE0_CONF } from '../../../local/judge-host/config.ts';
import { type Judge, startHost } from '../../contract/judge-host/judge.ts';
import type { Machine } from '../../support/simulated-machines.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { RealJudge } from './scripted-judge.ts';

const POLL_MS = 20;

/**
 * Judge host processes of this machine, one for each simulated machine that is given a real program: started with the first,
 * killed when the machine dies, started anew after its reboot.
 */
export class RealHosts {
  /** Programs that were run, all in all. */
  runs = 0;
  readonly #hosts = new Map<Machine, Promise<Judge>>();

  /** The judge on a machine. Its runs take real time, in which no virtual time passes. */
  judgeOf(machine: Machine, clock: VirtualClock): RealJudge {
    return {
      run: async (body) => {
        this.runs++;
        const created = await clock.outside(async () => {
          const host = await this.#start(machine);
          const answer = await host.request('/submissions?base64_encoded=true', { body });
          if (answer.status !== 201)
            throw new Error(`a real judge host answered ${answer.status}: ${await answer.text()}`);
          return (await answer.json()) as { token: string };
        });
        return () =>
          clock.outside(async () => {
            const host = await this.#start(machine);
            for (;;) {
              const path = `/submissions/${created.token}?base64_encoded=true&fields=${REPORT_FIELDS}`;
              const report = (await (await host.request(path)).json()) as { status: { id: number } };
              if (report.status.id > 2) return report;
              await new Promise((resolve) => setTimeout(resolve, POLL_MS));
            }
          });
      },
    };
  }

  /** Kills the process of a machine, whatever it does. */
  stop(machine: Machine): void {
    const host = this.#hosts.get(machine);
    this.#hosts.delete(machine);
    void host?.then(({ process, close }) => {
      process?.kill('SIGKILL');
      return close();
    });
  }

  async stopAll(): Promise<void> {
    const all = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.all(all.map(async (host) => await (await host).close()));
  }

  async #start(machine: Machine): Promise<Judge> {
    const host = this.#hosts.get(machine) ?? startHost({ slots: machine.slots, config: HOSTS_JUDGE0_CONF });
    this.#hosts.set(machine, host);
    return await host;
  }
}
