import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is remembered of one resource from start to start. */
export interface ResourceRecord {
  readonly type: string;
  readonly physicalId: string;
  /** Hash of its resolved properties. */
  readonly fingerprint: string;
  /** What its provider needs to find it again: ids, ports. */
  readonly memory?: Readonly<Record<string, string>>;
}

interface Stored {
  readonly seed: string;
  readonly endpointPort?: number;
  readonly resources: Readonly<Record<string, ResourceRecord>>;
}

/** Physical ids by stack and logical id, on disk: what lets a restart find its tables again. */
export class ProvisioningState {
  /** Secret of this data folder from which names and keys are derived. */
  readonly seed: string;
  /** Port that the endpoint last had: presigned URLs that are still out name it. */
  endpointPort: number | undefined;
  readonly #file: string;
  readonly #resources: Map<string, ResourceRecord>;

  constructor(file: string) {
    this.#file = file;
    const stored: Stored = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Stored)
      : { seed: randomBytes(16).toString('hex'), resources: {} };
    this.seed = stored.seed;
    this.endpointPort = stored.endpointPort;
    this.#resources = new Map(Object.entries(stored.resources));
  }

  get(key: string): ResourceRecord | undefined {
    return this.#resources.get(key);
  }

  set(key: string, record: ResourceRecord): void {
    this.#resources.set(key, record);
  }

  delete(key: string): void {
    this.#resources.delete(key);
  }

  entries(): [string, ResourceRecord][] {
    return [...this.#resources];
  }

  /** Writes everything, whole or not at all. */
  save(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    const stored: Stored = {
      seed: this.seed,
      ...(this.endpointPort === undefined ? {} : { endpointPort: this.endpointPort }),
      resources: Object.fromEntries(this.#resources),
    };
    writeFileSync(`${this.#file}.new`, JSON.stringify(stored, null, 1), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** A word of hexadecimal digits, the same for the same purpose as long as the data folder lives. */
  derive(purpose: string, length: number): string {
    return createHash('sha256').update(`${this.seed}\0${purpose}`).digest('hex').slice(0, length);
  }
}

/** Hash of resolved properties, by which a changed template is noticed. */
export function fingerprintOf(properties: unknown): string {
  return createHash('sha256').update(JSON.stringify(properties)).digest('hex').slice(0, 16);
}
