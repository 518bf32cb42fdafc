import { createHash, randomBytes } from 'node:crypto';
import { StateFile } from '../aws/state-file.ts';

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
  /** Secret of this data folder from which names and keys are derived. */
  readonly seed: string;
  /** Port that the endpoint last had: presigned URLs that are still out name it. */
  endpointPort?: number;
  /** By stack and logical id. */
  readonly resources: Record<string, ResourceRecord>;
}

/** Physical ids by stack and logical id, on disk: what lets a restart find its tables again. */
export class ProvisioningState extends StateFile<Stored> {
  constructor(file: string) {
    super(file, { seed: randomBytes(16).toString('hex'), resources: {} });
  }

  /** A word of hexadecimal digits, the same for the same purpose as long as the data folder lives. */
  derive(purpose: string, length: number): string {
    return createHash('sha256').update(`${this.value.seed}\0${purpose}`).digest('hex').slice(0, length);
  }
}

/** Hash of resolved properties, by which a changed template is noticed. */
export function fingerprintOf(properties: unknown): string {
  return createHash('sha256').update(JSON.stringify(properties)).digest('hex').slice(0, 16);
}
