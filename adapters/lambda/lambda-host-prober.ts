import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { HostFinding, HostProber, ProbeRequest } from '../../core/examination/examination.ts';
import { findingsSchema } from '../../core/examination/finding-schema.ts';

/**
 * Asks host-prober, which stands in the hosts' network, and waits for its findings. When the function itself fails,
 * nothing is said about any host: a broken prober must not make a fleet suspect.
 */
export class LambdaHostProber implements HostProber {
  readonly #client: LambdaClient;
  readonly #functionName: string;
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure told why the prober itself gave no findings */
  constructor(client: LambdaClient, functionName: string, onFailure: (error: unknown) => void) {
    this.#client = client;
    this.#functionName = functionName;
    this.#onFailure = onFailure;
  }

  async probe(requests: readonly ProbeRequest[]): Promise<readonly HostFinding[]> {
    try {
      const answer = await this.#client.send(
        new InvokeCommand({
          FunctionName: this.#functionName,
          Payload: Buffer.from(JSON.stringify({ requests })),
        }),
      );
      const text = Buffer.from(answer.Payload ?? new Uint8Array()).toString('utf8');
      if (answer.FunctionError !== undefined) throw new Error(`it failed: ${text.slice(0, 500)}`);
      return findingsSchema.parse(JSON.parse(text)).findings;
    } catch (error) {
      this.#onFailure(error);
      return [];
    }
  }
}
