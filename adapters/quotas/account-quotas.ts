import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { AccountQuotas } from '../../core/fleet/vcpu-quota.ts';

/** `Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances`, in vCPUs. */
const VCPUS = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' };

/** What Service Quotas says of the account, in the region of the client. */
export class ServiceAccountQuotas implements AccountQuotas {
  readonly #client: ServiceQuotasClient;

  constructor(client: ServiceQuotasClient) {
    this.#client = client;
  }

  /** @throws Error when Service Quotas answers without a number that can be a quota; what AWS refuses, as it refuses it */
  async vcpus(): Promise<number> {
    const { Quota } = await this.#client.send(new GetServiceQuotaCommand(VCPUS));
    const value = Quota?.Value;
    if (value === undefined || !Number.isFinite(value) || value < 0)
      throw new Error(`Service Quotas tells no value of ${VCPUS.QuotaCode}: ${value}`);
    return Math.floor(value);
  }
}
