import type { Clock } from '../exam/clock.ts';

/** What the API stands on, as strangers are told of it. */
export const DEPENDENCIES = ['sessions', 'submissions', 'metrics', 'files', 'doorbells', 'queues'] as const;
export type DependencyName = (typeof DEPENDENCIES)[number];

/** Something that can be asked whether it answers. */
export interface Dependency {
  readonly name: DependencyName;
  /** Without it no request can be answered; without another one something is late, or missing. */
  readonly needed: boolean;
  /** Rejects when it does not do what it is for. */
  readonly ask: () => Promise<unknown>;
  /** What the first asking needs and a dependency is not to blame for, as loading its client. */
  readonly prepare?: () => Promise<unknown>;
}

/** What one look came to. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** When it was looked, ms since the epoch. */
  readonly at: number;
  readonly checks: readonly Check[];
}

/** `slow`: no answer within the time that it is given. */
export interface Check {
  readonly name: DependencyName;
  readonly status: 'ok' | 'failing' | 'slow';
}

/** How long a dependency may take, ms, this many times: a function that stood still for one of them has not listened. */
const PATIENCE_MS = 1_000;
const TURNS = 2;
/** How old an answer may be, ms: so often an instance asks its dependencies, however often it is asked itself. */
const FRESH_MS = 5_000;

/** What checks come to: `unavailable` when something that every request needs does not answer. Pure. */
export function decideHealth(
  checks: readonly Check[],
  dependencies: readonly Pick<Dependency, 'name' | 'needed'>[],
): Health['status'] {
  const bad = checks.filter(({ status }) => status !== 'ok').map(({ name }) => name);
  if (bad.length === 0) return 'ok';
  return dependencies.some(({ name, needed }) => needed && bad.includes(name)) ? 'unavailable' : 'degraded';
}

/** Looks at what the API stands on, all at once, and remembers what it saw for some seconds: strangers may ask as often as they like. */
export class HealthWatch {
  readonly #dependencies: readonly Dependency[];
  readonly #clock: Clock;
  readonly #onFault: (name: DependencyName, error: unknown) => void;
  #look: { readonly startedAt: number; readonly health: Promise<Health> } | undefined;
  /** As the last look saw them: only what has changed is told. */
  #failing = new Set<DependencyName>();

  /** @param onFault told when a dependency begins to fail */
  constructor(
    dependencies: readonly Dependency[],
    clock: Clock,
    onFault: (name: DependencyName, error: unknown) => void,
  ) {
    this.#dependencies = dependencies;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** Health, at most {@link FRESH_MS} old; never rejects. */
  async look(): Promise<Health> {
    const now = this.#clock.now();
    if (this.#look === undefined || now - this.#look.startedAt >= FRESH_MS)
      this.#look = { startedAt: now, health: this.#ask() };
    return await this.#look.health;
  }

  async #ask(): Promise<Health> {
    const failing = new Set<DependencyName>();
    // What cannot be prepared fails when it is asked.
    await Promise.allSettled(this.#dependencies.map(async ({ prepare }) => await prepare?.()));
    const checks = await Promise.all(
      this.#dependencies.map(async ({ name, ask }): Promise<Check> => {
        const patience = new AbortController();
        try {
          const answered = await Promise.race([
            ask().then(() => true),
            this.#wait(patience.signal).then(() => false),
          ]);
          if (answered) return { name, status: 'ok' };
          failing.add(name);
          this.#tell(name, new Error(`no answer within ${TURNS * PATIENCE_MS} ms`));
          return { name, status: 'slow' };
        } catch (error) {
          failing.add(name);
          this.#tell(name, error);
          return { name, status: 'failing' };
        } finally {
          patience.abort();
        }
      }),
    );
    this.#failing = failing;
    return { status: decideHealth(checks, this.#dependencies), at: this.#clock.now(), checks };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    for (let turn = 0; turn < TURNS && !signal.aborted; turn++) await this.#clock.sleep(PATIENCE_MS, signal);
  }

  #tell(name: DependencyName, error: unknown): void {
    if (!this.#failing.has(name)) this.#onFault(name, error);
  }
}
