import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { ModelError } from '../../core/review/models/language-model.ts';
import { classifyError } from '../errors/classify-error.ts';

/** How long a key is kept once it was read, ms: one that was changed is used so much later at most. */
const KEPT_MS = 5 * 60_000;

/** Keys of services of language models: SecureStrings that an operator put there. Nothing else holds them. */
export class SsmModelKeys {
  readonly #client: SSMClient;
  readonly #nameOf: (model: string) => string;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly key: string; readonly until: number }>();

  /** @param nameOf the parameter of a model by its name in the configuration */
  constructor(client: SSMClient, nameOf: (model: string) => string, now: () => number) {
    this.#client = client;
    this.#nameOf = nameOf;
    this.#now = now;
  }

  /** @throws ModelError `forbidden` when there is none, `unavailable` when it cannot be read now */
  async read(model: string): Promise<string> {
    const kept = this.#kept.get(model);
    if (kept !== undefined && this.#now() < kept.until) return kept.key;
    const Name = this.#nameOf(model);
    const key = await this.#fetch(Name);
    this.#kept.set(model, { key, until: this.#now() + KEPT_MS });
    return key;
  }

  async #fetch(Name: string): Promise<string> {
    let value: string | undefined;
    try {
      const { Parameter } = await this.#client.send(new GetParameterCommand({ Name, WithDecryption: true }));
      // A file that was stored as it is ends in a line feed.
      value = Parameter?.Value?.trim();
    } catch (cause) {
      const isThere = !['not-found', 'denied', 'credentials'].includes(classifyError(cause));
      if (isThere) throw new ModelError('unavailable', 'its key could not be read just now', { cause });
      throw new ModelError('forbidden', 'its key is not there', { detail: Name, cause });
    }
    // It becomes a header.
    if (value === undefined || !/^[\x21-\x7e]{1,4096}$/.test(value))
      throw new ModelError('forbidden', 'its key is none that can be sent', { detail: Name });
    return value;
  }
}
