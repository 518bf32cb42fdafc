import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from './http-types.ts';

/** On-demand vCPUs of standard types. */
const VCPUS = { service: 'ec2', code: 'L-1216C47A' };

/** Service Quotas: the one quota that the local EC2 keeps to. */
export function makeServiceQuotas(quotaVcpus: number): AwsService {
  return {
    handle: async ({ operation, input }: AwsCall): Promise<AwsResponse> => {
      if (operation !== 'GetServiceQuota') throw new UnservedOperation('servicequotas', operation);
      const { ServiceCode, QuotaCode } = input;
      if (typeof ServiceCode !== 'string' || typeof QuotaCode !== 'string')
        throw new AwsError('IllegalArgumentException', 'ServiceCode and QuotaCode are required.');
      if (ServiceCode !== VCPUS.service || QuotaCode !== VCPUS.code)
        throw new UnservedOperation('servicequotas', operation, `${QuotaCode} of ${ServiceCode}`, [
          `${VCPUS.code} of ${VCPUS.service}`,
        ]);
      const Quota = {
        ServiceCode,
        QuotaCode,
        QuotaName: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
        Value: quotaVcpus,
        Unit: 'None',
        Adjustable: true,
        GlobalQuota: false,
      };
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ Quota }),
      };
    },
  };
}
